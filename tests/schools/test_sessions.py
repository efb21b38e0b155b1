"""A parent's session ends after a quarter of an hour of silence, that of the staff after half an hour."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD


def enter(user: Any) -> Client:
    client = Client()
    sent = {"login": user.username, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    return client


@pytest.mark.parametrize(("name", "minutes"), [("parent", 15), ("teacher", 30), ("bestuur", 30)])
def test_silence_ends_a_session_and_each_request_starts_it_anew(
    world, name: str, minutes: int
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = enter(world.user(name))
        page = client.get(reverse("home:today"))
        assert f'data-session-seconds="{minutes * 60}"' in page.content.decode()
        kept = client.post(reverse("accounts:keep_alive"))
        assert kept.json() == {"seconds": minutes * 60}
        for _number in range(3):
            clock.shift(timedelta(minutes=minutes - 1))
            assert client.get(reverse("home:today")).status_code == 200
        clock.shift(timedelta(minutes=minutes, seconds=1))
        response = client.get(reverse("home:today"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
