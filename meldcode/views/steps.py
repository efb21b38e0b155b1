"""Pages of steps 1 to 3."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meldcode import services
from meldcode.forms import AnalysisForm, ConsultationForm, GatherForm, SkipForm, TalkForm
from meldcode.reading import candidates, signals_for
from meldcode.texts import OPEN_QUESTIONS
from meldcode.views.base import CaseFormPage
from meldcode.workflow import Action


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
    def signals(self) -> list[Any]:
        """The signals that can be gathered."""
        return signals_for(self.object, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        standing = {row.signal_id: row for row in self.file.signals}
        return super().get_form_kwargs() | {"signals": self.signals, "standing": standing}

    def write(self, form: Any) -> object:
        return services.gather_signals(actor=self.actor, case=self.object, picks=form.picks())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        siblings = candidates(self.object, self.request.user)
        return super().get_context_data(**({"siblings": siblings} | kwargs))


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
    """Step 2: a consultation (M1, M12)."""

    form_class = ConsultationForm
    template_name = "meldcode/consult.html"
    title = _("Record a consultation")
    purpose = _("Whom you asked to think along, what you asked, and what came out of it.")

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.record_consultation(
            actor=self.actor, case=self.object, key=form.record_key, **data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"open_questions": OPEN_QUESTIONS} | kwargs))


class Talk(StepPage):
    """Step 3: the talk with the parents and the child (M1)."""

    form_class = TalkForm
    template_name = "meldcode/talk.html"
    title = _("Record the talk with the parents")
    purpose = _("What you told the parents and the child, and how they see it.")

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.record_parent_talk(
            actor=self.actor, case=self.object, key=form.record_key, **data
        )


class SkipTalk(StepPage):
    """Step 3 is skipped, with the reason (M4)."""

    form_class = SkipForm
    title = _("No talk with the parents")
    purpose = _(
        "Only when concrete signs show that the talk itself would bring somebody in danger. Ask Veilig "
        "Thuis when you are in doubt."
    )

    def write(self, form: Any) -> object:
        data = {k: v for k, v in form.cleaned_data.items() if k != "key"}
        return services.skip_parent_talk(
            actor=self.actor, case=self.object, key=form.record_key, **data
        )
