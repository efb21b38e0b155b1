"""Every write of the Meldcode. Each service: lock the case → rule → transition → save → audit → mail."""

from meldcode.services.acute import report_now
from meldcode.services.advice import record_advice_followed
from meldcode.services.aftercare import (
    add_agreements,
    agree_aftercare,
    do_agreed,
    evaluate,
)
from meldcode.services.bundles import open_bundles, remind_bundles, write_bundle
from meldcode.services.cases import (
    add_pupil,
    open_case,
)
from meldcode.services.closing import close_case, reopen_case, weigh_again
from meldcode.services.decisions import confirm_decision, propose_decision, return_decision
from meldcode.services.deputies import name_deputy, prolong_deputy
from meldcode.services.disputes import disagree, settle
from meldcode.services.follow_up import (
    file_report,
    record_feedback,
    record_monitoring,
    remind_duties,
)
from meldcode.services.help import plan_help
from meldcode.services.letters import write_letter
from meldcode.services.people import (
    end_access,
    give_access,
    let_back_in,
    shut_out_at_opening,
    shut_out_person,
)
from meldcode.services.people_clock import remind_people
from meldcode.services.questions import answer_colleague, ask_colleague, withdraw_question
from meldcode.services.rapportage import save_rapportage
from meldcode.services.steps import (
    gather_signals,
    record_analysis,
    record_consultation,
    record_parent_talk,
    skip_parent_talk,
)
from meldcode.services.summaries import write_summary
from meldcode.services.weigh import answer_question

__all__ = [
    "add_agreements",
    "add_pupil",
    "agree_aftercare",
    "answer_colleague",
    "answer_question",
    "ask_colleague",
    "close_case",
    "confirm_decision",
    "disagree",
    "do_agreed",
    "end_access",
    "evaluate",
    "file_report",
    "gather_signals",
    "give_access",
    "let_back_in",
    "name_deputy",
    "open_bundles",
    "open_case",
    "plan_help",
    "prolong_deputy",
    "propose_decision",
    "record_advice_followed",
    "record_analysis",
    "record_consultation",
    "record_feedback",
    "record_monitoring",
    "record_parent_talk",
    "remind_bundles",
    "remind_duties",
    "remind_people",
    "reopen_case",
    "report_now",
    "return_decision",
    "save_rapportage",
    "settle",
    "shut_out_at_opening",
    "shut_out_person",
    "skip_parent_talk",
    "weigh_again",
    "withdraw_question",
    "write_bundle",
    "write_letter",
    "write_summary",
]
