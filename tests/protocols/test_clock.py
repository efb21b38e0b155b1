"""Reminders and escalation: once each, to the right people, however often the task runs."""

from datetime import timedelta

import pytest
import time_machine

from core.models import OutboxMessage
from protocols import services
from protocols.due import due_items
from protocols.models import Responsible
from protocols.tasks import remind_steps
from schools.models import Membership
from tests.protocols.factories import finish_steps, make_run, moment, step


@pytest.fixture
def run(world):
    with time_machine.travel(moment("2026-11-02 12:00"), tick=False):
        for membership in Membership.objects.all():
            membership.starts_on = moment("2026-08-01 00:00").date()
            membership.save()
        run = make_run(world, counts_from=moment("2026-11-02 10:00"))
        for item in run.steps.exclude(code__in=["contact", "vervolggesprek"]):
            services.skip_step(actor=world.af, step=item, reason="Niet nodig")
        OutboxMessage.objects.all().delete()
        yield run


def told(notice: str) -> set[int]:
    rows = OutboxMessage.objects.filter(payload__notice=f"protocols.{notice}")
    return {row.payload["user"] for row in rows}


def at(text: str):
    return time_machine.travel(moment(text), tick=False)


def test_reminder_goes_to_those_whose_step_it_is_once(world, run) -> None:
    assert remind_steps() == 0
    with at("2026-11-03 08:00"):
        assert remind_steps() == 1
        assert remind_steps() == 0
    assert told("step_due") == {world.af.pk, world.manager.pk}
    assert told("step_overdue") == set()


def test_reminder_goes_to_who_took_the_step_on(world, run) -> None:
    services.take_step(actor=world.af, step=step(run, "contact"))
    with at("2026-11-03 08:00"):
        remind_steps()
    assert told("step_due") == {world.af.pk}


def test_reminder_goes_to_the_role_when_who_took_it_on_left(world, run) -> None:
    services.take_step(actor=world.af, step=step(run, "contact"))
    world.af.memberships.update(ends_on=moment("2026-11-02 00:00").date())
    with at("2026-11-03 08:00"):
        remind_steps()
    assert told("step_due") == {world.manager.pk}


def test_late_step_goes_to_the_manager_once(world, run) -> None:
    with at("2026-11-05 00:01"):
        assert remind_steps() == 2  # the reminder that nobody sent yet, and the escalation
        assert remind_steps() == 0
    assert told("step_overdue") == {world.manager.pk}


def test_what_is_done_is_not_reminded_of(world, run) -> None:
    finish_steps(run, world.af)
    with at("2027-01-04 08:00"):
        assert remind_steps() == 0


def test_month_without_the_clock_is_caught_up_in_one_go(world, run) -> None:
    with at("2027-01-04 08:00"):
        assert remind_steps() == 4
        assert remind_steps() == 0


def test_today_shows_steps_of_this_week_to_whose_they_are(world, run) -> None:
    item = step(run, "contact")
    for user in (world.af, world.manager):
        assert [found.title for found in due_items(user)] == [item.title]
    for user in (world.teacher, world.bestuur, world.other_af, world.outsider, world.parent):
        assert due_items(user) == []
    services.take_step(actor=world.af, step=item)
    assert due_items(world.manager) == []
    with at("2026-11-05 08:00"):
        assert due_items(world.af)[0].urgent


def test_today_shows_each_role_its_own_steps(world) -> None:
    with at("2026-11-02 12:00"):
        run = make_run(world)
        titles = {
            p: {s.title for s in run.steps.filter(responsible=p, due_on__lte="2026-11-09")}
            for p in Responsible.values
        }
        shared = titles[Responsible.EITHER]
        assert {i.title for i in due_items(world.af)} == shared | titles[Responsible.AF]
        assert {i.title for i in due_items(world.manager)} == shared | titles[Responsible.MANAGER]


def test_today_asks_the_manager_to_evaluate(world, run) -> None:
    finish_steps(run, world.af)
    assert [item.url for item in due_items(world.manager)] == [f"/protocollen/{run.pk}/"]
    assert due_items(world.af) == []


def test_today_takes_the_same_number_of_queries_for_more_runs(
    world, run, django_assert_num_queries
) -> None:
    user = world.af
    with django_assert_num_queries(6):
        due_items(user)
    for _number in range(3):
        make_run(world, counts_from=moment("2026-11-02 10:00") - timedelta(hours=1))
    with django_assert_num_queries(6):
        due_items(user)
