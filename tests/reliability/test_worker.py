"""A killed worker and a stopped Redis lose nothing (choices.md, goals 21 and 22)."""

import pytest
from django.db import connection

from core.context import acting_as_system
from core.models import OutboxMessage
from core.workdays import today
from dossiers.models import FollowUp
from tests.factories import make_world
from tests.reliability.conftest import MailServer, Workshop, wait_until

pytestmark = pytest.mark.committed
COUNT = 100


def make_due_follow_ups() -> None:
    with acting_as_system():
        world = make_world()
        for _ in range(COUNT):
            FollowUp.objects.create(
                school=world.school, pupil=world.pupil, assignee=world.teacher,
                due_on=today(), remind_on=today(), what="kijken hoe het gaat",
            )  # fmt: skip


def undelivered() -> int:
    count = OutboxMessage.objects.filter(delivered_at__isnull=True).count()
    connection.close()
    return count


def test_reminders_all_arrive_once_after_a_worker_was_killed(
    workshop: Workshop, mail_server: MailServer
) -> None:
    make_due_follow_ups()
    worker = workshop.start_worker()
    workshop.start_beat()
    wait_until(lambda: len(mail_server.arrived) >= 10)
    workshop.kill(worker)
    assert len(mail_server.arrived) < COUNT
    workshop.start_worker()
    wait_until(lambda: len(mail_server.arrived) >= COUNT and undelivered() == 0)
    assert len(mail_server.arrived) == COUNT
    # A mail that was under way at the kill may come twice, with the same id: at most one a process.
    assert sum(mail_server.arrived.values()) - COUNT <= 2


def test_work_goes_on_without_redis_and_mail_goes_out_after_its_return(
    workshop: Workshop, mail_server: MailServer
) -> None:
    workshop.start_worker()
    workshop.start_beat()
    workshop.stop_redis()
    make_due_follow_ups()
    workshop.start_redis()
    wait_until(lambda: len(mail_server.arrived) >= COUNT and undelivered() == 0)
    assert len(mail_server.arrived) == COUNT
