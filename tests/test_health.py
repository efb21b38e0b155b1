"""What monitors see, also when something is wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import Heartbeat, OutboxMessage
from schoolsafety import health


def test_whole_answers_ok(client: Client, redis_server, settings) -> None:
    settings.REDIS_URL = redis_server.redis_url
    Heartbeat.objects.create(name="worker", beat_at=timezone.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok", "database": True, "migrations": True, "redis": True, "beat": True,
        "outbox": True, "outbox_age_seconds": None,
    }  # fmt: skip


def test_silent_worker_and_late_outbox_degrade_but_pages_stay(client: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Heartbeat.objects.create(name="worker", beat_at=long_ago)
    OutboxMessage.objects.create(kind="x", key="x", available_at=long_ago)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["status"], found["beat"], found["outbox"]) == ("degraded", False, False)
    assert found["outbox_age_seconds"] >= 3600


@pytest.mark.committed
def test_without_database_the_process_answers_and_says_that_it_is_down(client: Client) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "there_is_no_such_database"
    try:
        assert client.get("/healthz").json() == {"status": "ok"}
        answer = client.get("/readyz")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"


def test_health_tells_nothing_of_a_person_and_writes_nothing(client: Client) -> None:
    assert set(health.CHECKS) == {"database", "migrations", "redis", "beat", "outbox"}
    assert client.post("/healthz").status_code == 405
    assert not client.get("/healthz").cookies
