"""A killed worker and a stopped Redis lose nothing (choices.md, goals 21 and 22)."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.context import acting_as_system
from core.ids import uuid7
from core.mail import message_id
from core.models import OutboxMessage
from core.workdays import today
from dossiers.models import FollowUp, HandOver, Signal
from tests.dossiers.helpers import steps
from tests.factories import World, login, make_world
from tests.reliability.conftest import MailServer, Workshop, wait_until

pytestmark = pytest.mark.committed
COUNT = 100


def make_due_follow_ups() -> set[str]:
    """Make duties of which a reminder is due; return the message ids of those reminders."""
    expected = set()
    with acting_as_system():
        world = make_world()
        for _ in range(COUNT):
            made = FollowUp.objects.create(
                school=world.school, pupil=world.pupil, assignee=world.teacher,
                due_on=today(), remind_on=today(), what="kijken hoe het gaat",
            )  # fmt: skip
            key = f"mail:follow-up-due:{made.pk}:{world.teacher.pk}"
            expected.add(message_id(key))
    return expected


def undelivered(**which: str) -> int:
    with acting_as_system():
        count = OutboxMessage.objects.filter(delivered_at__isnull=True, **which).count()
    connection.close()
    return count


def test_reminders_all_arrive_once_after_a_worker_was_killed(
    workshop: Workshop, mail_server: MailServer
) -> None:
    expected = make_due_follow_ups()

    def arrived() -> set[str]:
        return expected & set(mail_server.arrived)

    workshop.start()
    wait_until(lambda: len(arrived()) >= 10)
    workshop.kill("worker")
    assert arrived() < expected
    wait_until(lambda: arrived() == expected and undelivered() == 0)
    # A mail that was under way at the kill may come twice, with the same id: one a process at most.
    twice = [name for name in expected if mail_server.arrived[name] > 1]
    assert len(twice) <= 2
    assert max(mail_server.arrived.values()) <= 2


def log_signal(client: Client, world: World) -> Signal:
    """Log a signal as a teacher does: four steps, each posted to its page."""
    key = uuid7()
    for number, fields in steps().items():
        page = reverse("dossiers:signal_step", args=[world.pupil.pk, number])
        assert client.get(page).status_code == 200
        answer = client.post(page, {"key": key, "go": "next", **fields})
        assert answer.status_code == 302, answer.content.decode()
    with acting_as_system():
        return Signal.objects.get(pk=key)


def hand_over(client: Client, world: World, signal: Signal) -> uuid.UUID:
    key = uuid7()
    page = reverse("dossiers:hand_over", args=[world.pupil.pk])
    fields = {"key": key, "reason": "Het gaat al weken niet beter.", "signals": [signal.pk]}
    assert client.post(page, fields).status_code == 302
    with acting_as_system():
        assert HandOver.objects.filter(pk=key).exists()
    return key


def readiness(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/readyz").json()
    return answer


def test_signal_is_logged_without_redis_and_its_mail_goes_out_after_redis_returned(
    workshop: Workshop, mail_server: MailServer, client: Client, settings: Any
) -> None:
    settings.REDIS_URL = workshop.redis.redis_url
    with acting_as_system():
        world = make_world()
    workshop.start()
    wait_until(lambda: readiness(client)["status"] == "ok")

    workshop.stop_redis()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert (ready.json()["status"], ready.json()["redis"]) == ("degraded", False)
    login(client, world.teacher)
    for name in ["home:today", "schools:pupils", "dossiers:pick_pupil", "incidents:register"]:
        assert client.get(reverse(name)).status_code == 200, name
    signal = log_signal(client, world)
    handed_over = hand_over(client, world, signal)
    dossier = client.get(reverse("dossiers:dossier", args=[world.pupil.pk]))
    assert "Kwam drie dagen zonder eten." in dossier.content.decode()
    key = f"mail:dossiers.handed_over:{handed_over}:{world.af.pk}"
    expected = message_id(key)
    assert expected not in mail_server.arrived
    assert undelivered(key=key) == 1

    workshop.start_redis()
    wait_until(lambda: expected in mail_server.arrived and undelivered() == 0)
    assert mail_server.arrived[expected] == 1
    wait_until(lambda: readiness(client)["status"] == "ok")
