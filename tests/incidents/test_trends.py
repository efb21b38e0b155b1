"""Trends: every figure equals a count by hand, nothing of another school, nothing small in the file."""

import csv
import io
import random
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core.suppression import SMALL
from core.workdays import AMSTERDAM, today
from incidents.models import Incident, IncidentPupil, Kind, Party, Place
from incidents.trends import asked, trends
from incidents.trends.counting import SLOTS, Year
from incidents.trends.export import as_csv
from incidents.trends.figures import NO_GROUP, Both
from incidents.trends.presentation import of_page
from schools.models import Placement
from schools.roles import Role
from schools.scope import start_request_cache
from tests.factories import login, make_group, make_member, make_pupil

PAGE, FILE = "incidents:trends", "incidents:trends_csv"
NOON = datetime(2026, 11, 24, 12, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def at_noon():
    """The figures of a running year depend on the day."""
    with time_machine.travel(NOON, tick=False):
        yield


def plain(world, **fields) -> Incident:
    """An incident as it lies in the register, without its account."""
    given = {
        "school": world.school,
        "reporter": world.teacher,
        "kind": Kind.BULLYING,
        "place": Place.PLAYGROUND,
        "occurred_on": today(),
        "by_whom": Party.PUPILS,
        "against_whom": Party.PUPILS,
    } | fields
    if given.get("accident"):
        given |= {"kind": "", "by_whom": "", "against_whom": ""}
    return Incident.objects.create(**given)


def figures(user, **data):
    found = asked(user, {name: str(value) for name, value in data.items()})
    assert found is not None
    return trends(found)


def some_day(dice: random.Random) -> date:
    edges = [date(2025, 7, 31), date(2025, 8, 1), date(2026, 7, 31), date(2026, 8, 1)]
    if dice.random() < 0.3:
        return dice.choice(edges)
    return date(2025, 7, 1) + timedelta(days=dice.randrange(500))


def a_register(world, seed: int, number: int = 150) -> list[Incident]:
    """Make incidents at two schools, with pupils who changed group halfway."""
    dice = random.Random(seed)
    pupils = [make_pupil(world.school) for _ in range(4)]
    groups = [world.group, world.other_group, make_group(world.school, "Groep 7")]
    for pupil in pupils:
        moved = some_day(dice)
        for group, starts, ends in (
            (dice.choice(groups[:2]), date(2025, 9, 1), moved),
            (groups[2], moved + timedelta(days=1), dice.choice([None, moved + timedelta(days=90)])),
        ):
            if starts <= (ends or starts):
                Placement.objects.create(
                    school=world.school, pupil=pupil, group=group, starts_on=starts, ends_on=ends
                )
    made = []
    for _ in range(number):
        elsewhere = dice.random() < 0.2
        incident = plain(
            world,
            school=world.other_school if elsewhere else world.school,
            reporter=world.other_teacher if elsewhere else world.teacher,
            accident=dice.random() < 0.3,
            kind=dice.choice(Kind.values),
            place=dice.choice(Place.values),
            occurred_on=some_day(dice),
            occurred_at=dice.choice([None, time(dice.randrange(24), dice.randrange(60))]),
            by_whom=dice.choice(Party.values),
            against_whom=dice.choice(Party.values),
        )
        for pupil in [] if elsewhere else dice.sample(pupils, dice.randrange(3)):
            IncidentPupil.objects.create(
                school=world.school,
                incident=incident,
                pupil=pupil,
                part="befell",
            )
        made.append(incident)
    return made


def in_year(incident: Incident, start: int) -> bool:
    return date(start, 8, 1) <= incident.occurred_on <= date(start + 1, 7, 31)


def groups_of(incident: Incident) -> set[str]:
    day, names = incident.occurred_on, set()
    for link in incident.pupils.all():
        for placed in link.pupil.placements.all():
            if placed.starts_on <= day and (placed.ends_on is None or day <= placed.ends_on):
                names.add(placed.group.name)
    return names or {NO_GROUP}


def slot_of(incident: Incident) -> int | None:
    if incident.occurred_at is None:
        return None
    hour = incident.occurred_at.hour
    return 7 if hour < 8 else 17 if hour >= 17 else hour


PROPERTIES = {
    ("kind",): lambda one: [one.kind],
    ("place",): lambda one: [one.place],
    ("month",): lambda one: [one.occurred_on.month],
    ("by_whom", "against_whom"): lambda one: [(one.by_whom, one.against_whom)],
    ("weekday", "slot"): lambda one: [(one.occurred_on.isoweekday(), slot_of(one))],
    ("place", "slot"): lambda one: [(one.place, slot_of(one))],
    "group": groups_of,
}


def by_hand(made, world, year: int, of, *, accident: bool) -> dict:
    """Count in Python what the page counts in SQL."""
    of_school = [one for one in made if one.school == world.school and one.accident == accident]
    counts = [
        Counter(key for one in of_school if in_year(one, start) for key in of(one))
        for start in (year, year - 1)
    ]
    return {key: tuple(count[key] for count in counts) for key in counts[0] | counts[1]}


@pytest.mark.parametrize("accident", [False, True])
@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("seed", range(3))
def test_every_figure_equals_a_count_by_hand(world, seed: int, year: int, accident: bool) -> None:
    made = a_register(world, seed)
    found = figures(world.manager, year=year)
    assert found.year.starts_on == date(year, 8, 1)
    for names, of in PROPERTIES.items():
        counted = (
            found.by_group(accident=accident)
            if names == "group"
            else found.by(*names, accident=accident)
        )
        shown = {key: (both.now, both.before) for key, both in counted.items()}
        assert shown == by_hand(made, world, year, of, accident=accident), names
    total = by_hand(made, world, year, lambda one: [0], accident=accident)
    both = found.total(accident=accident)
    assert (both.now, both.before) == total[0]


def test_maps_on_the_page_hold_the_same_figures(world) -> None:
    made = a_register(world, 7)
    context = of_page(figures(world.manager))
    week, places, parties = context["maps"]
    for found, numbers in ((week, (0, 1)), (places, (0, 1)), (parties, (0, 1))):
        for number in numbers:
            values = found["tables"][number]["values"]
            whole = [one for one in made if one.school == world.school and not one.accident]
            assert sum(map(sum, values)) == sum(in_year(one, 2026 - number) for one in whole)
    friday_ten = by_hand(made, world, 2026, PROPERTIES["weekday", "slot"], accident=False).get(
        (5, 10), (0, 0)
    )
    column = [day["label"] for day in week["columns"]].index("vrijdag")
    row = SLOTS.index(10)
    assert tuple(table["values"][row][column] for table in week["tables"]) == friday_ten


def test_a_school_year_runs_from_1_august_up_to_31_july(world) -> None:
    for day in (date(2025, 7, 31), date(2025, 8, 1), date(2026, 7, 31), date(2026, 8, 1)):
        plain(world, occurred_on=day)
    assert figures(world.af).total(accident=False) == Both(now=1, before=2, same=1)
    last = figures(world.af, year=2025)
    assert last.total(accident=False) == Both(now=2, before=1, same=1)
    assert asked(world.af, {}).years == [
        Year(date(2026, 8, 1), date(2027, 7, 31)),
        Year(date(2025, 8, 1), date(2026, 7, 31)),
        Year(date(2024, 8, 1), date(2025, 7, 31)),
    ]


def test_the_year_before_is_counted_up_to_the_same_day_too(world) -> None:
    for day in (date(2025, 11, 24), date(2025, 11, 25)):
        plain(world, occurred_on=day)
    assert figures(world.af).total(accident=False) == Both(now=0, before=2, same=1)
    with time_machine.travel(datetime(2028, 2, 29, 12, tzinfo=AMSTERDAM)):
        assert Year.of(today()).same_day == date(2027, 2, 28)


def test_an_accident_is_no_incident(world) -> None:
    plain(world, accident=True, occurred_at=None)
    found = figures(world.af)
    assert found.total(accident=False) == Both()
    assert found.by("kind") == {}
    assert found.by("place", accident=True) == {Place.PLAYGROUND: Both(now=1)}


def test_a_pupil_counts_for_the_group_of_that_day(world) -> None:
    new = make_group(world.school, "Groep 8")
    world.pupil.placements.update(starts_on=date(2026, 8, 1), ends_on=date(2026, 9, 30))
    Placement.objects.create(
        school=world.school, pupil=world.pupil, group=new, starts_on=date(2026, 10, 1)
    )
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)):
        incident = plain(world, occurred_on=day)
        IncidentPupil.objects.create(
            school=world.school, incident=incident, pupil=world.pupil, part="befell"
        )
    assert figures(world.af).by_group() == {"Groep 5a": Both(now=1), "Groep 8": Both(now=2)}


