"""Looking back on the cases of a school, each year and every two years (M11, T)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.actors import SYSTEM
from core.context import acting_as
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from meldcode import services
from meldcode.bundling import contents_of, due_items, period_label
from meldcode.models import Bundle, BundleText, Involvement
from meldcode.services.bundles import periods
from meldcode.workflow import State
from tests.factories import World, login
from tests.meldcode.helpers import case_in, open_case

DAY = dt.date(2026, 11, 24)
TEXTS = {"seen": "Twee zaken.", "measures": "Eerder overleggen."}


def year_bundle(world: World) -> Bundle:
    """The bundle of the school year that runs now, so that cases of today are in it."""
    return Bundle.objects.create(
        school=world.school, kind="year", starts_on=dt.date(2026, 8, 1),
        ends_on=dt.date(2027, 7, 31), due_on=dt.date(2027, 10, 1), remind_on=dt.date(2027, 9, 1),
    )  # fmt: skip


def write(world: World, bundle: Bundle, **fields: Any) -> BundleText:
    values: dict[str, Any] = {"actor": world.af, "key": uuid7(), "seen_version": 0} | TEXTS
    return services.write_bundle(bundle=bundle, **(values | fields))


@pytest.mark.postgres_free
@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-07-31", [("year", "2024-08-01", "2025-07-31")]),
        (
            "2026-08-01",
            [("year", "2025-08-01", "2026-07-31"), ("two_years", "2024-08-01", "2026-07-31")],
        ),
        ("2027-08-01", [("year", "2026-08-01", "2027-07-31")]),
    ],
)
def test_school_year_that_ended_is_looked_back_on_and_two_in_even_years(
    day: str, wanted: list[tuple[str, str, str]]
) -> None:
    found = periods(dt.date.fromisoformat(day))
    assert [(kind, str(first), str(last)) for kind, first, last in found] == wanted


@time_machine.travel(dt.datetime(2026, 8, 1, 4, 25, tzinfo=dt.UTC), tick=False)
def test_clock_opens_it_once_for_each_school_also_without_cases(world: World) -> None:
    assert services.open_bundles(actor=SYSTEM) == 2
    assert services.open_bundles(actor=SYSTEM) == 0
    found = Bundle.objects.filter(school=world.school)
    assert {row.kind for row in found} == {"year", "two_years"}
    assert {row.due_on for row in found} == {dt.date(2026, 10, 1)}
    assert Bundle.objects.count() == 4


@time_machine.travel(dt.datetime(2026, 11, 24, 4, 25, tzinfo=dt.UTC), tick=False)
def test_opened_late_it_has_a_term_of_its_own(world: World) -> None:
    services.open_bundles(actor=SYSTEM)
    assert {row.due_on for row in Bundle.objects.all()} == {dt.date(2027, 1, 19)}


def test_it_is_reminded_once_and_warned_of_once(world: World) -> None:
    bundle = year_bundle(world)
    before = OutboxMessage.objects.count()
    assert services.remind_bundles(on=dt.date(2027, 8, 31)) == 0
    assert services.remind_bundles(on=dt.date(2027, 9, 1)) == 1
    assert services.remind_bundles(on=dt.date(2027, 9, 1)) == 0
    assert services.remind_bundles(on=dt.date(2027, 10, 1)) == 0
    assert services.remind_bundles(on=dt.date(2027, 10, 2)) == 1
    assert services.remind_bundles(on=dt.date(2027, 10, 3)) == 0
    assert OutboxMessage.objects.count() > before
    bundle.refresh_from_db()
    assert bundle.reminded_at is not None
    assert bundle.escalated_at is not None


def test_first_text_is_what_had_to_be_done_and_each_version_stays(world: World) -> None:
    bundle = year_bundle(world)
    with acting_as(world.manager):
        assert [item.url for item in due_items(world.manager)] == [
            reverse("meldcode:bundle", args=[bundle.pk])
        ]
    first = write(world, bundle)
    assert write(world, bundle, key=first.pk) == first
    bundle.refresh_from_db()
    assert bundle.done_by_id == world.af.pk
    write(world, bundle, actor=world.manager, seen_version=1, seen="Bij nader inzien drie.")
    with pytest.raises(Conflict):
        write(world, bundle, seen_version=1)
    assert [text.seen for text in bundle.texts.all()] == ["Bij nader inzien drie.", "Twee zaken."]
    assert due_items(world.manager) == []


def test_it_is_not_written_empty_nor_by_who_does_not_look_back(world: World) -> None:
    bundle = year_bundle(world)
    with pytest.raises(Refused):
        write(world, bundle, measures=" ")
    for who in (world.teacher, world.bestuur, world.other_af):
        with pytest.raises(PermissionDenied):
            write(world, bundle, actor=who)


def test_it_counts_what_happened_and_names_cases_without_rapportage(world: World) -> None:
    case = case_in(world, State.REPORTED)
    with acting_as(world.af):
        found = contents_of(year_bundle(world), world.af)
    counts = {row.label: row.now for row in found.counts}
    assert [row.case for row in found.missing] == [case]
    assert [row.now for row in found.counts][:5] == [1, 0, 1, 0, 0], counts
    assert all(row.before == 0 for row in found.counts)


def test_case_from_which_the_reader_is_kept_out_is_neither_shown_nor_counted(world: World) -> None:
    case = open_case(world)
    bundle = year_bundle(world)
    Involvement.objects.create(
        case=case, school=world.school, author=world.af, person=world.manager,
        kind="accused", reason="De zorg gaat over deze persoon.",
    )  # fmt: skip
    with acting_as(world.manager):
        theirs = contents_of(bundle, world.manager)
    assert theirs.cases == []
    assert not any(row.now for row in theirs.counts)
    with acting_as(world.af):
        assert len(contents_of(bundle, world.af).cases) == 1


def test_page_of_a_period_takes_as_many_queries_for_many_cases_as_for_one(world: World) -> None:
    bundle = year_bundle(world)
    open_case(world)
    with CaptureQueriesContext(connection) as few:
        contents_of(bundle, world.af)
    open_case(world, world.second_pupil)
    with CaptureQueriesContext(connection) as many:
        contents_of(bundle, world.af)
    assert len(few) == len(many)


def test_af_writes_it_on_its_page_and_the_list_shows_it(client: Client, world: World) -> None:
    bundle = year_bundle(world)
    open_case(world)
    login(client, world.af)
    page = client.get(reverse("meldcode:bundles"))
    assert reverse("meldcode:bundle", args=[bundle.pk]) in page.content.decode()
    address = reverse("meldcode:bundle_write", args=[bundle.pk])
    form = client.get(address).context["form"]
    sent = TEXTS | {"key": str(uuid7()), "seen_version": str(form.initial["seen_version"])}
    assert client.post(address, sent).status_code == 302
    shown = client.get(reverse("meldcode:bundle", args=[bundle.pk])).content.decode()
    assert "Eerder overleggen." in shown
    assert world.pupil.full_name in shown


def test_period_is_named_by_its_school_years(world: World) -> None:
    bundle = year_bundle(world)
    assert period_label(bundle) == "2026-2027"
    bundle.starts_on = dt.date(2025, 8, 1)
    assert "2025-2026" in period_label(bundle)
