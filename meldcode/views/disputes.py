"""Pages of a disagreement: the manager's own proposal, and the choice of the board's deputy (M8)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meldcode import services
from meldcode.forms import DisagreeForm, SettleForm
from meldcode.models import Decision
from meldcode.reading import decision_of
from meldcode.views.base import CaseFormPage
from meldcode.views.decisions import ProposalPage
from meldcode.workflow import Action


class Disagree(ProposalPage):
    """Write a proposal beside that of the AF HGKM; the board's deputy chooses."""

    permission = "meldcode.confirm_decision"
    action = Action.DISAGREE
    form_class = DisagreeForm
    template_name = "meldcode/disagree.html"
    title = _("You see it otherwise")
    purpose = _(
        "You write your own proposal, as complete as the first one. The board's deputy reads both, and "
        "decides within two working days."
    )

    def initial(self) -> dict[str, Any]:
        return {"decision": self.file.proposal.pk if self.file.proposal else None}

    def write(self, form: Any) -> object:
        return services.disagree(
            actor=self.actor,
            decision=decision_of(self.object, form.cleaned_data["decision"]),
            key=form.record_key,
            seen=form.cleaned_data["seen"],
            proposal=form.proposal(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"first": self.file.proposal} | kwargs))


class Settle(CaseFormPage):
    """Choose between two proposals, as the board's deputy."""

    permission = "meldcode.settle_decision"
    action = Action.CONFIRM_REPORT
    form_class = SettleForm
    template_name = "meldcode/settle.html"
    evidence = True
    coached = True
    title = _("Decide between two proposals")
    purpose = _(
        "AF HGKM and manager disagree. Read both, and how it was weighed. Then choose one, with your reason."
    )

    @property
    def both(self) -> list[Decision]:
        """The two proposals that wait: that of the AF HGKM first."""
        return [decision for decision in (self.file.proposal, self.file.counter) if decision]

    def possible(self) -> bool:
        return super().possible() and self.file.counter is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        names = (gettext("The proposal of the AF HGKM"), gettext("The proposal of the manager"))
        offered = [
            (str(decision.pk), f"{name}: {decision.in_short}")
            for name, decision in zip(names, self.both, strict=False)
        ]
        return super().get_form_kwargs() | {"offered": offered}

    def write(self, form: Any) -> object:
        chosen = decision_of(self.object, form.cleaned_data["chosen"])
        return services.settle(actor=self.actor, chosen=chosen, ground=form.cleaned_data["ground"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        both = self.both
        extra = {"both": both, "one_reports": len({d.report for d in both}) > 1}
        return super().get_context_data(**(extra | kwargs))
