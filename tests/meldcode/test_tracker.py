"""The tracker tells at a glance what is done, now, skipped, or waits and for whom (M1); what comes next."""

import pytest
from django.urls import reverse

from core.ids import uuid7
from meldcode import services
from meldcode.lists import case_rows
from meldcode.models import Case
from meldcode.next_steps import Next, next_of
from meldcode.reading import StepsTaken, case_file
from meldcode.tracker import tracker
from meldcode.weighing import Outcome
from meldcode.workflow import State
from tests.factories import login
from tests.meldcode import helpers

DONE = StepsTaken(True, True, True)


def steps(case: Case, **more) -> list[dict]:
    return tracker(case_file(case), {}, **more)


def states(case: Case) -> list[str]:
    return [step["state"] for step in steps(case)]


def test_a_new_case_is_at_its_first_step(world) -> None:
    case = helpers.open_case(world)
    assert states(case) == ["current", "todo", "todo", "todo", "todo"]
    assert steps(case)[0]["note"] == "De AF HGKM"


def test_steps_tell_how_often_and_when_last(world) -> None:
    case = helpers.open_case(world)
    helpers.take_steps(world, case)
    helpers.consult(world, case, kind="veilig_thuis", file_number="VT-1")
    found = steps(case, new_signals=0)
    assert [step["state"] for step in found[:3]] == ["done", "done", "done"]
    assert "2 keer" in found[1]["note"]
    assert "laatst op" in found[1]["note"]
    assert "wat is met het advies gedaan" in found[1]["note"]
    assert "keer" not in found[2]["note"]


def test_a_skipped_talk_says_so_until_there_was_one(world) -> None:
    case = helpers.open_case(world)
    services.skip_parent_talk(
        actor=world.af, case=case, key=uuid7(), danger="Er is gedreigd.", reason="Advies."
    )
    found = steps(case)[2]
    assert found["state"] == "skipped"
    assert "vanwege gevaar" in found["note"]
    helpers.talk(world, case)
    assert steps(case)[2]["state"] == "done"


@pytest.mark.parametrize(
    ("state", "expected", "note"),
    [
        (State.PROPOSED, "waiting", "op de manager sociale veiligheid"),
        (State.CONFIRMED, "current", "De manager sociale veiligheid"),
        (State.REPORTED, "waiting", "op Veilig Thuis"),
        (State.HELP_RUNNING, "done", "hulp loopt tot"),
        (State.MONITORING, "done", "weer kijken op"),
        (State.CLOSED, "done", "laatst op"),
    ],
)
def test_the_last_step_tells_for_whom_it_waits(
    world, state: State, expected: str, note: str
) -> None:
    found = steps(helpers.case_in(world, state))[4]
    assert found["state"] == expected
    assert note in found["note"]


def test_a_disputed_case_waits_for_the_deputy(world) -> None:
    case = helpers.case_in(world, State.PROPOSED)
    Case.objects.filter(pk=case.pk).update(state=State.DISPUTED)
    case.refresh_from_db()
    found = steps(case)[4]
    assert (found["state"], found["note"]) == ("waiting", "op de vervanger van het bestuur")
    assert next_of(case, DONE) is Next.SETTLE


@pytest.mark.parametrize(
    ("state", "taken", "expected"),
    [
        (State.OPEN, StepsTaken(False, False, False), Next.GATHER),
        (State.OPEN, StepsTaken(True, False, False), Next.CONSULT),
        (State.OPEN, StepsTaken(True, True, False), Next.TALK),
        (State.OPEN, DONE, Next.WEIGH),
        (State.OPEN, StepsTaken(False, False, False, acute=True), Next.COVER),
        (State.HELP_RUNNING, DONE, Next.HELP),
        (State.HELP_RUNNING, DONE._replace(result_due=True), Next.RESULT),
        (State.REPORTED, DONE._replace(result_due=True), Next.HEAR),
        (State.CLOSED, DONE, Next.NOTHING),
    ],
)
def test_what_is_next(state: State, taken: StepsTaken, expected: Next) -> None:
    assert next_of(Case(state=state, cause=Case.Cause.GROWING), taken) is expected


def test_an_urgent_case_weighs_before_it_gathers() -> None:
    case = Case(state=State.OPEN, cause=Case.Cause.ACUTE)
    nothing = StepsTaken(False, False, False)
    assert next_of(case, nothing) is Next.WEIGH
    assert next_of(case, nothing, Outcome.MELDEN_DIRECT) is Next.TALK
    assert next_of(case, DONE, Outcome.MELDEN_DIRECT) is Next.PROPOSE


def test_what_was_reported_at_once_is_decided_on_first(client, world) -> None:

    case = helpers.open_case(world)
    services.report_now(
        actor=world.af, case=case, pupil=world.pupil, key=uuid7(), report=helpers.acute()
    )
    case.refresh_from_db()
    found = steps(case)
    assert [step["note"] for step in found[:3]] == ["na de melding aan te vullen"] * 3
    assert "meteen gemeld op" in found[4]["note"]
    assert next_of(case, case_file(case).taken) is Next.COVER
    [row] = case_rows(world.af)
    assert str(row.next.label) == "Beslis samen over de acute melding"
    login(client, world.af)
    page = client.get(reverse("meldcode:case", args=[case.pk])).content.decode()
    assert "na de melding aan te vullen" in page
