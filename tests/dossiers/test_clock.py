"""Reminders and escalations: each once, however often and late the task runs; no name in any mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from time_machine import travel

from audit.models import Event
from core import outbox
from core.models import OutboxMessage
from core.workdays import today
from dossiers import due, events, services
from dossiers.models import FollowUp, HandOver
from dossiers.tasks import remind_follow_ups
from tests.dossiers.helpers import make_follow_up, make_hand_over, make_signal


def notices(user: Any) -> list[str]:
    found = OutboxMessage.objects.filter(payload__user=user.pk).order_by("id")
    return [message.payload["notice"] for message in found]


def on_day(days: int) -> Any:
    return travel(f"{today() + timedelta(days=days)}T09:00:00+01:00", tick=False)


def test_assignee_is_reminded_once_and_the_af_hears_it_when_it_has_passed(world) -> None:
    made = make_follow_up(world.teacher, world.pupil)
    remind_follow_ups()
    assert notices(world.teacher) == []
    for days, expected in [(12, 1), (14, 1), (15, 1)]:
        with on_day(days):
            for _repeat in range(2):
                remind_follow_ups()
            assert len(notices(world.teacher)) == expected
        assert bool(notices(world.af)) is (days == 15)
    assert notices(world.af) == ["dossiers.follow_up_overdue"]
    made.refresh_from_db()
    assert made.reminded_at is not None
    assert made.escalated_at is not None
    for action in (events.FOLLOW_UP_REMINDED, events.FOLLOW_UP_ESCALATED):
        assert Event.objects.filter(action=action, actor_id=None).count() == 1


def test_finished_evaluation_reminds_nobody(world) -> None:
    made = make_follow_up(world.teacher, world.pupil)
    services.finish_follow_up(actor=world.teacher, follow_up=made, result="Beter")
    with on_day(30):
        assert remind_follow_ups() == 0
    assert not OutboxMessage.objects.exists()


def test_hand_over_that_nobody_takes_goes_to_the_manager_once(world) -> None:
    made = make_hand_over(world.teacher, world.pupil)
    remind_follow_ups()
    assert notices(world.manager) == []
    with travel(f"{made.escalate_on}T09:00:00+01:00", tick=False):
        for _repeat in range(2):
            remind_follow_ups()
    assert notices(world.manager) == ["dossiers.hand_over_waits"]
    assert notices(world.other_manager) == []
    assert Event.objects.filter(action=events.HAND_OVER_ESCALATED).count() == 1


def test_acute_hand_over_reaches_the_manager_the_same_day(world) -> None:
    make_hand_over(world.teacher, world.pupil, acute=True)
    remind_follow_ups()
    assert notices(world.manager) == ["dossiers.hand_over_waits"]


def test_taken_hand_over_is_not_escalated(world) -> None:
    made = make_hand_over(world.teacher, world.pupil, acute=True)
    services.take_over(actor=world.af, hand_over=made)
    assert remind_follow_ups() == 0
    assert HandOver.objects.get().escalated_at is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_mails_name_nobody_and_link_to_the_page(world, language: str) -> None:
    for user in (world.teacher, world.af, world.manager):
        user.language = language
        user.save()
    make_signal(world.teacher, world.pupil)
    handed = make_hand_over(world.teacher, world.pupil, acute=True, reason="kanarie")
    follow_up = make_follow_up(world.teacher, world.pupil)
    with on_day(15):
        remind_follow_ups()
        services.take_over(actor=world.af, hand_over=handed)
        outbox.deliver_due()
    text = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert len(mail.outbox) == 5
    for secret in ("Noor", "Dijk", "kanarie", str(world.teacher), str(world.af)):
        assert secret not in text
    assert reverse("dossiers:hand_over_detail", args=[handed.pk]) in text
    assert reverse("dossiers:finish_follow_up", args=[follow_up.pk]) in text


def titles(user: Any) -> list[str]:
    return [item.title for item in due.due_items(user)]


def test_each_person_finds_what_waits_for_them(world) -> None:
    make_hand_over(world.teacher, world.pupil, acute=True)
    make_hand_over(world.colleague, world.second_pupil)
    make_follow_up(world.teacher, world.pupil, due_on=today() + timedelta(days=3))
    make_follow_up(world.teacher, world.pupil)
    acute, other = due.due_items(world.af)
    assert {acute.urgent, other.urgent} == {True, False}
    assert titles(world.manager) == []
    remind_follow_ups()
    assert titles(world.manager) == ["Niemand heeft de overdracht van Noor van Dijk opgepakt"]
    assert titles(world.teacher) == ["Evalueer wat is afgesproken over Noor van Dijk"]
    with on_day(4):
        remind_follow_ups()
        assert (
            len([item for item in due.due_items(world.af) if item.kind == "dossiers.follow_up"])
            == 1
        )
    for name in ("other_teacher", "other_af", "bestuur", "parent", "outsider"):
        assert titles(world.user(name)) == []


def test_af_is_told_that_parents_read_an_older_version(world) -> None:
    from core.ids import uuid7
    from dossiers.services import SignalText

    signal = make_signal(world.teacher, world.pupil)
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    assert titles(world.af) == []
    services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="r",
        text=SignalText(facts="Anders"),
    )
    with on_day(12):  # the correction opens by itself on day 14, as every text does
        assert [item.kind for item in due.due_items(world.af)] == ["dossiers.parents_soon"]
    assert titles(world.manager) == titles(world.other_af) == []
    services.disclose_signal(actor=world.af, signal=signal, number=2)
    assert titles(world.af) == []


def test_what_waits_takes_as_many_queries_for_many_as_for_one(world) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            due.due_items(world.af)
        return len(captured)

    due_on = today() + timedelta(days=1)
    make_follow_up(world.af, world.pupil, due_on=due_on)
    make_hand_over(world.teacher, world.pupil)
    few = count()
    for _number in range(5):
        make_follow_up(world.af, world.second_pupil, due_on=due_on)
    make_hand_over(world.colleague, world.second_pupil)
    assert count() == few
    assert FollowUp.objects.count() == 6


def test_links_of_what_waits_open_for_the_person(client, world) -> None:
    from core.ids import uuid7
    from tests.factories import login

    services.save_draft(actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"facts": "x"})
    make_hand_over(world.teacher, world.pupil, acute=True)
    make_follow_up(world.teacher, world.pupil, due_on=today())
    remind_follow_ups()
    for user in (world.teacher, world.af, world.manager):
        login(client, user)
        items = due.due_items(user)
        assert items
        for item in items:
            assert client.get(item.url).status_code == 200, item.url
