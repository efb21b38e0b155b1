"""Acute danger waits for nothing: with Redis stopped, no worker and no mail server it is reported (M7)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.context import acting_as_system
from core.ids import uuid7
from core.mail import message_id
from core.models import OutboxMessage
from core.workdays import today
from meldcode.models import Report
from schools.partners import NATIONAL_NUMBERS
from tests.factories import login, make_world
from tests.reliability.conftest import MailServer, Workshop, wait_until

pytestmark = pytest.mark.committed


def test_acute_is_reported_without_queue_and_mail_and_the_mail_goes_out_later(
    workshop: Workshop, mail_server: MailServer, client: Client, settings: Any
) -> None:
    settings.REDIS_URL = workshop.redis.redis_url
    workshop.stop_redis()
    with acting_as_system():
        world = make_world()
    login(client, world.af)
    for name, arguments in (("acute", []), ("acute_pupil", [world.pupil.pk])):
        page = client.get(reverse(f"meldcode:{name}", args=arguments)).content.decode()
        assert all(f'href="tel:{number.tel}"' in page for number in NATIONAL_NUMBERS)
    key = uuid7()
    now = timezone.localtime()
    answer = client.post(
        reverse("meldcode:acute_pupil", args=[world.pupil.pk]),
        {
            "key": key, "urgency": "acute", "grounds": "Het kind durft niet naar huis.",
            "called_on": today().isoformat(), "called_time": f"{now:%H:%M}",
            "spoken_with": "Medewerker", "not_told_reason": "Eerst overleg.", "child_told": "young",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    shown = client.get(answer["Location"]).content.decode()
    assert "Het kind durft niet naar huis." in shown
    with acting_as_system():
        assert Report.objects.get(pk=key).acute
        waiting = f"mail:reported-now:{key}:{world.manager.pk}"
        assert OutboxMessage.objects.filter(key=waiting, delivered_at__isnull=True).exists()
    expected = message_id(waiting)
    assert expected not in mail_server.arrived

    workshop.start_redis()
    workshop.start()
    wait_until(lambda: expected in mail_server.arrived)
