"""Pages about people: keeping out, letting in, the case team, deputies, questions to colleagues."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import NotVisible
from core.views import GuardedAction, GuardedObjectFormPage, GuardedPage
from meldcode import events, services
from meldcode.forms.people import (
    AnswerColleagueForm,
    AskForm,
    CaseAccessForm,
    KeepOutForm,
    LetInForm,
    NameDeputyForm,
    ProlongForm,
    StepBackForm,
)
from meldcode.models import CaseQuestion, DeputyRequest, Involvement
from meldcode.people import asked_of_board, involvement_of
from meldcode.services.deputies import USUAL, deputy_candidates
from meldcode.services.people import people_for_team, people_to_shut_out
from meldcode.services.questions import people_to_ask
from meldcode.views.base import CaseFormPage, OnCase
from meldcode.workflow import Action
from schools.models import School
from writing.views import WritingHelpMixin


class PeoplePage(CaseFormPage, abstract=True):
    """A form about who is in a case; possible in every state, a closed case too."""

    permission = "meldcode.manage_people"

    def possible(self) -> bool:
        return True


class KeepOut(PeoplePage):
    """Keep somebody out of the case."""

    form_class = KeepOutForm
    title = _("Keep somebody out of this case")
    purpose = _(
        "Is somebody involved in person? Then the case does not exist for them any more: not in lists, "
        "not in mail, not in the log. If a place becomes empty by it, the board names a deputy."
    )
    success_message = _("This person is kept out. The board was told, without names.")

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_to_shut_out(self.object, self.actor)
        return super().get_form_kwargs() | {"people": people}

    def write(self, form: Any) -> object:
        data = form.cleaned_data
        return services.shut_out_person(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            who=data["who"],
            kind=data["kind"],
            reason=data["reason"],
        )


class StepBack(PeoplePage):
    """Keep out of the case oneself."""

    permission = "meldcode.view_case"
    form_class = StepBackForm
    title = _("Step back from this case")
    purpose = _(
        "Are you involved in person? Then somebody else takes your place. The case closes for you at "
        "once, and only a colleague can let you in again."
    )
    success_message = _("You stepped back. Your colleagues go on without you.")

    def perform(self, form: Any) -> str:
        services.shut_out_person(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            who=self.actor,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
        )
        return reverse("home:today")


class LetIn(PeoplePage):
    """Let somebody in again who was kept out."""

    form_class = LetInForm
    title = _("Let somebody in again")
    purpose = _("From now on the case exists for this person again, as far as their role goes.")
    success_message = _("This person may see the case again.")

    @cached_property
    def involvement(self) -> Involvement:
        """Who is kept out. Raises NotVisible for what is not of this case."""
        key = self.kwargs["involvement"]
        found = involvement_of(self.object, key)
        if found is None:
            raise NotVisible("meldcode.involvement", str(key))
        return found

    def write(self, form: Any) -> object:
        return services.let_back_in(
            actor=self.actor, involvement=self.involvement, reason=form.cleaned_data["reason"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.involvement
        facts = [
            (gettext("Who"), str(row.person)),
            (gettext("Why kept out"), row.get_kind_display()),
        ]
        return super().get_context_data(**({"object_facts": facts} | kwargs))


class GiveAccess(PeoplePage):
    """Let a colleague read along."""

    form_class = CaseAccessForm
    title = _("Let a colleague read along")
    purpose = _(
        "A colleague who helps in this case reads all of it, until a day. They cannot write in it."
    )
    success_message = _("Access is given. It ends by itself.")

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_for_team(self.object, self.actor)
        return super().get_form_kwargs() | {"people": people}

    def write(self, form: Any) -> object:
        return services.give_access(actor=self.actor, case=self.object, **form.cleaned_data)


class EndAccess(OnCase, GuardedAction):
    """End that a colleague reads along."""

    permission = "meldcode.manage_people"
    look = ""
    success_message = _("The access is ended.")

    def perform(self) -> str:
        services.end_access(actor=self.actor, case=self.object, given_id=self.kwargs["given"])
        return self.refused_url()

    def refused_url(self) -> str:
        return self.case_url() + "#people"


class AskColleague(CaseFormPage):
    """Ask a colleague something."""

    permission = "meldcode.ask_colleague"
    action = Action.WORK
    form_class = AskForm
    title = _("Ask a colleague")
    purpose = _(
        "One question, with a day. Your colleague answers it in the system and sees nothing else of the "
        "case."
    )
    success_message = _("The question is sent.")

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_to_ask(self.object, self.actor)
        return super().get_form_kwargs() | {"people": people}

    def write(self, form: Any) -> object:
        data = form.cleaned_data
        return services.ask_colleague(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            who=data["who"],
            question=data["question"],
            due_on=data["due_on"],
        )


class WithdrawQuestion(GuardedAction):
    """Take a question back."""

    permission = "meldcode.ask_colleague"
    model = CaseQuestion
    pk_url_kwarg = "question"
    success_message = _("The question is taken back.")

    def perform(self) -> str:
        services.withdraw_question(actor=actor_of(self.request), question=self.object)
        return self.refused_url()

    def refused_url(self) -> str:
        return reverse("meldcode:case", args=[self.object.case_id]) + "#people"


class AnswerQuestion(WritingHelpMixin, GuardedObjectFormPage):
    """A question of the AF HGKM, for who was asked: all that they see of the case (R1)."""

    permission = "meldcode.answer_colleague"
    model = CaseQuestion
    pk_url_kwarg = "question"
    look = events.QUESTION_VIEWED
    form_class = AnswerColleagueForm
    template_name = "meldcode/question.html"
    title = _("A question of the AF HGKM")
    purpose = _("The AF HGKM needs to know this from you. You answer once.")
    success_message = _("Your answer is with the AF HGKM. Thank you.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("author", "school")

    def writing_subject(self) -> School:
        school: School = self.object.school
        return school

    def perform(self, form: Any) -> str:
        services.answer_colleague(
            actor=actor_of(self.request),
            question=self.object,
            answer=form.cleaned_data["answer"],
        )
        return reverse("meldcode:question", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"back_url": reverse("home:today"), "back_label": gettext("Today")}
        return super().get_context_data(**(extra | kwargs))


class Deputies(GuardedPage):
    """What the board is asked about cases, and whom it named: no child, no story (R4)."""

    permission = "meldcode.name_deputy"
    template_name = "meldcode/deputies.html"
    title = _("Deputies in Meldcode cases")
    purpose = _(
        "In a case somebody is involved in person, a place is empty, or two people disagree. You name "
        "who takes that place. You do not see the case itself."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"asked": asked_of_board(self.request.user)} | kwargs))


class OnRequest(GuardedObjectFormPage, abstract=True):
    """One request to the board."""

    permission = "meldcode.name_deputy"
    model = DeputyRequest
    pk_url_kwarg = "asked"
    template_name = "meldcode/name_deputy.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "deputy")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "asked": self.object,
            "back_url": reverse("meldcode:deputies"),
            "back_label": gettext("Deputies"),
        }
        return super().get_context_data(**(extra | kwargs))


class NameDeputy(OnRequest):
    """Name who takes a place in a case."""

    form_class = NameDeputyForm
    title = _("Name a deputy")
    purpose = _("Who you name reads this one case, and does there what the place asks.")
    success_message = _("The deputy is named, and gets a mail.")

    def get_form_kwargs(self) -> dict[str, Any]:
        people = deputy_candidates(self.object)
        return super().get_form_kwargs() | {"people": people, "usual": USUAL}

    def perform(self, form: Any) -> str:
        services.name_deputy(
            actor=actor_of(self.request),
            request=self.object,
            who=form.cleaned_data["who"],
            until=form.cleaned_data["until"],
        )
        return reverse("meldcode:deputies")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"possible": self.object.is_open} | kwargs))


class ProlongDeputy(OnRequest):
    """Let a deputy stay longer."""

    form_class = ProlongForm
    title = _("Prolong a deputy")
    purpose = _("The deputy goes on until another day.")
    success_message = _("The new day is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"initial": {"until": self.object.until}}

    def perform(self, form: Any) -> str:
        services.prolong_deputy(
            actor=actor_of(self.request),
            request=self.object,
            until=form.cleaned_data["until"],
        )
        return reverse("meldcode:deputies")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        possible = self.object.deputy_id is not None
        return super().get_context_data(**({"possible": possible} | kwargs))