def test_incident_of_another_school_is_counted_nowhere(world, client) -> None:
    plain(world, school=world.other_school, reporter=world.other_teacher)
    login(client, world.manager)
    for chosen in ("", f"?school={world.other_school.pk}"):
        page = client.get(reverse(PAGE) + chosen)
        assert page.context["empty"]
        assert page.context["school"] == world.school
        assert "De Wilg" not in page.content.decode()
        assert '"1"' not in client.get(reverse(FILE) + chosen).content.decode()


def test_who_works_at_two_schools_chooses_one(world, client) -> None:
    make_member(world.manager, world.other_school, Role.MANAGER)
    plain(world)
    plain(world, school=world.other_school, kind=Kind.THREAT)
    login(client, world.manager)
    page = client.get(reverse(PAGE))
    assert page.context["school"] == world.school
    page = client.get(reverse(PAGE), {"school": world.other_school.pk})
    assert page.context["school"] == world.other_school
    assert "Bedreiging" in page.content.decode()


@pytest.mark.parametrize("who", ["teacher", "bestuur", "beheerder", "contactpersoon", "parent"])
def test_who_has_no_register_has_no_trends(world, client, who: str) -> None:
    login(client, world.user(who))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(FILE)).status_code == 403
    assert asked(world.user(who), {}) is None


