"""The figures as each reader gets them, and the pages of the yearly round (R3, R4, B3)."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from core.actors import SYSTEM
from core.workdays import today
from monitoring import services
from monitoring.models import Figure, MonitoringRound
from schools.roles import Role
from tests.factories import login, make_member, make_school, make_school_year, make_user
from tests.monitoring.makers import make_figures, make_signals

NO_FIGURES = ["teacher", "af", "beheerder", "contactpersoon", "parent", "outsider"]
CHILD_TABLES = (
    "dossiers_",
    "meldcode_",
    "incidents_",
    "protocols_",
    "schools_placement",
    "schools_staffmember",
)


def figures_url(**query: str) -> str:
    return reverse("monitoring:figures", query=query)


def measure_url(code: str) -> str:
    return reverse("monitoring:measure", args=[code])


def line_of(response, code: str):
    return next(one for one in response.context["overview"].lines if one.measure.code == code)


def values_of(response, code: str) -> dict[str, int | None]:
    line = line_of(response, code)
    names = [str(school) for school in response.context["schools"]]
    return dict(zip(names, [cell.value for cell in line.cells], strict=True))


@pytest.fixture
def figures(world):
    """Three schools with figures of this year and the last."""
    this, last = make_school_year(), make_school_year(today() - timedelta(days=365))
    third = make_school(world.board, "De Eik")
    make_figures(world.school, this, signals=3, incidents=12, incidents_threat=2)
    make_figures(world.other_school, this, signals=20, incidents=9)
    make_figures(third, this, signals=8, incidents=0)
    make_figures(world.school, last, signals=9, incidents=10)
    make_figures(world.other_school, last, signals=15, incidents=2)
    make_figures(third, last, signals=6, incidents=7)
    Figure.objects.filter(measure="incidents-bullying", school_year=this).update(value=6)
    return third


def test_the_board_sees_small_figures_hidden_with_what_would_give_them_away(
    client, world, figures
) -> None:
    login(client, world.bestuur)
    response = client.get(figures_url())
    shown = values_of(response, "signals")
    assert shown["De Regenboog"] is None
    assert sum(value is None for value in shown.values()) == 2
    assert line_of(response, "signals").total.value == 31
    assert values_of(response, "incidents") == {"De Regenboog": 12, "De Wilg": 9, "De Eik": 0}
    assert "Kleine cijfers zijn niet te zien" in response.content.decode()


def test_a_manager_sees_the_own_school_as_it_is_and_no_other(client, world, figures) -> None:
    login(client, world.manager)
    response = client.get(figures_url())
    assert values_of(response, "signals") == {"De Regenboog": 3}
    assert line_of(response, "signals").total is None
    assert response.context["overview"].kinds == {"incidents-threat": 2, "incidents-bullying": 6}
    page = response.content.decode()
    assert "De Wilg" not in page
    assert "De Eik" not in page


def test_who_is_manager_and_bestuur_gets_no_other_school_by_taking_the_own_off(
    client, world, figures
) -> None:
    make_member(world.bestuur, world.other_school, Role.MANAGER)
    login(client, world.bestuur)
    response = client.get(figures_url())
    shown = values_of(response, "signals")
    assert shown == {"De Regenboog": None, "De Wilg": 20, "De Eik": None}
    assert line_of(response, "signals").total.value == 31


def test_kinds_of_incident_are_shown_of_all_schools_together_only(client, world, figures) -> None:
    login(client, world.bestuur)
    response = client.get(figures_url())
    kinds = response.context["overview"].kinds
    assert kinds["incidents-threat"] is None
    assert {value for value in kinds.values() if value is not None} <= {18}
    assert client.get(measure_url("incidents-threat")).status_code == 404


def test_a_change_is_told_only_between_two_figures_that_are_shown(client, world, figures) -> None:
    login(client, world.bestuur)
    response = client.get(figures_url())
    line = line_of(response, "incidents")
    for cell in line.cells:
        assert (cell.change is None) == (cell.value is None or cell.before is None)
    assert line.total.change == 21 - 19


def test_the_selector_shows_an_earlier_year_and_ignores_what_is_no_year(
    client, world, figures
) -> None:
    last = make_school_year(today() - timedelta(days=365))
    login(client, world.bestuur)
    response = client.get(figures_url(year=last.name))
    assert response.context["overview"].year == last
    assert line_of(response, "signals").total.value == 30
    for nonsense in ("x", "2026-2027' or 1=1", ""):
        response = client.get(figures_url(year=nonsense))
        assert response.context["overview"].year == make_school_year()


def test_the_page_tells_when_it_was_counted_and_leads_to_each_definition(
    client, world, figures
) -> None:
    login(client, world.bestuur)
    page = client.get(figures_url()).content.decode()
    assert "bijgewerkt op" in page
    for line in client.get(figures_url()).context["overview"].lines:
        url = measure_url(line.measure.code)
        assert f'href="{url}"' in page
        definition = client.get(url)
        assert definition.status_code == 200
        assert definition.context["purpose"] == line.measure.definition


def test_a_measure_goes_through_the_years_with_each_year_hidden_by_itself(
    client, world, figures
) -> None:
    login(client, world.bestuur)
    response = client.get(measure_url("signals"))
    course = response.context["course"]
    assert [row.total for row in course.rows] == [30, 31]
    assert course.rows[0].any_hidden is False
    assert sum(value is None for value in course.rows[1].parts.values()) == 2


def test_without_figures_the_page_tells_what_it_will_show(client, world) -> None:
    make_school_year()
    login(client, world.bestuur)
    response = client.get(figures_url())
    assert response.status_code == 200
    assert "niets geteld" in response.content.decode()
    assert client.get(measure_url("signals")).status_code == 200


@pytest.mark.parametrize("name", NO_FIGURES)
def test_others_have_no_figures(client, world, figures, name: str) -> None:
    login(client, world.user(name))
    assert client.get(figures_url()).status_code == 403
    assert client.get(measure_url("signals")).status_code == 403


def test_an_unknown_measure_is_not_there(client, world) -> None:
    login(client, world.bestuur)
    assert client.get(measure_url("naam-van-kind")).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_figures_are_only_read(client, world, method: str) -> None:
    login(client, world.bestuur)
    for url in (figures_url(), measure_url("signals")):
        assert getattr(client, method)(url).status_code == 405


def make_round(world, school=None, **fields) -> MonitoringRound:
    services.open_rounds(actor=SYSTEM)
    rounds = MonitoringRound.objects.filter(school=school or world.school)
    if fields:
        rounds.update(**fields)
    return rounds.get()


def test_no_page_of_the_board_asks_a_table_about_children(client, world, figures) -> None:
    make_signals(world.pupil, world.teacher, 2)
    round_ = make_round(world, remind_on=today())
    assistant = make_user()
    make_member(assistant, world.school, Role.BESTUURSONDERSTEUNER)
    urls = [
        figures_url(),
        measure_url("signals"),
        reverse("monitoring:round", args=[round_.pk]),
        reverse("monitoring:conclude", args=[round_.pk]),
        reverse("home:today"),
    ]
    for user in (world.bestuur, assistant):
        login(client, user)
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            asked = [
                query["sql"]
                for query in captured
                if any(f'"{table}' in query["sql"] for table in CHILD_TABLES)
                # what is put before the board: a school, a code and a place, no child (R4)
                and 'FROM "meldcode_deputyrequest"' not in query["sql"]
            ]
            assert asked == [], url


def test_pages_take_as_many_queries_for_more_schools(client, world) -> None:
    year = make_school_year()
    make_figures(world.school, year, signals=9)
    make_round(world)
    login(client, world.bestuur)

    def counts() -> list[int]:
        found = []
        for url in (figures_url(), measure_url("signals"), reverse("home:today")):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        return found

    counts()
    before = counts()
    for _ in range(3):
        make_figures(make_school(world.board), year, signals=7)
    services.open_rounds(actor=SYSTEM)
    assert counts() == before


def test_rounds_are_listed_exactly_for_whom_they_open(client, world) -> None:
    make_round(world)
    elsewhere = make_school()
    make_round(world, elsewhere)
    readers = ["bestuur", "manager", "other_manager", *NO_FIGURES]
    for name in readers:
        user = world.user(name)
        login(client, user)
        listed = set(MonitoringRound.objects.visible_to(user).values_list("pk", flat=True))
        for round_ in MonitoringRound.objects.all():
            status = client.get(reverse("monitoring:round", args=[round_.pk])).status_code
            assert status == (200 if round_.pk in listed else 404)


def test_the_board_concludes_and_everyone_of_the_figures_reads_it(client, world) -> None:
    round_ = make_round(world, remind_on=today())
    url = reverse("monitoring:conclude", args=[round_.pk])
    login(client, world.bestuur)
    data = {"conclusion": "Meer signalen <b>dan</b> vorig jaar.", "measures": "Scholing."}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    login(client, world.manager)
    page = client.get(reverse("monitoring:round", args=[round_.pk])).content.decode()
    assert "Meer signalen &lt;b&gt;dan&lt;/b&gt; vorig jaar." in page
    assert Event.objects.filter(action="monitoring.round_viewed").count() == 1
    assert Event.objects.filter(action="monitoring.round_concluded").count() == 1


def test_a_refused_conclusion_keeps_what_was_typed(client, world) -> None:
    round_ = make_round(world)
    login(client, world.bestuur)
    url = reverse("monitoring:conclude", args=[round_.pk])
    response = client.post(url, {"conclusion": "Mijn lange tekst.", "measures": "Niets."})
    assert response.status_code == 422
    assert "Mijn lange tekst." in response.content.decode()
    empty = client.post(url, {"conclusion": "", "measures": ""})
    assert empty.status_code == 422
    long = client.post(url, {"conclusion": "x" * 100_000, "measures": "y"})
    assert long.status_code == 422


def test_a_manager_reads_a_round_but_does_not_conclude_it(client, world) -> None:
    round_ = make_round(world, remind_on=today())
    login(client, world.manager)
    assert client.get(reverse("monitoring:round", args=[round_.pk])).status_code == 200
    assert client.get(reverse("monitoring:conclude", args=[round_.pk])).status_code == 403
    login(client, world.other_manager)
    assert client.get(reverse("monitoring:conclude", args=[round_.pk])).status_code == 404
    assert client.get(reverse("monitoring:round", args=[uuid.uuid4()])).status_code == 404


def test_a_round_that_began_stands_in_vandaag_of_the_board_only(client, world) -> None:
    round_ = make_round(world, remind_on=today())
    make_round(world, world.other_school)
    url = reverse("monitoring:round", args=[round_.pk])
    for name, there in (("bestuur", True), ("manager", False), ("teacher", False)):
        login(client, world.user(name))
        assert (url in client.get(reverse("home:today")).content.decode()) is there


def test_postgres_shows_figures_to_those_of_the_figures_only(world, figures) -> None:
    from core.context import acting_as

    def seen(user) -> set[int]:
        with acting_as(user):
            return set(Figure.objects.values_list("school_id", flat=True))

    assert seen(world.bestuur) == {world.school.pk, world.other_school.pk, figures.pk}
    assert seen(world.manager) == {world.school.pk}
    for name in NO_FIGURES:
        assert seen(world.user(name)) == set()


def test_a_role_that_ended_loses_the_figures_at_once(client, world, figures) -> None:
    login(client, world.bestuur)
    assert client.get(figures_url()).status_code == 200
    world.bestuur.memberships.update(ends_on=today() - timedelta(days=1))
    assert client.get(figures_url()).status_code == 403
