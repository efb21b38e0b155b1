"""What holds of every case at every moment (M1, M5, M7–M10, R1, T), in words of its own."""

import re

from django.db import connection
from django.db.models import F

from core.context import acting_as
from meldcode.due import due_items
from meldcode.models import Case, CaseDuty, Decision
from meldcode.workflow import State
from tests.meldcode import ledger
from tests.meldcode.cast import Cast

DECIDED = {State.CONFIRMED, State.REPORTED, State.HELP_RUNNING, State.MONITORING}


def broken(case: Case, cast: Cast, out: set[int]) -> list[str]:
    """Return what doesn't hold of a case, in a word or two each. `out` are who is shut out of it."""
    decisions = list(Decision.objects.filter(case=case))
    duties = list(CaseDuty.objects.open().filter(case=case))
    wrong = [*_of_decisions(case, decisions), *_of_dates(case, decisions, duties)]
    if case.state != State.CLOSED and not duties and not _waits_for_somebody(case, cast):
        wrong.append("waits for nobody")
    return [*wrong, *_seen_by_the_shut_out(case, out)]


def _of_decisions(case: Case, decisions: list[Decision]) -> list[str]:
    wrong = []
    confirmed = [d for d in decisions if d.state == Decision.State.CONFIRMED]
    waiting = [d for d in decisions if d.state == Decision.State.PROPOSED]
    if case.state in DECIDED and not confirmed:
        wrong.append("decided without a decision")
    if len(waiting) != {State.PROPOSED: 1, State.DISPUTED: 2}.get(State(case.state), 0):
        wrong.append(f"{len(waiting)} proposals wait")
    for decision in decisions:
        if not decision.report_reason.strip() or not decision.help_reason.strip():
            wrong.append("a decision without a reason")
        if not decision.report and not _sentences(decision.report_reason):
            wrong.append("not reporting without sentences")
    for decision in confirmed:
        if decision.confirmed_by_id in (None, decision.author_id):
            wrong.append("not two people")
        grounds = decision.deviation_ground.strip() and decision.confirm_ground.strip()
        if not decision.follows_weighing and not grounds:
            wrong.append("departs without the ground of both")
    return wrong


def _sentences(text: str) -> bool:
    """Ten words, a capital, a full stop."""
    return len(text.split()) >= 10 and re.fullmatch(r"[A-Z].*[.!?]", text.strip(), re.S) is not None


def _of_dates(case: Case, decisions: list[Decision], duties: list[CaseDuty]) -> list[str]:
    kinds = {duty.kind for duty in duties}
    if case.state == State.CLOSED:
        return [f"closed with open {kinds}"] if kinds else []
    wrong = []
    confirmed = [d for d in decisions if d.state == Decision.State.CONFIRMED]
    latest = max(confirmed, key=lambda d: d.confirmed_at or d.created_at, default=None)
    if case.state == State.HELP_RUNNING and "help_term" not in kinds:
        wrong.append("help without a day for question 5")
    if (
        latest is not None
        and latest.help
        and "help_term" not in kinds
        and not _closed_since(case, latest)
    ):
        wrong.append("the day for question 5 is gone, and nobody decided on it")
    if case.state == State.MONITORING and "monitoring" not in kinds:
        wrong.append("monitored without a day")
    if case.state == State.REPORTED and "veilig_thuis_decision" not in kinds:
        wrong.append("reported, and Veilig Thuis has no date")
    if (case.state == State.DISPUTED) is not ("settlement" in kinds):
        wrong.append("a dispute without a date, or a date without a dispute")
    unheard = case.report_set.filter(feedbacks__isnull=True)
    waiting = {duty.report_id for duty in duties if duty.report_id}
    if set(unheard.values_list("pk", flat=True)) != waiting:
        wrong.append("a report and its five days don't belong together")
    undecided = case.report_set.filter(acute=True, covered_by__isnull=True).exists()
    if undecided is not ("acute_decision" in kinds):
        wrong.append("an acute report without its decision or its date")
    return wrong


def _closed_since(case: Case, decision: Decision) -> bool:
    """Whether the case was closed after a decision: what follows then is a new start."""
    closed = case.closure_set.filter(kind="closed")
    return closed.filter(created_at__gt=decision.confirmed_at or F("created_at")).exists()


def _waits_for_somebody(case: Case, cast: Cast) -> bool:
    """Whether somebody finds the case, or a deputy to name for it, in 'Vandaag'."""
    world = cast.world
    for user in (world.af, world.manager, *cast.more.values(), world.bestuur, world.other_manager,
                 world.other_af):  # fmt: skip
        with acting_as(user):
            if any(_is_about(item.url, case) for item in due_items(user)):
                return True
    return False


def _is_about(url: str, case: Case) -> bool:
    requests = case.deputy_requests.values_list("pk", flat=True)
    return str(case.pk) in url or any(str(key) in url for key in requests)


def _seen_by_the_shut_out(case: Case, out: set[int]) -> list[str]:
    wrong = []
    for key in out:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.user_id', %s, true), set_config('app.scope', 'user', true)",
                           [str(key)])  # fmt: skip
        rows = ledger.rows_of(case.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('app.user_id', '', true), set_config('app.scope', 'system', true)"
            )
        if rows:
            wrong.append(f"{len(rows)} rows exist for who is shut out")
    return wrong
