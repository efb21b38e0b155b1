"""Purpose and looking (R1, A8): what I have open, who looked, what stands out and who reviews it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from audit.models import Event
from audit.services import record, record_many
from core.actors import SYSTEM
from core.context import acting_as, acting_as_system
from core.duties import SomeFailed
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import AMSTERDAM, today
from dossiers import due, events, rules, services
from dossiers.models import LookFinding, LookReview, LookWatch, Opening
from dossiers.selectors import Narrowing, log_of
from dossiers.selectors.looking import ALL, CHANGES
from dossiers.services import looking
from dossiers.tasks import list_looks
from schools.grants import grant
from tests.dossiers.helpers import make_finding, make_signal, open_dossier
from tests.factories import login, make_pupil, make_world

KIND = LookFinding.Kind


def url(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def text_of(response: Any) -> str:
    return response.content.decode()


def look_at(world: Any, user: Any, count: int) -> list[Any]:
    """Let `user` look into so many dossiers of a group without a teacher, now."""
    pupils = [make_pupil(world.school) for _number in range(count)]
    record_many(events.DOSSIER_VIEWED, actor=user, rows=[(pupil, {}) for pupil in pupils])
    return pupils


def on_day(days: int) -> Any:
    return travel(f"{today() + timedelta(days=days)}T02:40:00+01:00", tick=False)


# What I have open


def test_reader_sees_which_dossiers_are_open_until_when_and_closes_one(client, world) -> None:
    opening = open_dossier(world.colleague, world.pupil, "replacing")
    login(client, world.colleague)
    page = text_of(client.get(url("openings")))
    assert world.pupil.full_name in page
    assert opening.valid_until.astimezone(AMSTERDAM).strftime("%H:%M") in page
    assert "Ik vervang de leerkracht" in page
    assert client.get(url("dossier", world.pupil.pk)).context.get("can")
    for _twice in range(2):
        answer = client.post(url("close_opening", opening.pk))
    assert answer.status_code == 404  # it is not open any more
    assert "can" not in client.get(url("dossier", world.pupil.pk)).context  # the gate again
    assert world.pupil.full_name not in text_of(client.get(url("openings")))
    assert Event.objects.filter(action=events.OPENING_ENDED, pupil_id=world.pupil.pk).count() == 1


def test_closing_twice_at_the_same_moment_is_once_and_nobody_closes_anothers(world) -> None:
    opening = open_dossier(world.colleague, world.pupil)
    with pytest.raises(PermissionDenied):
        services.close_opening(actor=world.af, opening=opening)
    for _twice in range(2):
        services.close_opening(actor=world.colleague, opening=opening)
    assert Event.objects.filter(action=events.OPENING_ENDED).count() == 1
    assert not rules.has_opening(world.colleague, world.pupil)


def test_openings_of_others_and_openings_that_ended_are_not_listed(client, world) -> None:
    open_dossier(world.colleague, world.pupil)
    opening = open_dossier(world.teacher, world.second_pupil)
    login(client, world.teacher)
    assert list(client.get(url("openings")).context["openings"]) == [opening]
    with travel(opening.valid_until + timedelta(minutes=1), tick=False):
        assert not list(Opening.objects.running(world.teacher))


def test_openings_list_what_was_given_with_its_last_day(client, world) -> None:
    until = today() + timedelta(days=3)
    grant(
        actor=world.af,
        user=world.other_teacher,
        permission="view_dossier",
        obj=world.pupil,
        reason="Valt in",
        expires_on=until,
    )
    login(client, world.other_teacher)
    page = text_of(client.get(url("openings")))
    assert world.pupil.full_name in page
    assert "Valt in" in page


def test_openings_take_as_many_queries_for_many_as_for_one(client, world) -> None:
    login(client, world.teacher)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("openings")).status_code == 200
        return len(captured)

    open_dossier(world.teacher, world.second_pupil)
    few = count()
    for _number in range(5):
        open_dossier(world.teacher, make_pupil(world.school))
    assert count() == few


# Who looked


def test_who_looked_goes_by_person_and_day_with_purpose_and_explanation(client, world) -> None:
    services.open_with_purpose(
        actor=world.colleague,
        pupil=world.pupil,
        key=uuid7(),
        purpose="consulted",
        explanation="Sanne vroeg mij mee te denken.",
    )
    for _number in range(3):
        record(events.DOSSIER_VIEWED, actor=world.colleague, obj=world.pupil)
    record(events.DOSSIER_VIEWED, actor=world.teacher, obj=world.pupil)
    first, second = log_of(world.pupil, world.manager, Narrowing(), None).object_list
    assert (first.who, second.who) == (str(world.teacher), str(world.colleague))
    assert [(done.times, done.is_look) for done in second.done] == [(3, True), (1, True)]
    login(client, world.af)
    page = text_of(client.get(url("looks", world.pupil.pk)))
    for words in ("3 keer", "Sanne vroeg mij mee te denken.", str(world.colleague)):
        assert words in page


def test_who_looked_is_narrowed_by_person_period_and_looking_or_changing(client, world) -> None:
    make_signal(world.teacher, world.pupil)
    record(events.DOSSIER_VIEWED, actor=world.teacher, obj=world.pupil)
    record(events.DOSSIER_VIEWED, actor=world.af, obj=world.pupil)

    def who(**asked: Any) -> list[tuple[str, int]]:
        page = log_of(world.pupil, world.manager, Narrowing(**asked), None)
        return [(row.who, len(row.done)) for row in page]

    af, teacher = str(world.af), str(world.teacher)
    assert who() == [(af, 1), (teacher, 1)]
    assert who(what=CHANGES) == [(teacher, 1)]
    assert who(what=ALL) == [(af, 1), (teacher, 2)]
    assert who(person=world.af.pk) == [(af, 1)]
    assert who(until=today() - timedelta(days=1)) == []
    assert len(who(since=today(), until=today())) == 2
    login(client, world.manager)
    page = client.get(url("looks", world.pupil.pk), {"what": "all", "person": world.teacher.pk})
    assert [row.who for row in page.context["page"]] == [teacher]
    for wrong in ({"person": "x"}, {"since": "9999-99-99"}, {"what": "iets"}, {"page": "x"}):
        assert client.get(url("looks", world.pupil.pk), wrong).status_code == 200


def test_refusals_about_a_dossier_stand_in_it(client, world) -> None:
    login(client, world.colleague)
    assert client.get(url("looks", world.pupil.pk)).status_code == 403
    row = Event.objects.get(action="audit.refused")
    assert (row.pupil_id, row.school_id) == (world.pupil.pk, world.school.pk)
    login(client, world.af)
    page = client.get(url("looks", world.pupil.pk)).context["page"]
    assert [one.who for one in page] == [str(world.colleague)]


def test_who_looked_takes_as_many_queries_for_many_as_for_one(client, world) -> None:
    login(client, world.af)
    address = url("looks", world.pupil.pk)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    record(events.DOSSIER_VIEWED, actor=world.teacher, obj=world.pupil)
    few = count()
    for user in (world.teacher, world.colleague, world.manager):
        for action in (events.DOSSIER_VIEWED, events.SIGNAL_VIEWED):
            record(action, actor=user, obj=world.pupil)
    open_dossier(world.colleague, world.pupil)
    assert count() == few


# What stands out


def test_clock_lists_yesterday_once_and_tells_the_manager_without_a_name(world) -> None:
    pupils = look_at(world, world.colleague, 16)
    with on_day(1):
        assert list_looks() == 2  # both schools
        assert list_looks() == 0
    found = LookFinding.objects.get(kind=KIND.MANY)
    assert (found.user_id, found.amount, found.day) == (world.colleague.pk, 16, today())
    assert set(found.pupils) == {pupil.pk for pupil in pupils}
    assert not found.of_manager
    told = OutboxMessage.objects.get(payload__notice="dossiers.unusual_looks")
    assert told.payload["user"] == world.manager.pk
    assert "?" not in told.payload["path"]
    assert LookWatch.objects.get(school=world.school).until == today()


def test_days_that_were_missed_are_made_up_for_and_no_day_is_done_twice(world) -> None:
    look_at(world, world.colleague, 16)
    with on_day(1):
        list_looks()
    with on_day(5):
        assert list_looks() == 8
        assert list_looks() == 0
    assert LookWatch.objects.get(school=world.school).until == today() + timedelta(days=4)
    assert LookFinding.objects.filter(kind=KIND.MANY).count() == 1
    with on_day(90):
        assert list_looks() == 2 * 31


def test_a_day_that_fails_is_tried_again_before_the_days_after_it(world, monkeypatch) -> None:
    look_at(world, world.colleague, 16)
    with on_day(1):
        list_looks()
    real = looking.list_day

    def broken(*, actor: Any, school: Any, day: date) -> Any:
        if school == world.school and day == today() - timedelta(days=2):
            raise ValueError("kapot")
        return real(actor=actor, school=school, day=day)

    monkeypatch.setattr(looking, "list_day", broken)
    with on_day(3), pytest.raises(SomeFailed) as raised:
        list_looks()
    assert (raised.value.done, raised.value.failed) == (2, 1)
    assert LookWatch.objects.get(school=world.school).until == today()
    monkeypatch.undo()
    with on_day(3):
        assert list_looks() == 2


def test_refused_dossiers_are_listed_for_the_school_of_the_colleague(client, world) -> None:
    login(client, world.colleague)
    for _number in range(5):
        assert client.get(url("dossier", world.foreign_pupil.pk)).status_code == 404
    with on_day(1):
        list_looks()
    found = LookFinding.objects.get(kind=KIND.REFUSED)
    assert (found.user, found.school, found.amount) == (world.colleague, world.school, 5)


def test_dossiers_of_the_own_group_and_those_that_were_given_are_not_outside(world) -> None:
    pupils = [make_pupil(world.school, world.group) for _number in range(20)]
    record_many(events.DOSSIER_VIEWED, actor=world.teacher, rows=[(one, {}) for one in pupils])
    given = look_at(world, world.colleague, 16)
    grant(
        actor=world.af,
        user=world.colleague,
        permission="view_dossier",
        obj=given[0],
        reason="Invaller",
        expires_on=today(),
    )
    with on_day(1):
        list_looks()
    assert not LookFinding.objects.filter(kind=KIND.MANY).exists()


def test_what_parents_read_of_their_child_is_not_gone_through(world) -> None:
    from audit import registry

    portal = [
        one.code for one in registry.all_actions() if one.code.startswith("portal.") and one.look
    ]
    assert portal
    for _number in range(20):
        for code in portal:
            record(code, actor=world.parent, obj=world.pupil)
    with on_day(1):
        list_looks()
    assert not LookFinding.objects.exists()


def test_the_reading_of_a_day_takes_as_many_queries_for_many_people_as_for_one(world) -> None:
    from dossiers.selectors.log import LooksOfDay

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            looks = LooksOfDay.of(world.school, today())
            for user in looks.people:
                looks.own(user), looks.usual(user, 1), looks.days(user)
        return len(captured)

    look_at(world, world.colleague, 1)
    few = count()
    for user in (world.teacher, world.af, world.manager):
        look_at(world, user, 10)
    assert count() == few


@pytest.mark.committed
def test_a_fortnight_and_the_usual_number_come_from_the_log_of_days_before(
    committed_database: str, postgres: Any
) -> None:
    with acting_as_system():
        world = make_world()
        many = [make_pupil(world.school) for _number in range(8)]
    day = date(2026, 11, 24)

    def look(user: Any, pupil: Any, ago: int, hour: int) -> tuple[Any, ...]:
        moment = datetime(2026, 11, 24, hour, tzinfo=AMSTERDAM) - timedelta(days=ago)
        return (moment, user.pk, str(pupil.pk), world.school.pk)

    rows = [look(world.colleague, world.pupil, ago, 10) for ago in (0, 1, 4, 13)]
    rows += [look(world.colleague, many[0], ago, 10) for ago in (0, 1, 4, 14)]
    # The teacher reads one other dossier a day, and now eight.
    rows += [look(world.teacher, many[0], ago, 10) for ago in range(5, 12)]
    rows += [look(world.teacher, pupil, 0, 11) for pupil in many]
    rows += [look(world.manager, pupil, 0, 20) for pupil in many[:5]]
    rows += [look(world.af, pupil, 0, 20) for pupil in many[:4]]
    write_log(postgres, committed_database, rows)
    with acting_as_system():
        looking.list_day(actor=SYSTEM, school=world.school, day=day)
        found = {(one.user_id, one.kind): one for one in LookFinding.objects.all()}
        assert looking.list_day(actor=SYSTEM, school=world.school, day=day) == []
    assert set(found) == {
        (world.colleague.pk, KIND.AGAIN),
        (world.teacher.pk, KIND.MANY),
        (world.teacher.pk, KIND.AGAIN),
        (world.manager.pk, KIND.HOURS),
    }
    again, usual, late = (
        found[world.colleague.pk, KIND.AGAIN],
        found[world.teacher.pk, KIND.MANY],
        found[world.manager.pk, KIND.HOURS],
    )
    assert (again.pupils, again.amount) == ([world.pupil.pk], 4)
    assert (usual.amount, usual.usual) == (8, 1)
    assert (late.amount, late.of_manager) == (5, True)


def write_log(server: Any, name: str, rows: list[tuple[Any, ...]]) -> None:
    """Write looks with times of their own, as the owner of a database would: no service can."""
    statement = (
        "insert into audit_event (chain, seq, at, actor_id, action, object_type, object_id, school_id,"
        " pupil_id, detail, request_id, prev, hash) values (%s, %s, %s, %s, 'dossiers.dossier_viewed',"
        " 'schools.pupil', %s, %s, %s, '{}', '', '', '')"
    )
    opened = psycopg2.connect(server.superuser_dsn, dbname=name)
    with opened, opened.cursor() as cursor:
        for number, (moment, actor, pupil, school) in enumerate(rows, start=1_000_000):
            cursor.execute(statement, [school, number, moment, actor, pupil, school, pupil])
    opened.close()


# Who reviews it


def test_manager_reviews_staff_the_af_reviews_the_manager_and_nobody_oneself(client, world) -> None:
    of_staff = make_finding(world, world.colleague)
    of_af = make_finding(world, world.af)
    of_manager = make_finding(world, world.manager, of_manager=True)
    expected = {
        "manager": {of_staff, of_af},
        "af": {of_manager},
        "other_manager": set(),
        "other_af": set(),
        "teacher": set(),
        "colleague": set(),
        "bestuur": set(),
        "beheerder": set(),
        "parent": set(),
    }
    for name, mine in expected.items():
        user = world.user(name)
        with acting_as(user):
            assert set(LookFinding.objects.visible_to(user)) == mine, name
        login(client, user)
        for finding in (of_staff, of_af, of_manager):
            answer = client.get(url("finding", finding.pk)).status_code
            assert answer == (200 if finding in mine else 404), (name, finding.kind)
        waits = [item for item in due.due_items(user) if item.kind == "dossiers.findings"]
        assert len(waits) == bool(mine), name


def test_finding_shows_who_when_why_and_which_dossiers_and_is_marked_with_a_note(
    client, world
) -> None:
    finding = make_finding(world, world.colleague, pupils=[world.pupil.pk], amount=16, usual=2)
    login(client, world.manager)
    page = text_of(client.get(url("finding", finding.pk)))
    for words in (str(world.colleague), "16 verschillende dossiers", world.pupil.full_name):
        assert words in page
    assert client.post(url("finding", finding.pk), {"key": uuid7(), "note": " "}).status_code == 422
    key = uuid7()
    for _twice in range(2):
        answer = client.post(url("finding", finding.pk), {"key": key, "note": "Viel in."})
        assert answer.status_code == 302
    review = LookReview.objects.get()
    assert (review.note, review.author) == ("Viel in.", world.manager)
    assert "Viel in." in text_of(client.get(url("finding", finding.pk)))
    assert str(world.colleague) not in text_of(client.get(url("findings"))).split("<main")[1]
    shown = client.get(url("findings"), {"state": "reviewed"}).context["page"]
    assert list(shown) == [finding]
    assert due.due_items(world.manager) == []


def test_second_review_is_a_conflict_and_others_may_not(world) -> None:
    finding = make_finding(world, world.colleague)

    def review(user: Any, note: str = "Gesproken.", key: UUID | None = None) -> LookReview:
        return services.review_finding(actor=user, finding=finding, key=key or uuid7(), note=note)

    for name in ("af", "colleague", "other_manager", "teacher"):
        with pytest.raises(PermissionDenied):
            review(world.user(name))
    with pytest.raises(Refused):
        review(world.manager, note="  ")
    key = uuid7()
    assert review(world.manager, key=key) == review(world.manager, key=key)
    with pytest.raises(Conflict):
        review(world.manager)


def test_findings_and_reviews_are_never_changed_or_removed(world) -> None:
    from django.db import InternalError, ProgrammingError, transaction

    finding = make_finding(world, world.colleague)
    services.review_finding(actor=world.manager, finding=finding, key=uuid7(), note="Gesproken.")
    for table in ("lookfinding", "lookreview"):
        for act in ("update dossiers_{} set school_id = school_id", "delete from dossiers_{}"):
            with (
                pytest.raises((InternalError, ProgrammingError)),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(act.format(table))


def test_findings_take_as_many_queries_for_many_as_for_one(client, world) -> None:
    login(client, world.manager)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("findings"), {"state": "all"}).status_code == 200
        return len(captured)

    make_finding(world, world.colleague)
    few = count()
    for kind in (KIND.HOURS, KIND.AGAIN, KIND.REFUSED):
        made = make_finding(world, world.teacher, kind)
        services.review_finding(actor=world.manager, finding=made, key=uuid7(), note="Gesproken.")
    assert count() == few


def test_each_reason_reads_as_a_sentence(client, world) -> None:
    login(client, world.manager)
    for kind in KIND:
        make_finding(world, world.colleague, kind, amount=7)
    page = text_of(client.get(url("findings")))
    for words in (
        "7 verschillende dossiers",
        "vóór zeven uur",
        "op 7 dagen",
        "7 keer geweigerd",
    ):
        assert words in page, words
