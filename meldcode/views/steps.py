"""Pages of steps 1 to 3."""

from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm
from meldcode import services
from meldcode.children import ages
from meldcode.forms import (
    AnalysisForm,
    ChildTalkForm,
    ConsultationForm,
    GatherForm,
    SkipForm,
    TalkForm,
)
from meldcode.gathering import (
    Choice,
    Line,
    lines_of,
    prefilled_talk,
    reported_talks,
    seen_in,
    sources_of,
    years_of,
)
from meldcode.models import TalkWith
from meldcode.reading import candidates, in_full, signals_for
from meldcode.texts import OPEN_QUESTIONS, chosen_questions
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action

SIGNALS_SHOWN = 25  # at once; saving goes on to the next


class StepPage(CaseFormPage, abstract=True):
    """A page that adds to the steps 1 to 3."""

    permission = "meldcode.work_on_case"
    action = Action.WORK


class Gather(StepPage):
    """Step 1: pick from the dossier of the child and of brothers and sisters (M3, D7)."""

    form_class = GatherForm
    template_name = "meldcode/gather.html"
    title = _("Gather the signals")
    purpose = _(
        "Say of each signal whether it supports the suspicion or speaks against it. Both belong in the case."
    )

    @cached_property
    def lines(self) -> list[Line]:
        """The signals that can be gathered."""
        return lines_of(self.object, self.request.user)

    @cached_property
    def page(self) -> Page[Any]:
        """The part of what was chosen that is shown."""
        chosen = [line.pk for line in self.lines if self.choice.fits(line)]
        return Paginator(chosen, SIGNALS_SHOWN).get_page(self.request.GET.get("page"))

    @cached_property
    def choice(self) -> Choice:
        """Which of them are shown; the form keeps it in its address."""
        asked = self.request.GET
        return Choice(asked.get("jaar", ""), "nieuw" in asked, seen_in(self.file))

    def get_form_kwargs(self) -> dict[str, Any]:
        standing = {row.signal_id: row for row in self.file.looked_at}
        shown = in_full(signals_for(self.object, self.request.user).filter(pk__in=self.asked()))
        return super().get_form_kwargs() | {"signals": list(shown), "standing": standing}

    def asked(self) -> list[Any]:
        """Return which signals the form is about.

        What was sent tells it itself: meanwhile a colleague may have logged another, or gathered these.
        """
        sent = self.request.POST
        if self.request.method != "POST":
            return list(self.page.object_list)
        return [line.pk for line in self.lines if f"note-{line.pk}" in sent]

    def perform(self, form: Any) -> str:
        further, following = self.page.has_next(), self.request.GET.copy()
        services.gather_signals(actor=self.actor, case=self.object, picks=form.picks())
        if not further:
            return self.case_url()
        # Of the new ones the next are the first then.
        following["page"] = "1" if self.choice.only_new else str(self.page.number + 1)
        return f"{self.request.path}?{following.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        extra = {
            "file": self.file,
            "siblings": candidates(self.object, user),
            "page": self.page,
            "all_signals": self.lines,
            "new": [one for one in self.lines if one.pk not in self.choice.seen],
            "years": years_of(self.lines),
            "choice": self.choice,
            "sources": sources_of(self.object, user),
            "questions": [field.label for field in AnalysisForm.questions()],
        }
        return super().get_context_data(**(extra | kwargs))


class Analyse(StepPage):
    """Step 1: the seven questions about what was gathered (M3)."""

    form_class = AnalysisForm
    evidence = True
    title = _("Analysis of the signals")
    purpose = _(
        "Seven questions that help to see the signals together. Write facts apart from views."
    )

    def current_version(self) -> int:
        return self.file.analysis.number if self.file.analysis else 0

    def initial(self) -> dict[str, Any]:
        latest = self.file.analysis
        names = [n for n in self.form_class.base_fields if n not in {"key", "seen"}]
        return {name: getattr(latest, name) for name in names} if latest else {}

    def write(self, form: Any) -> object:
        return services.record_analysis(
            actor=self.actor,
            case=self.object,
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            answers=form.answers(),
        )


class Consult(StepPage):
    """Step 2: a consultation (M1, M12). The open questions can be put into the form."""

    form_class = ConsultationForm
    template_name = "meldcode/consult.html"
    title = _("Record a consultation")
    purpose = _("Whom you asked to think along, what you asked, and what came out of it.")

    def initial(self) -> dict[str, Any]:
        asked = self.request.GET
        return {
            "asked": "\n".join(chosen_questions(asked.getlist("vraag"))),
            "kind": asked.get("soort", ""),
            "summary": asked.get("samenvatting", ""),
            "anonymous": "samenvatting" in asked,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"summaries": self.object.anonymoussummary_set.all()}

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.record_consultation(
            actor=self.actor, case=self.object, key=form.record_key, **data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"open_questions": OPEN_QUESTIONS} | kwargs))


class Talk(StepPage):
    """Step 3: the talk with the parents (M1); a talk of the dossier can be taken over (D8)."""

    form_class: ClassVar[type[BaseForm]] = TalkForm
    template_name = "meldcode/talk.html"
    partner = TalkWith.PARENTS
    skip = "meldcode:skip_talk"
    title = _("Record the talk with the parents")
    purpose = _("What you told the parents, and how they see it.")

    def initial(self) -> dict[str, Any]:
        return prefilled_talk(self.object, self.request.user, self.request.GET.get("uit", ""))

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.record_parent_talk(
            actor=self.actor, case=self.object, key=form.record_key, partner=self.partner, **data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "with_child": self.partner == TalkWith.CHILD,
            "skip_url": reverse(self.skip, args=[self.object.pk]),
            "taken": self.request.GET.get("uit", ""),
            "reported": reported_talks(self.object, self.request.user),
            "ages": ages(self.file.children),
        }
        return super().get_context_data(**(extra | kwargs))


class ChildTalk(Talk):
    """Step 3: the talk with the child, asked for from twelve years on (M8)."""

    form_class = ChildTalkForm
    partner = TalkWith.CHILD
    skip = "meldcode:skip_child_talk"
    title = _("Record the talk with the child")
    purpose = _("What you asked the child, and what the child said about it.")

    def initial(self) -> dict[str, Any]:
        taken = super().initial()
        return {"happened_on": taken["happened_on"], "reaction": taken["child"]} if taken else {}


class SkipTalk(StepPage):
    """Step 3 is skipped, with the danger named (M4)."""

    form_class = SkipForm
    template_name = "meldcode/skip_talk.html"
    partner = TalkWith.PARENTS
    title = _("No talk with the parents")
    purpose = _(
        "Only when concrete signs show that the talk itself would bring somebody in danger."
    )

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.skip_parent_talk(
            actor=self.actor, case=self.object, key=form.record_key, partner=self.partner, **data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"with_child": self.partner == TalkWith.CHILD, "ages": ages(self.file.children)}
        return super().get_context_data(**(extra | kwargs))


class SkipChildTalk(SkipTalk):
    """The talk with the child is skipped, with the danger named (M4, M8)."""

    partner = TalkWith.CHILD
    title = _("No talk with the child")
