"""Every write of the Meldcode. Each service: lock the case → rule → transition → save → audit → mail."""

from meldcode.services.cases import (
    add_pupil,
    open_case,
)
from meldcode.services.closing import close_case, reopen_case, weigh_again
from meldcode.services.decisions import confirm_decision, propose_decision, return_decision
from meldcode.services.follow_up import (
    file_report,
    record_feedback,
    record_monitoring,
    remind_duties,
)
from meldcode.services.rapportage import save_rapportage
from meldcode.services.steps import (
    gather_signals,
    record_analysis,
    record_consultation,
    record_parent_talk,
    skip_parent_talk,
)
from meldcode.services.weigh import answer_question

__all__ = [
    "add_pupil",
    "answer_question",
    "close_case",
    "confirm_decision",
    "file_report",
    "gather_signals",
    "open_case",
    "propose_decision",
    "record_analysis",
    "record_consultation",
    "record_feedback",
    "record_monitoring",
    "record_parent_talk",
    "remind_duties",
    "reopen_case",
    "return_decision",
    "save_rapportage",
    "skip_parent_talk",
    "weigh_again",
]
