"""Acute, with the queue down: numbers, the red button, and what is missing done afterwards (M7, M8)."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from core.context import acting_as_system
from core.models import OutboxMessage
from core.outbox import deliver_due
from meldcode.models import Case, CaseDuty, Decision, Report
from schools.models import Partner
from schoolsafety.embedded import RedisHandle, start_redis
from tests.factories import PASSWORD, World, make_world
from tests.journeys.acts_meldcode import (
    WHY,
    case_page,
    confirm,
    day,
    decide,
    state_of,
    steps,
    url,
)
from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.meldcode import helpers

pytestmark = [pytest.mark.committed, pytest.mark.journey]
GROUNDS = "Het kind vertelde dat het vannacht is geslagen en niet naar huis durft."
TEAM = "Wijkteam De Linde"


@pytest.fixture
def stopped_redis(settings: Any) -> Iterator[RedisHandle]:
    """A Redis of its own that was stopped: the queue of tasks is down."""
    with tempfile.TemporaryDirectory(prefix="sv-") as folder:
        redis = start_redis(Path(folder))
        settings.REDIS_URL, settings.CELERY_BROKER_URL = redis.redis_url, redis.celery_url
        redis.stop()
        yield redis


def test_an_acute_report_needs_no_queue_and_its_steps_are_done_afterwards(
    visit: Callable[..., Visitor], stopped_redis: RedisHandle
) -> None:
    mail.outbox.clear()
    with acting_as_system():
        world = make_world()
        helpers.make_signal(world.pupil, world.teacher)
        Partner.objects.create(
            school=world.school, kind="team", name=TEAM, phone="030 - 000 00 05", checked_on=day(0)
        )
    teacher, af, manager = visit(PHONE), visit(DESKTOP), visit(DESKTOP)
    for visitor, user in ((teacher, world.teacher), (af, world.af), (manager, world.manager)):
        visitor.log_in(user.username, PASSWORD)
    ready = manager.context.request.get(manager.base_url + "/readyz").json()
    assert (ready["status"], ready["redis"]) == ("degraded", False)

    the_teacher_has_the_numbers(teacher, world)
    case = report_now(manager, world)
    assert_what_arose(case, world)
    steps(af, case)
    words = case_page(af, case, "acute-case")
    assert GROUNDS in words
    decide_together(af, manager, case)
    assert_the_mails_go_out_when_the_queue_is_back(world)


def the_teacher_has_the_numbers(teacher: Visitor, world: World) -> None:
    """Everybody on the staff sees whom to call, and the way to hand over at once."""
    teacher.go(reverse("meldcode:acute"))
    teacher.look("acute-numbers-phone")
    for number in ("112", "0800-2000", TEAM):
        assert number in teacher.words("main"), number
    teacher.go(reverse("meldcode:acute_pupil", args=[world.pupil.pk]))
    teacher.look("acute-child-teacher-phone")
    assert teacher.page.locator("main [name=grounds]").count() == 0
    assert teacher.page.locator(f'main a[href*="{world.pupil.pk}"][href*="acuut=1"]').count() == 1


def report_now(manager: Visitor, world: World) -> uuid.UUID:
    """From the red button on 'Vandaag' to the record, alone; returns the case that opened by it."""
    manager.go("/")
    manager.look("acute-today")
    manager.go(reverse("meldcode:acute"))
    manager.look("acute-numbers")
    manager.fill(q=world.pupil.call_name)
    search = manager.page.locator("main form", has=manager.page.locator("[name=q]"))
    manager.send(search.locator("[type=submit]"))
    manager.follow(reverse("meldcode:acute_pupil", args=[world.pupil.pk]))
    manager.tick("urgency", "disclosure")
    manager.fill(grounds=GROUNDS, spoken_with="de bureaudienst", reference="VT-2026-1")
    manager.tick("child_told", "young")
    manager.send(manager.page.locator("main form button[type=submit].btn-danger"))
    # Neither told nor a reason: it stays on the page with what was typed.
    assert GROUNDS in manager.page.locator("main [name=grounds]").input_value()
    manager.look("acute-refused")
    manager.fill(not_told_reason="Veilig Thuis belt hen zelf.")
    manager.send(manager.page.locator("main form button[type=submit].btn-danger"))
    with acting_as_system():
        case = Case.objects.get(pupil=world.pupil)
    assert manager.path.startswith(url("case", case.pk))
    manager.look("acute-reported")
    return case.pk


def assert_what_arose(case: uuid.UUID, world: World) -> None:
    """The report by one, two answers, the dates; and mails that wait, for nothing could be sent."""
    with acting_as_system():
        found = Case.objects.get(pk=case)
        report = Report.objects.get(case=case)
        open_kinds = set(CaseDuty.objects.open().filter(case=case).values_list("kind", flat=True))
        waiting = OutboxMessage.objects.filter(delivered_at__isnull=True).count()
        answers = found.weighinganswer_set.values_list("question", "answer")
        assert set(answers) == {("vermoeden", "ja"), ("veiligheid", "ja")}
    assert (found.origin, found.state) == ("acute", "open")
    assert (report.acute, report.decision_id, report.author_id) == (True, None, world.manager.pk)
    assert {"veilig_thuis_decision", "acute_decision"} <= open_kinds
    assert waiting > 0
    assert mail.outbox == []


def decide_together(af: Visitor, manager: Visitor, case: uuid.UUID) -> None:
    """AF HGKM and manager decide together on what one of them reported; it covers the report."""
    af.go("/")
    af.look("acute-today-af")
    af.go(url("propose", case))
    decide(af, report=True, help=False, report_reason=WHY)
    af.look("acute-propose")
    af.send()
    confirm(manager, case, "acute-decision")
    assert state_of(case) == "reported"
    with acting_as_system():
        decision = Decision.objects.get(case=case)
        assert decision.covers == Report.objects.get(case=case)
        kinds = CaseDuty.objects.open().filter(case=case).values_list("kind", flat=True)
        assert "acute_decision" not in kinds
    case_page(manager, case, "acute-case-decided")


def assert_the_mails_go_out_when_the_queue_is_back(world: World) -> None:
    deliver_due()
    assert world.af.email in {address for sent in mail.outbox for address in sent.to}
    for sent in mail.outbox:
        assert world.pupil.call_name not in f"{sent.subject} {sent.body}"
