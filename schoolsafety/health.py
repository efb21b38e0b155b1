"""`/healthz`: this process answers. `/readyz`: the whole works. Neither tells anything of a person."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import Heartbeat, OutboxMessage

WORKER_SILENT_AFTER = timedelta(minutes=3)
OUTBOX_LATE_AFTER = timedelta(minutes=15)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 while this process can answer."""
    return JsonResponse({"status": "ok"})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return True


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _redis() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=None
    )
    try:
        return bool(client.ping())
    finally:
        client.close()


def _beat() -> bool:
    since = timezone.now() - WORKER_SILENT_AFTER
    return Heartbeat.objects.filter(name="worker", beat_at__gte=since).exists()


def _outbox() -> bool:
    return (_outbox_age() or 0) < OUTBOX_LATE_AFTER.total_seconds()


def _outbox_age() -> int | None:
    waiting = OutboxMessage.objects.filter(delivered_at__isnull=True)
    oldest = waiting.filter(available_at__lte=timezone.now()).aggregate(at=Min("available_at"))[
        "at"
    ]
    return None if oldest is None else int((timezone.now() - oldest).total_seconds())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "beat": _beat,
    "outbox": _outbox,
}


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever is wrong, the answer is 'not ready'; the log of the service itself says more.
        return False


class HealthMiddleware:
    """Answers before anything asks the database, so that a server without one can say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return healthz(request)
        if request.path_info == "/readyz":
            return readyz(request)
        return self.get_response(request)


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return each check as true or false; 200 if the pages work, else 503.

    Pages need the database and its migrations. `redis`, `beat` (a task of beat was run by a worker in
    the last three minutes) and `outbox` (nothing waits for more than fifteen) make the answer
    `degraded`, but mail that goes out later is no reason to take a page away.
    """
    results = {name: _passes(check) for name, check in CHECKS.items()}
    works = results["database"] and results["migrations"]
    status = "ok" if all(results.values()) else "degraded" if works else "down"
    age = _outbox_age() if works else None
    answer = {"status": status, **results, "outbox_age_seconds": age}
    return JsonResponse(answer, status=200 if works else 503)
