"""Starting, ticking off, skipping and closing: what is kept, and what is refused."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from audit.models import Event
from core.actors import SYSTEM
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from protocols import services, workflow
from protocols.models import Run, RunStep
from tests.protocols.factories import TITLE, finish_steps, make_run, moment, protocol, step

NOTE = "Kanarie in de notitie"


@pytest.fixture
def run(world) -> Run:
    return make_run(world, counts_from=moment("2026-11-02 10:00"), pupil=world.pupil)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(moment("2026-11-02 12:00"), tick=False), translation.override("en"):
        yield


def test_run_copies_the_steps_with_their_terms(run) -> None:
    assert run.steps.count() == 12
    contact = step(run, "contact")
    assert contact.due_on == date(2026, 11, 4)
    assert contact.due_at == moment("2026-11-05 10:00")
    assert step(run, "vervolggesprek").due_on == date(2026, 11, 23)
    assert step(run, "veilig-gevoel").due_on is None
    assert step(run, "eerste-opvang").due_on == step(run, "eerste-opvang").remind_on
    event = Event.objects.get(action="protocols.run_started")
    assert event.detail == {"protocol": "opvang-voorval", "version": 1}
    assert event.pupil_id == run.pupil_id


def test_starting_tells_colleagues_without_a_name(world, run) -> None:
    mails = OutboxMessage.objects.filter(payload__notice="protocols.started")
    assert [m.payload["user"] for m in mails] == [world.manager.pk]
    assert mails[0].payload["path"] == f"/protocollen/{run.pk}/"


def test_same_form_twice_is_one_run(world) -> None:
    key = uuid7()
    given = {"school": world.school, "protocol": protocol(), "title": TITLE}
    first = services.start_run(actor=world.af, key=key, **given)
    assert services.start_run(actor=world.af, key=key, **given) == first
    assert Run.objects.count() == 1
    with pytest.raises(Refused):
        services.start_run(actor=world.manager, key=key, **given)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"counts_from": moment("2026-11-02 12:01")}, "counts_from_on"),
        ({"pupil": "foreign"}, "pupil"),
    ],
)
def test_start_refuses_what_cannot_be(world, change, field) -> None:
    if "pupil" in change:
        change = {"pupil": world.foreign_pupil}
    with pytest.raises(Refused) as caught:
        make_run(world, **change)
    assert caught.value.field == field
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "who", ["teacher", "bestuur", "beheerder", "contactpersoon", "parent", "other_af", "outsider"]
)
def test_who_has_no_role_in_runs_can_write_nothing(world, run, who) -> None:
    actor = world.user(who)
    item = step(run, "contact")
    attempts = [
        lambda: services.start_run(
            actor=actor, key=uuid7(), school=world.school, protocol=protocol(), title=TITLE
        ),
        lambda: services.take_step(actor=actor, step=item),
        lambda: services.complete_step(actor=actor, step=item),
        lambda: services.skip_step(actor=actor, step=item, reason="x"),
        lambda: services.close_run(actor=actor, run=run, evaluation="x"),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_system_starts_nothing_by_itself(world) -> None:
    with pytest.raises(PermissionDenied):
        services.start_run(
            actor=SYSTEM, key=uuid7(), school=world.school, protocol=protocol(), title=TITLE
        )


def test_ticking_off_keeps_who_when_and_the_note(world, run) -> None:
    done = services.complete_step(actor=world.manager, step=step(run, "contact"), note=NOTE)
    assert (done.outcome, done.done_by, done.done_on) == ("done", world.manager, today())
    assert step(run, "contact").note == NOTE
    event = Event.objects.get(action="protocols.step_completed")
    assert event.detail == {"step": "contact", "round": 1, "with_note": True}


def test_second_person_hears_who_was_first_and_when(world, run) -> None:
    item = step(run, "contact")
    services.complete_step(actor=world.manager, step=item)
    with pytest.raises(Conflict) as caught:
        services.complete_step(actor=world.af, step=item, note=NOTE)
    words = f"{world.manager} already ticked this step off on 2 November at 12:00."
    assert str(caught.value) == words
    assert step(run, "contact").note == ""


def test_second_person_hears_of_a_skipped_step(world, run) -> None:
    item = step(run, "contact")
    services.skip_step(actor=world.manager, step=item, reason="Al gebeurd")
    with pytest.raises(Conflict, match="already skipped"):
        services.take_step(actor=world.af, step=item)
    with pytest.raises(Conflict, match="already skipped"):
        services.complete_step(actor=world.manager, step=item)


def test_double_post_of_one_person_changes_nothing(world, run) -> None:
    item = step(run, "contact")
    services.complete_step(actor=world.af, step=item, note=NOTE)
    services.complete_step(actor=world.af, step=item, note="anders")
    skipped = step(run, "schade")
    services.skip_step(actor=world.af, step=skipped, reason="Geen schade")
    services.skip_step(actor=world.af, step=skipped, reason="Anders")
    assert step(run, "contact").note == NOTE
    assert step(run, "schade").skipped_reason == "Geen schade"
    assert Event.objects.filter(action="protocols.step_completed").count() == 1


def test_term_that_counts_from_a_step_begins_on_the_day_it_was_done(world, run) -> None:
    services.complete_step(actor=world.af, step=step(run, "terug"), happened_on=date(2026, 10, 30))
    assert step(run, "veilig-gevoel").due_on == date(2026, 11, 13)
    assert step(run, "slotgesprek").due_on is None


def test_day_to_come_is_refused(world, run) -> None:
    with pytest.raises(Refused) as caught:
        services.complete_step(
            actor=world.af, step=step(run, "terug"), happened_on=today() + timedelta(days=1)
        )
    assert caught.value.field == "done_on"


def test_step_is_not_skipped_without_a_reason(world, run) -> None:
    with pytest.raises(Refused) as caught:
        services.skip_step(actor=world.af, step=step(run, "schade"), reason="  ")
    assert caught.value.field == "reason"
    assert step(run, "schade").is_open


def test_monthly_evaluation_comes_back_until_the_last_time(world) -> None:
    run = make_run(world, "tijdelijke-omgangsregels")
    services.complete_step(actor=world.af, step=step(run, "eerste-evaluatie"))
    first = step(run, "maandelijkse-evaluatie")
    assert first.due_on == date(2026, 12, 2)
    services.take_step(actor=world.manager, step=first)
    services.complete_step(actor=world.af, step=first)
    second = step(run, "maandelijkse-evaluatie", 2)
    assert (second.due_on, second.assignee) == (date(2026, 12, 2), world.manager)
    services.complete_step(actor=world.af, step=second, last=True)
    assert not RunStep.objects.filter(run=run, round=3).exists()


def test_skipping_a_step_that_repeats_ends_it(world) -> None:
    run = make_run(world, "tijdelijke-omgangsregels")
    services.skip_step(
        actor=world.af, step=step(run, "maandelijkse-evaluatie"), reason="Regels gestopt"
    )
    assert run.steps.filter(code="maandelijkse-evaluatie").count() == 1


def test_last_step_leads_to_the_evaluation_and_that_closes(world, run) -> None:
    with pytest.raises(IllegalTransition):
        services.close_run(actor=world.af, run=run, evaluation="Te vroeg")
    finish_steps(run, world.af)
    assert run.state == Run.State.EVALUATING
    with pytest.raises(Refused) as caught:
        services.close_run(actor=world.manager, run=run, evaluation=" ")
    assert caught.value.field == "evaluation"
    closed = services.close_run(actor=world.manager, run=run, evaluation="Goed gegaan")
    assert (closed.state, closed.closed_by) == (Run.State.CLOSED, world.manager)
    services.close_run(actor=world.manager, run=run, evaluation="Anders")
    assert Run.objects.get(pk=run.pk).evaluation == "Goed gegaan"
    with pytest.raises(IllegalTransition):
        services.close_run(actor=world.af, run=run, evaluation="Nog eens")
    actions = Event.objects.filter(object_id=str(run.pk)).order_by("seq")
    assert [event.action for event in actions] == [
        "protocols.run_started",
        "protocols.steps_finished",
        "protocols.run_closed",
    ]


ALLOWED = {
    ("running", "WORK_ON_STEP"): "running",
    ("running", "FINISH_STEPS"): "evaluating",
    ("evaluating", "CLOSE"): "closed",
}


@pytest.mark.parametrize("action", workflow.Action)
@pytest.mark.parametrize("state", Run.State.values)
def test_every_state_and_action(state: str, action: workflow.Action) -> None:
    expected = ALLOWED.get((state, action.name))
    if expected is None:
        with pytest.raises(IllegalTransition):
            workflow.after(state, action)
    else:
        assert workflow.after(state, action) == expected


def test_database_refuses_what_the_services_never_write(world, run) -> None:
    wrong = [
        {"done_on": today()},
        {"outcome": "done"},
        {"outcome": "skipped", "done_on": today(), "done_by": world.af, "done_at": timezone.now()},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            RunStep.objects.filter(pk=step(run, "contact").pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(state="closed")


def test_narratives_are_ciphertext_in_the_database(world, run) -> None:
    services.complete_step(actor=world.af, step=step(run, "contact"), note=NOTE)
    services.skip_step(actor=world.af, step=step(run, "schade"), reason=NOTE)
    finish_steps(run, world.af)
    services.close_run(actor=world.af, run=run, evaluation=NOTE)
    with connection.cursor() as cursor:
        cursor.execute(
            "select concat((select string_agg(r::text, '') from protocols_run r),"
            " (select string_agg(s::text, '') from protocols_runstep s),"
            " (select string_agg(e::text, '') from audit_event e),"
            " (select string_agg(o::text, '') from core_outboxmessage o))"
        )
        stored = cursor.fetchone()[0]
    assert "Eerste opvang".lower() in stored.lower()
    assert NOTE not in stored
    assert TITLE not in stored
    assert "Noor" not in stored
