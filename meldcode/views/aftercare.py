"""Pages of the letter, the plan of the help, what was agreed, aftercare, and looking back."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import pdf
from core.document_views import AskDocument
from core.errors import IllegalTransition, NotVisible
from core.ids import uuid7
from meldcode import letter, services
from meldcode.documents import LETTER
from meldcode.following import After
from meldcode.forms import (
    AftercareForm,
    AgreementsForm,
    DoneForm,
    EvaluationForm,
    HelpPlanForm,
    LetterForm,
)
from meldcode.models import Case, CaseDuty
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action


class FollowingPage(CaseFormPage, abstract=True):
    """A form about what follows the decision, which stands in the context as `after`."""

    action = Action.WORK
    permission = "meldcode.work_on_case"

    @cached_property
    def after(self) -> After:
        """The part of the case after its decision."""
        return After(self.file)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"after": self.after, "file": self.file} | kwargs))


class WriteLetter(CaseFormPage):
    """The words of the letter to Veilig Thuis; the rest comes from the case (M8)."""

    permission = "meldcode.write_letter"
    action = Action.WORK
    form_class = LetterForm
    template_name = "meldcode/letter.html"
    evidence = True
    title = _("Letter to Veilig Thuis")
    purpose = _(
        "The letter takes what the case holds: the children, the signals, the talks, the advice. You add "
        "three things in your own words. The manager sends it."
    )

    def current_version(self) -> int:
        return self.file.letters[0].number if self.file.letters else 0

    def initial(self) -> dict[str, Any]:
        return dict(letter.prefilled(self.file))

    def perform(self, form: Any) -> str:
        services.write_letter(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            words=form.words(),
        )
        return reverse("meldcode:letter", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "latest": next(iter(self.file.letters), None),
            "pdf_available": pdf.available(),
            "export_key": uuid7(),
        }
        return super().get_context_data(**(extra | kwargs))


class LetterPdf(AskDocument):
    """Asks the worker for the letter as PDF; every download is logged (A8)."""

    permission = "meldcode.write_letter"
    model = Case
    pk_url_kwarg = "case"
    kind = LETTER

    def refused_url(self) -> str:
        return reverse("meldcode:letter", args=[self.object.pk])


class PlanHelp(FollowingPage):
    """Who does what, for which result, seen by what, with interim checks (M5.4)."""

    form_class = HelpPlanForm
    template_name = "meldcode/help_plan.html"
    title = _("Plan of the help")
    purpose = _(
        "Help was decided on. Here you write down who does what and how you see that it works. Each check "
        "gets a day on which you are reminded."
    )

    def possible(self) -> bool:
        return super().possible() and self.after.help is not None

    def current_version(self) -> int:
        return self.after.plan.number if self.after.plan else 0

    def initial(self) -> dict[str, Any]:
        plan = self.after.plan
        names = ("who", "what", "result", "measured")
        return {name: getattr(plan, name) for name in names} if plan else {}

    def write(self, form: Any) -> object:
        return services.plan_help(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            words=form.words(),
            checks=form.agreed(),
        )


class AddAgreements(FollowingPage):
    """More agreements with Veilig Thuis, to what it told last (M9)."""

    form_class = AgreementsForm
    title = _("Agreements with Veilig Thuis")
    purpose = _(
        "Who does what, by which day. Each agreement gets a date of its own, and you are reminded."
    )

    def possible(self) -> bool:
        return super().possible() and self.after.last_word is not None

    def write(self, form: Any) -> object:
        word = self.after.last_word
        if word is None:
            raise IllegalTransition(gettext("Veilig Thuis has not decided on a report yet."))
        return services.add_agreements(
            actor=self.actor, feedback=word, key=form.record_key, rows=form.agreed()
        )


class AgreeAftercare(FollowingPage):
    """What follows when the help has ended: what, by whom, when (M5.5)."""

    form_class = AftercareForm
    title = _("Aftercare")
    purpose = _(
        "The help has ended. What do you still do for the child and the family, and when? You are reminded "
        "of each."
    )

    def write(self, form: Any) -> object:
        return services.agree_aftercare(
            actor=self.actor, case=self.object, key=form.record_key, rows=form.agreed()
        )


class DoAgreed(FollowingPage):
    """An agreement, an interim check or aftercare was done (M10)."""

    form_class = DoneForm
    template_name = "meldcode/do_agreed.html"
    title = _("Done as agreed")
    purpose = _("Record what was done and how it is. With it this date is done.")

    def get_object(self) -> Any:
        case, key = super().get_object(), self.kwargs["duty"]
        found = CaseDuty.objects.filter(case=case, pk=key).first()
        if found is None or not found.is_agreed:
            raise NotVisible("meldcode.caseduty", str(key))
        self.duty = found
        return case

    def possible(self) -> bool:
        return super().possible() and self.duty.is_open

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.do_agreed(actor=self.actor, duty=self.duty, key=form.record_key, **data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"duty": self.duty} | kwargs))


class Evaluate(FollowingPage):
    """Looking back with those involved (M10, M11)."""

    form_class = EvaluationForm
    title = _("Look back with those involved")
    purpose = _("Before you close a case you ask everybody how it went. The school learns from it.")

    def write(self, form: Any) -> object:
        return services.evaluate(
            actor=self.actor, case=self.object, key=form.record_key, look_back=form.look_back()
        )
