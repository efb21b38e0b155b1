"""State × action × who, through the services and against the real database (M1, M8, R1).

Each cell is the transition of the table, or the right refusal after which nothing has changed: not the
case, not one row of a table of the Meldcode, not the audit log, not the mail that waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction

from core.context import acting_as
from core.errors import Refused
from meldcode import services
from meldcode.models import Case
from meldcode.workflow import Action, State
from tests.factories import make_pupil
from tests.meldcode import situations
from tests.meldcode.cast import PERSONAS, Cast, make_cast
from tests.meldcode.moves import MOVES, Call, Move, Stage
from tests.meldcode.test_workflow import expected

WATCHED = [model._meta.db_table for model in apps.get_app_config("meldcode").get_models()] + [
    "audit_event", "core_outboxmessage", "dossiers_handover",
]  # fmt: skip

# The situation in which an action is tried, where it isn't the first one of its state.
SITUATION = {
    (State.PROPOSED, "confirm_help"): "proposed_help",
    (State.PROPOSED, "confirm_monitoring"): "proposed_nothing",
    (State.PROPOSED, "confirm_reported"): "proposed_acute",
    (State.DISPUTED, "settle_confirm_reported"): "disputed_acute",
    (State.DISPUTED, "settle_confirm_help"): "disputed_help",
    (State.DISPUTED, "settle_confirm_monitoring"): "disputed_nothing",
    (State.REPORTED, "feedback_help"): "reported_with_help",
    (State.HELP_RUNNING, "answer_result"): "help_runs",
}
FIRST = {
    State.OPEN: "open_again",
    State.PROPOSED: "proposed",
    State.DISPUTED: "disputed",
    State.CONFIRMED: "confirmed",
    State.REPORTED: "reported",
    State.HELP_RUNNING: "help_runs_beside_report",
    State.MONITORING: "heard",
    State.CLOSED: "closed",
}
# The same service does, in that state, what stands in the table under another action.
INSTEAD = {
    (state, "feedback_help"): Action.FEEDBACK for state in State if state is not State.REPORTED
}
# Services that are no step of a running case: opening one, the clock, and the look back on a year.
ELSEWHERE = {
    "open_bundles", "open_case", "remind_bundles", "remind_duties", "remind_people",
    "shut_out_at_opening", "write_bundle",
}  # fmt: skip


class Undone(Exception):
    """Takes a cell back."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block does."""
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


def fingerprint() -> dict[str, str]:
    """Return, for each table, how many rows it has and what stands in them."""
    parts = [
        f"select '{table}', count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by"
        f" md5(t::text))), '') from {table} t"
        for table in WATCHED
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return dict(cursor.fetchall())


def lands(move: Move, state: State) -> State | None:
    """Return the state to which a move leads by the table, or None where it is refused."""
    if move.only is not None and state not in move.only:
        return None
    if move.action is None:
        return state
    return expected().get((state, INSTEAD.get((state, move.name), move.action)))


Found = tuple[str, str, bool]  # what came of it, the state after it, whether anything changed


def attempt(cast: Cast, case: Case, call: Call, persona: str, before: dict[str, str]) -> Found:
    """Try a call as somebody."""
    try:
        with acting_as(cast.actor(persona)):
            call(cast.actor(persona))
        outcome = "done"
    except (PermissionDenied, ObjectDoesNotExist):
        outcome = "not yours"
    except Refused:
        outcome = "not now"
    state = Case.objects.values_list("state", flat=True).get(pk=case.pk)
    return outcome, state, fingerprint() != before


def wanted(move: Move, state: State, persona: str) -> Found:
    if persona not in move.who:
        return "not yours", state.value, False
    after = lands(move, state)
    return ("not now", state.value, False) if after is None else ("done", after.value, True)


@pytest.fixture
def cast(world: Any) -> Cast:
    return make_cast(world)


@pytest.mark.parametrize("state", State)
def test_each_cell_is_the_transition_of_the_table_or_the_right_refusal(
    cast: Cast, state: State
) -> None:
    cases: dict[str, Case] = {}
    wrong = []
    for move in MOVES:
        name = SITUATION.get((state, move.name), FIRST[state])
        if name not in cases:
            built, make = situations.ALL[name]
            assert built is state
            cases[name] = cast.join(make(cast.makers, make_pupil(cast.world.school)))
        wrong += _wrong(cast, cases[name], move, state)
    assert not wrong, "\n".join(map(str, wrong))


def _wrong(cast: Cast, case: Case, move: Move, state: State) -> list[tuple[object, ...]]:
    """Return the cells of a move that are not as they should be: who, what came of it, what should."""
    wrong: list[tuple[object, ...]] = []
    with undone():
        call = move.ready(Stage(cast, case))
        before = fingerprint()
        for persona in PERSONAS:
            with undone():
                found = attempt(cast, case, call, persona, before)
            if found != wanted(move, state, persona):
                wrong.append((move.name, persona, found, wanted(move, state, persona)))
    return wrong


def test_every_situation_is_in_the_state_of_its_name(cast: Cast) -> None:
    for state, make in situations.ALL.values():
        with undone():
            assert make(cast.makers, make_pupil(cast.world.school)).state == state


def test_no_service_and_no_cell_of_the_table_is_left_out() -> None:
    assert {move.service for move in MOVES} | ELSEWHERE == set(services.__all__)
    tried = {
        (state, move.action)
        for move in MOVES
        for state in State
        if move.only is None or state in move.only
    }
    assert set(expected()) <= tried
    assert {move.action for move in MOVES} >= set(Action)