@pytest.mark.parametrize(
    "wrong", ["school=x&year=y", "school=%00", "year=%00", "year=9999", "year="]
)
def test_a_choice_that_is_not_there_is_the_first(world, client, wrong: str) -> None:
    plain(world)
    login(client, world.af)
    page = client.get(f"{reverse(PAGE)}?{wrong}")
    assert (page.status_code, page.context["year"].label) == (200, "2026-2027")


def test_page_shows_figures_with_their_tables_and_no_names(world, client) -> None:
    for incident in (plain(world, occurred_at=time(10, 15)), plain(world, accident=True)):
        IncidentPupil.objects.create(
            school=world.school, incident=incident, pupil=world.pupil, part="befell"
        )
    login(client, world.manager)
    page = client.get(reverse(PAGE))
    content = page.content.decode()
    assert content.count("<svg viewBox") == content.count('<details class="chart-table"') == 10
    for words in ("Pesten", "Schoolplein", "november", "10:00–11:00", "Groep 5a", "2025-2026"):
        assert words in content
    for name in ("Noor", "Dijk", str(world.teacher)):
        assert name not in content.replace(str(world.manager), "")


def test_empty_register_says_what_will_stand_here(world, client) -> None:
    login(client, world.af)
    content = client.get(reverse(PAGE)).content.decode()
    assert "niets gemeld" in content
    assert reverse("incidents:report") in content
    assert reverse(FILE) not in content


def queries_of(client, route: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(route)).status_code == 200
    return len(caught)


@pytest.mark.parametrize("route", [PAGE, FILE])
def test_sixty_incidents_take_as_many_queries_as_one(world, client, route: str) -> None:
    plain(world, occurred_on=date(2026, 1, 5))
    login(client, world.manager)
    client.get(reverse(route))
    one = queries_of(client, route)
    a_register(world, 3, 60)
    assert queries_of(client, route) == one


def test_counting_asks_five_queries_beside_who_the_reader_is(
    world, django_assert_num_queries
) -> None:
    a_register(world, 1, 20)
    start_request_cache(world.manager)
    list(Incident.objects.visible_to(world.manager))  # what is remembered in a request
    with django_assert_num_queries(5):
        figures(world.manager)


def table_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("seed", range(5))
def test_nothing_small_stands_in_the_file_and_no_hidden_figure_alone(world, seed: int) -> None:
    a_register(world, seed, 40 * (seed + 1))
    head, *lines = table_of(as_csv(figures(world.manager)))
    assert head[3:] == ["2026-2027", "2025-2026"]
    small = {str(number) for number in SMALL}
    assert not {cell for line in lines for cell in line[3:]} & small
    for column in (3, 4):
        by_title = Counter(line[0] for line in lines if line[column] == "niet getoond")
        shown = {line[0]: line[column] for line in lines if line[1] == "Totaal"}
        for title, hidden in by_title.items():
            assert hidden > 1 or title in shown, title


def test_large_figures_stand_in_the_file_as_on_the_page(world) -> None:
    for _ in range(6):
        plain(world, occurred_at=time(9, 5))
    for _ in range(3):
        plain(world, accident=True)
    lines = [tuple(line) for line in table_of(as_csv(figures(world.manager)))]
    for line in (
        ("Incidenten", "Totaal", "", "6", "0"),
        ("Incidenten naar soort", "Pesten", "", "6", "0"),
        ("Incidenten: van wie en tegen wie", "leerlingen", "leerlingen", "6", "0"),
        ("Incidenten: dag en uur", "dinsdag", "9:00–10:00", "6", "0"),
        ("Ongelukken", "Totaal", "", "niet getoond", "0"),
    ):
        assert line in lines


def test_a_year_reads_the_same_in_the_file_of_the_next(world) -> None:
    a_register(world, 5, 200)
    this = table_of(as_csv(figures(world.manager, year=2025)))
    after = table_of(as_csv(figures(world.manager, year=2026)))
    first = {tuple(line[:3]): line[3] for line in this[1:]}
    second = {tuple(line[:3]): line[4] for line in after[1:]}
    for key in first.keys() & second.keys():
        assert first[key] == second[key], key


def test_name_of_a_group_is_never_a_formula(world) -> None:
    world.group.name = "=1+1"
    world.group.save()
    for _ in range(5):
        incident = plain(world)
        IncidentPupil.objects.create(
            school=world.school, incident=incident, pupil=world.pupil, part="befell"
        )
    lines = table_of(as_csv(figures(world.manager)))
    assert ["Incidenten naar groep", "'=1+1", "", "5", "0"] in lines


def test_downloading_the_file_is_logged(world, client) -> None:
    plain(world)
    login(client, world.manager)
    response = client.get(reverse(FILE), {"year": 2026})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith('-2026-2027.csv"')
    event = Event.objects.get(action="incidents.figures_exported")
    assert (event.actor_id, event.school_id) == (world.manager.pk, world.school.pk)


@pytest.mark.parametrize(("who", "linked"), [("teacher", False), ("af", True), ("manager", True)])
def test_register_links_to_trends_for_who_may_see_them(
    world, client, who: str, linked: bool
) -> None:
    login(client, world.user(who))
    content = client.get(reverse("incidents:register")).content.decode()
    assert (reverse(PAGE) in content) == linked
