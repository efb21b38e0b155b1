"""What is next in a case and who must do it, for the case's page, the list and 'Vandaag'."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meldcode.models import Case
from meldcode.reading import StepsTaken
from meldcode.weighing import Outcome
from meldcode.workflow import State


class Next(StrEnum):
    """The one thing that comes next. Everything else that is allowed stays possible (M1)."""

    GATHER = "gather"
    CONSULT = "consult"
    TALK = "talk"
    WEIGH = "weigh"
    PROPOSE = "propose"
    COVER = "cover"
    CONFIRM = "confirm"
    SETTLE = "settle"
    FILE = "file"
    HEAR = "hear"
    HELP = "help"
    RESULT = "result"
    MONITOR = "monitor"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do (`label`), why, who does it, where, and which permission that takes."""

    label: Promise
    why: Promise
    who: Promise
    url_name: str
    permission: str
    step: int


_AF = _("The AF HGKM")
_MANAGER = _("The manager sociale veiligheid")

STEPS: Final = MappingProxyType(
    {
        Next.GATHER: NextStep(
            _("Gather the signals"),
            _(
                "Bring together what is in the dossiers: what supports the suspicion and what does not."
            ),
            _AF,
            "meldcode:gather",
            "meldcode.work_on_case",
            1,
        ),
        Next.CONSULT: NextStep(
            _("Consult somebody"),
            _("Think along with a colleague, and ask Veilig Thuis where you need it."),
            _AF,
            "meldcode:consult",
            "meldcode.work_on_case",
            2,
        ),
        Next.TALK: NextStep(
            _("Talk with the parents"),
            _(
                "Tell what you see and hear how they see it. You only skip this when it brings danger."
            ),
            _AF,
            "meldcode:talk",
            "meldcode.work_on_case",
            3,
        ),
        Next.WEIGH: NextStep(
            _("Weigh"),
            _("Answer the weighing questions one at a time, each with your reason."),
            _AF,
            "meldcode:weigh",
            "meldcode.answer_weighing",
            4,
        ),
        Next.PROPOSE: NextStep(
            _("Propose a decision"),
            _("The weighing is finished. Propose whether to report and whether to help."),
            _AF,
            "meldcode:propose",
            "meldcode.propose_decision",
            5,
        ),
        Next.COVER: NextStep(
            _("Decide together on the acute report"),
            _(
                "It was reported at once. AF HGKM and manager decide on it together afterwards; what is still "
                "missing stays on the list."
            ),
            _AF,
            "meldcode:propose",
            "meldcode.propose_decision",
            5,
        ),
        Next.CONFIRM: NextStep(
            _("Read the proposal"),
            _("Two people weigh together: the manager confirms the proposal or returns it."),
            _MANAGER,
            "meldcode:decision",
            "meldcode.confirm_decision",
            5,
        ),
        Next.SETTLE: NextStep(
            _("Decide between the two proposals"),
            _("AF HGKM and manager disagree. The board's deputy reads both and chooses."),
            _("The board's deputy"),
            "meldcode:settle",
            "meldcode.settle_decision",
            5,
        ),
        Next.FILE: NextStep(
            _("Report to Veilig Thuis"),
            _("Report now by phone or form, after telling the parents, and record it here."),
            _MANAGER,
            "meldcode:file_report",
            "meldcode.file_report",
            5,
        ),
        Next.HEAR: NextStep(
            _("Record what Veilig Thuis decided"),
            _("Veilig Thuis decides within five working days. Call when you hear nothing."),
            _AF,
            "meldcode:feedback",
            "meldcode.work_on_case",
            5,
        ),
        Next.HELP: NextStep(
            _("Follow the help"),
            _("Help runs until the agreed day. Look how it goes; then weigh whether it worked."),
            _AF,
            "meldcode:monitor",
            "meldcode.work_on_case",
            5,
        ),
        Next.RESULT: NextStep(
            _("Weigh whether the help worked"),
            _("The term of the help has ended. Answer the fifth question: is the child safe now?"),
            _AF,
            "meldcode:weigh",
            "meldcode.answer_weighing",
            4,
        ),
        Next.MONITOR: NextStep(
            _("Look again how it goes"),
            _("The worry may come back. Look again on the agreed day and write down what you see."),
            _AF,
            "meldcode:monitor",
            "meldcode.work_on_case",
            5,
        ),
        Next.NOTHING: NextStep(
            _("Nothing waits"),
            _("This case is closed. It can be opened again when there is a new worry."),
            _AF,
            "meldcode:reopen",
            "meldcode.work_on_case",
            5,
        ),
    }
)

_BY_STATE: Final = MappingProxyType(
    {
        State.PROPOSED: Next.CONFIRM,
        State.DISPUTED: Next.SETTLE,
        State.CONFIRMED: Next.FILE,
        State.REPORTED: Next.HEAR,
        State.HELP_RUNNING: Next.HELP,
        State.MONITORING: Next.MONITOR,
        State.CLOSED: Next.NOTHING,
    }
)


def next_of(case: Case, taken: StepsTaken, outcome: Outcome | None = None) -> Next:
    """Return what is next. Without `outcome` (a list) weighing and proposing are not told apart.

    An urgent case weighs first (M7): a child in danger doesn't wait for steps 1 and 2. What was reported
    at once is decided on first; its steps are completed afterwards.
    """
    if case.state == State.HELP_RUNNING and taken.result_due:
        return Next.RESULT
    if case.state != State.OPEN:
        return _BY_STATE[State(case.state)]
    if taken.acute:
        return Next.COVER
    weighed = outcome not in (None, Outcome.OPEN)
    if case.is_urgent and not weighed:
        return Next.WEIGH
    for done, step in (
        (taken.signals or case.is_urgent, Next.GATHER),
        (taken.consultation or case.is_urgent, Next.CONSULT),
        (taken.talk, Next.TALK),
        (weighed, Next.WEIGH),
    ):
        if not done:
            return step
    return Next.PROPOSE
