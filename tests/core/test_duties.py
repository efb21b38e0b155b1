"""The clock's work row by row: nobody waits for the whole list, one that fails stops no other."""

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from audit.models import Event
from audit.verify import faults
from core.context import acting_as, acting_as_system
from core.duties import SomeFailed, claim_each, each_alone, together
from core.models import OutboxMessage
from core.workdays import today
from dossiers import events
from dossiers.models import FollowUp
from dossiers.services import finish_follow_up
from dossiers.services.follow_ups import remind_due
from dossiers.tasks import remind_follow_ups
from tests.factories import make_group, make_pupil, make_school, make_teacher

EACH = 17


def make_duties(schools: int, each: int) -> list[FollowUp]:
    """Make duties that are due today, of one teacher a school."""
    made = []
    with acting_as_system():
        for _school in range(schools):
            school = make_school()
            group = make_group(school)
            teacher, pupil = make_teacher(school, group), make_pupil(school, group)
            for _number in range(each):
                row = FollowUp(school=school, pupil=pupil, assignee=teacher, what="kijken")
                row.due_on = row.remind_on = today()
                row.save()
                made.append(row)
    return made


def in_thread(call: Callable[[], Any]) -> Any:
    """Run `call` on a connection of its own and wait for it; what it raises comes out here."""

    def run() -> Any:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def finish(duty: FollowUp) -> None:
    """Finish a duty as its assignee, and give up instead of waiting long for a lock."""
    with acting_as(duty.assignee):
        with connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '5s'")
        finish_follow_up(actor=duty.assignee, follow_up=duty, result="Gaat goed")


@pytest.mark.committed
def test_while_the_clock_is_at_a_duty_those_before_it_can_be_finished() -> None:
    duties = make_duties(1, 3)
    seen: list[FollowUp] = []

    def notify(duty: FollowUp) -> None:
        # Writes to the same school's audit chain and to the row that was claimed just before.
        if seen:
            in_thread(lambda: finish(seen[-1]))
        seen.append(duty)

    assert claim_each(FollowUp.objects.due_by(today()), "reminded_at", notify) == 3
    assert {duty.pk for duty in seen} == {duty.pk for duty in duties}
    with acting_as_system():
        assert FollowUp.objects.filter(done_on__isnull=False).count() == 2


@pytest.mark.committed
def test_people_finish_what_the_clock_reminds_of_without_deadlock_or_lost_reminder() -> None:
    duties = make_duties(3, EACH)

    def all_finish() -> None:
        for duty in reversed(duties):
            finish(duty)

    with ThreadPoolExecutor(2) as pool:
        people = pool.submit(in_thread, all_finish)
        clock = pool.submit(in_thread, lambda: [remind_follow_ups() for _ in range(2)])
        people.result()
        first, again = clock.result()
    assert again == 0
    with acting_as_system():
        assert FollowUp.objects.open().count() == 0
        reminded = set(FollowUp.objects.exclude(reminded_at=None).values_list("pk", flat=True))
        told = Event.objects.filter(action=events.FOLLOW_UP_REMINDED)
        mails = Counter(OutboxMessage.objects.values_list("key", flat=True))
        assert {row.object_id for row in told} == {str(pk) for pk in reminded}
        assert len(reminded) == first == sum(mails.values()) == len(mails)
        assert faults() == []


@pytest.mark.committed
def test_two_runs_at_once_remind_once() -> None:
    make_duties(3, 5)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(in_thread, remind_follow_ups) for _ in range(2)]
        assert sum(run.result() for run in runs) == 15
    with acting_as_system():
        assert OutboxMessage.objects.count() == 15


@pytest.mark.committed
def test_a_duty_finished_after_the_list_was_read_is_not_reminded_of() -> None:
    make_duties(1, 2)
    seen: list[FollowUp] = []

    def notify(duty: FollowUp) -> None:
        other = FollowUp.objects.exclude(pk=duty.pk).select_related("assignee").get()
        in_thread(lambda: finish(other))
        seen.append(duty)

    assert claim_each(FollowUp.objects.due_by(today()), "reminded_at", notify) == 1
    assert len(seen) == 1


def test_one_that_fails_is_undone_and_tried_again_while_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    duties = make_duties(1, 3)
    broken = duties[1].pk

    def notify(duty: FollowUp) -> None:
        if duty.pk == broken:
            raise ValueError("Noor van Dijk")

    due = FollowUp.objects.due_by(today())
    with caplog.at_level(logging.ERROR), pytest.raises(SomeFailed) as raised:
        claim_each(due, "reminded_at", notify)
    assert (raised.value.done, raised.value.failed) == (2, 1)
    assert FollowUp.objects.get(reminded_at=None).pk == broken
    assert f"dossiers.followup reminded_at {broken} failed: ValueError" in caplog.text
    assert "Noor" not in caplog.text + str(raised.value)
    assert remind_due(today()) == 1


def test_works_together_all_run_and_their_failures_are_told_at_the_end() -> None:
    ran: list[int] = []

    def act(key: int) -> bool:
        ran.append(key)
        if key % 2:
            raise ValueError(key)
        return True

    assert together(lambda: each_alone([2, 4], act, "work"), lambda: 5) == 7
    with pytest.raises(SomeFailed, match="2 failed, 2 done") as raised:
        together(lambda: each_alone([1, 2, 3], act, "work"), lambda: each_alone([6], act, "work"))
    assert ran == [2, 4, 1, 2, 3, 6]
    assert raised.value.__cause__ is None
