"""Access for a stand-in: told without a name, listed with its end, ended at once, kept as history (R1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from core import outbox
from core.models import OutboxMessage
from core.workdays import today
from schools import due, overview
from schools.models import PupilGrant
from schools.services.access import end_access, give_access
from tests.factories import login, make_pupil


def give(world: Any, *, days: int = 14, pupil: Any = None, actor: str = "af") -> PupilGrant:
    return give_access(
        actor=world.user(actor),
        pupil=pupil or world.pupil,
        user=world.other_teacher,
        reason="Valt in voor groep 5a",
        expires_on=today() + timedelta(days=days),
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_stand_in_is_told_without_a_name_once_a_last_day(world, language: str) -> None:
    world.other_teacher.language = language
    world.other_teacher.save()
    for days in (14, 14, 20):
        give(world, days=days)
    assert OutboxMessage.objects.filter(payload__user=world.other_teacher.pk).count() == 2
    outbox.deliver_due()
    text = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)
    assert reverse("dossiers:dossier", args=[world.pupil.pk]) in text
    for secret in ("Noor", "Dijk", "groep 5a", str(world.af), str(world.other_teacher)):
        assert secret not in text


def test_page_tells_who_has_access_until_when_and_what_was_given_before(client, world) -> None:
    login(client, world.af)
    address = reverse("schools:access", args=[world.pupil.pk])
    page = client.get(address)
    assert "Niemand heeft nu tijdelijk toegang" in page.content.decode()
    given = give(world)
    page = client.get(address)
    assert list(page.context["grants"]) == [given]
    assert client.post(reverse("schools:access_end", args=[given.pk])).status_code == 302
    page = client.get(address)
    assert not page.context["grants"]
    ended, began = page.context["history"]
    assert (ended.given, began.given, began.until) == (False, True, given.expires_on)
    assert (began.by, began.whom) == (str(world.af), str(world.other_teacher))
    assert "Valt in" not in page.content.decode()  # the reason goes with the access


def test_access_that_ended_by_itself_stays_in_the_history(world) -> None:
    given = give(world, days=1)
    with travel(f"{given.expires_on + timedelta(days=1)}T08:00:00+01:00", tick=False):
        assert not overview.access_to(world.pupil, world.af).exists()
        assert [change.given for change in overview.access_history(world.pupil, world.af)] == [True]


def test_who_gave_it_hears_on_vandaag_that_it_ends_within_a_week(world) -> None:
    give(world, days=8)
    assert due.due_items(world.af) == []
    given = give(world, days=7)
    (item,) = due.due_items(world.af)
    assert (item.due_on, item.url) == (
        given.expires_on,
        reverse("schools:access", args=[world.pupil.pk]),
    )
    assert due.due_items(world.manager) == []
    assert due.due_items(world.other_teacher) == []
    end_access(actor=world.manager, given=given)
    assert due.due_items(world.af) == []


def test_history_and_what_ends_take_as_many_queries_for_many_as_for_one(world) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            overview.access_history(world.pupil, world.af)
            due.due_items(world.af)
        return len(captured)

    give(world, days=3)
    few = count()
    for _number in range(4):
        end_access(actor=world.manager, given=give(world, days=3))
        give(world, days=2, pupil=make_pupil(world.school))
    give(world, days=3)
    assert count() == few
