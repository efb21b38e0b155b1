"""What stands in the tables and the log, read beside the models: to see that nothing else changed."""

import uuid
from functools import cache

from django.apps import apps
from django.db import connection

# What may change in a row; all else of a row that stands there stays (D6).
_DUTY = ["done_on", "done_by_id", "reminded_at", "escalated_at"]
_MAY_CHANGE = {
    "meldcode_case": ["state", "closed_by_id", "closed_at"],
    "meldcode_decision": [
        "state", "confirmed_by_id", "confirmed_at", "returned_by_id", "returned_at", "return_reason",
        "confirm_ground", "covers_id",
    ],
    "meldcode_caseduty": _DUTY,
    "meldcode_involvement": ["ended_by_id", "ended_at", "end_reason"],
    "meldcode_deputyrequest": ["deputy_id", "until", *_DUTY],
    "meldcode_casequestion": ["answer", "answered_at", *_DUTY],
}  # fmt: skip

# Service → what it writes to the log exactly once, and what may come along with it.
_MAIN = {
    "add_agreements": "meldcode.agreements_added",
    "add_pupil": "meldcode.pupil_added",
    "agree_aftercare": "meldcode.aftercare_agreed",
    "answer_colleague": "meldcode.colleague_answered",
    "answer_question": "meldcode.question_answered|meldcode.answer_revised",
    "ask_colleague": "meldcode.colleague_asked",
    "close_case": "meldcode.case_closed",
    "confirm_decision": "meldcode.decision_confirmed",
    "disagree": "meldcode.disagreed",
    "do_agreed": "meldcode.agreement_done",
    "end_access": "schools.access_ended",
    "evaluate": "meldcode.evaluated",
    "file_report": "meldcode.report_filed",
    "gather_signals": "meldcode.signals_gathered",
    "give_access": "schools.access_granted",
    "let_back_in": "meldcode.shutting_out_ended",
    "name_deputy": "meldcode.deputy_named",
    "plan_help": "meldcode.help_planned",
    "prolong_deputy": "meldcode.deputy_named",
    "propose_decision": "meldcode.decision_proposed",
    "record_advice_followed": "meldcode.advice_followed",
    "record_analysis": "meldcode.analysis_recorded",
    "record_consultation": "meldcode.consultation_recorded",
    "record_feedback": "meldcode.feedback_recorded",
    "record_monitoring": "meldcode.monitored",
    "record_parent_talk": "meldcode.talk_recorded",
    "reopen_case": "meldcode.case_reopened",
    "report_now": "meldcode.reported_now",
    "return_decision": "meldcode.decision_returned",
    "save_rapportage": "meldcode.rapportage_saved",
    "settle": "meldcode.disagreement_settled",
    "shut_out_person": "meldcode.person_shut_out",
    "skip_parent_talk": "meldcode.talk_skipped",
    "weigh_again": "meldcode.weighed_again",
    "withdraw_question": "meldcode.question_withdrawn",
    "write_letter": "meldcode.letter_written",
    "write_summary": "meldcode.summary_written",
}
_PLACES = {"meldcode.deputy_asked", "meldcode.deputy_not_needed"}
_ALONG = {
    "answer_question": {"meldcode.board_told"},
    "disagree": _PLACES,
    "let_back_in": _PLACES,
    "name_deputy": {"schools.access_granted"},
    "prolong_deputy": {"schools.access_granted"},
    "reopen_case": _PLACES,
    "report_now": _PLACES
    | {
        "meldcode.answer_revised",
        "meldcode.board_told",
        "meldcode.case_reopened",
        "meldcode.decision_returned",
        "meldcode.question_answered",
    },
    "settle": _PLACES,
    "shut_out_person": _PLACES | {"schools.access_ended"},
}


@cache
def _tables() -> dict[str, str]:
    """The tables with rows of a case, each with the column that says of which."""
    found = {}
    for model in apps.get_app_config("meldcode").get_models():
        columns = {field.column for field in model._meta.fields}
        if model._meta.label_lower == "meldcode.case":
            found[model._meta.db_table] = "id"
        elif "case_id" in columns:
            found[model._meta.db_table] = "case_id"
    return found


@cache
def _query(template: str) -> str:
    def one(table: str, column: str) -> str:
        fixed = _MAY_CHANGE.get(table, [])
        row = "to_jsonb(t)" + (f" - array[{', '.join(map(repr, fixed))}]" if fixed else "")
        return template.format(table=table, column=column, row=f"md5(({row})::text)")

    return " union all ".join(one(*item) for item in _tables().items())


def rows_of(case_id: uuid.UUID) -> dict[str, tuple[str, str]]:
    """Return each row of a case: what may never change of it, and all of it."""
    query = _query(
        "select t.id::text, {row}, md5(t::text) from {table} t where t.{column} = %(case)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"case": case_id})
        return {key: (fixed, everything) for key, fixed, everything in cursor.fetchall()}


def changed(before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]) -> list[str]:
    """Return the rows that are gone, or of which something changed that stays for good."""
    return [key for key, (fixed, _all) in before.items() if now.get(key, ("", ""))[0] != fixed]


def sum_of_others(case_id: uuid.UUID) -> str:
    """Return one sum over every row of all other cases."""
    query = _query("select md5(t::text) as m from {table} t where t.{column} <> %(case)s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select md5(string_agg(m, '' order by m)) from ({query}) x", {"case": case_id}
        )
        found: str = cursor.fetchone()[0]
    return found


def last_event() -> int:
    """Return the id of the latest event of the log."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from audit_event")
        found: int = cursor.fetchone()[0]
    return found


def events_since(last: int) -> list[str]:
    """Return the actions that were logged after an event."""
    with connection.cursor() as cursor:
        cursor.execute("select action from audit_event where id > %s order by id", [last])
        return [action for (action,) in cursor.fetchall()]


def fits(service: str, events: list[str]) -> bool:
    """Return whether a call left in the log what it should: its own event once, and nothing strange."""
    main = set(_MAIN[service].split("|"))
    own = [event for event in events if event in main]
    along = [event for event in events if event not in main]
    return len(own) == 1 and set(along) <= _ALONG.get(service, set())
