"""What must be sent is sent, once, even when something fails in between."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core import mail, outbox
from core.models import OutboxMessage

NOTICE = mail.register_notice("test.notice", gettext_lazy("Something waits."))
sent: list[str] = []


@outbox.handler("test-ok")
def _ok(message: OutboxMessage) -> None:
    sent.append(message.key)


@outbox.handler("test-fails")
def _fails(message: OutboxMessage) -> None:
    raise RuntimeError("naam van een kind")


@pytest.fixture(autouse=True)
def _forget() -> None:
    sent.clear()


def test_message_is_delivered_once_however_often_it_was_enqueued() -> None:
    for _ in range(3):
        outbox.enqueue("test-ok", key="a", payload={})
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert sent == ["a"]


def test_failure_is_kept_and_tried_again_later_without_its_text() -> None:
    outbox.enqueue("test-fails", key="a", payload={})
    outbox.enqueue("test-ok", key="b", payload={})
    assert outbox.deliver_due() == 2
    message = OutboxMessage.objects.get(key="a")
    assert (message.attempts, message.last_error, message.delivered_at) == (1, "RuntimeError", None)
    assert message.available_at > timezone.now()
    assert sent == ["b"]


def test_pause_grows_to_an_hour_at_most() -> None:
    outbox.enqueue("test-fails", key="a", payload={})
    OutboxMessage.objects.update(attempts=30)
    outbox.deliver_due()
    pause = OutboxMessage.objects.get().available_at - timezone.now()
    assert timedelta(minutes=59) < pause <= timedelta(hours=1)


def test_message_waits_for_its_time() -> None:
    outbox.enqueue("test-ok", key="a", payload={}, not_before=timezone.now() + timedelta(hours=1))
    assert outbox.deliver_due() == 0


def test_mail_says_that_something_waits_and_names_nobody(world) -> None:
    mail.notify(user_id=world.teacher.pk, notice=NOTICE, path="/vandaag/", key="x")
    outbox.deliver_due()
    (message,) = django_mail.outbox
    assert message.to == [world.teacher.email]
    assert "Something waits." in message.body
    assert "/vandaag/" in message.body
    assert world.teacher.display_name not in message.body + message.subject
    assert message.extra_headers["Message-ID"] == mail.message_id(f"mail:x:{world.teacher.pk}")


def test_mail_to_somebody_who_left_is_not_sent(world) -> None:
    world.teacher.is_active = False
    world.teacher.save()
    mail.notify(user_id=world.teacher.pk, notice=NOTICE, path="/", key="x")
    outbox.deliver_due()
    assert django_mail.outbox == []
    assert OutboxMessage.objects.get().delivered_at is not None


def test_unknown_notice_is_a_programming_error(world) -> None:
    with pytest.raises(KeyError):
        mail.notify(user_id=world.teacher.pk, notice="nothing", path="/", key="x")


def test_demo_mail_of_the_same_message_is_one_file(world, settings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "core.mail.FileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for _ in range(2):
        mail.notify(user_id=world.teacher.pk, notice=NOTICE, path="/", key="x")
        OutboxMessage.objects.update(delivered_at=None)
        outbox.deliver_due()
    (file,) = tmp_path.iterdir()
    assert world.teacher.email in file.read_text()
