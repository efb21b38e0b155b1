"""'Vandaag': grouped by time, by permission, in a constant number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.due import DueItem
from core.workdays import today
from home.agenda import section_of, sections
from tests.factories import login, make_guardian, make_pupil

EVERYONE = [
    "teacher",
    "af",
    "manager",
    "bestuur",
    "beheerder",
    "contactpersoon",
    "parent",
    "outsider",
]


def item(**fields) -> DueItem:
    return DueItem(**({"title": "t", "url": "/", "kind": "k"} | fields))


def in_days(days: int) -> DueItem:
    return item(due_on=today() + timedelta(days=days), title=f"in {days}")


@pytest.mark.parametrize("name", EVERYONE)
def test_everyone_with_an_account_gets_the_first_page(client, world, name: str) -> None:
    login(client, world.user(name))
    response = client.get(reverse("home:today"))
    assert response.status_code == 200
    assert b"<h1>" in response.content


def test_a_visitor_without_login_is_sent_to_the_login_page(client, world) -> None:
    response = client.get(reverse("home:today"))
    assert response.status_code == 302
    assert reverse("account_login") in response.url


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (in_days(-1), "late"),
        (in_days(0), "today"),
        (item(), "today"),
        (in_days(1), "near"),
        (in_days(7), "near"),
        (in_days(8), "later"),
        (item(urgent=True), "late"),
        (item(urgent=True, due_on=today() + timedelta(days=30)), "late"),
    ],
)
def test_each_item_stands_in_one_section(due: DueItem, code: str) -> None:
    assert section_of(due, today()) == code
    found = sections([due], today())
    assert [(section.code, section.items) for section in found] == [(code, [due])]


def test_urgent_comes_first_then_the_earliest_day() -> None:
    urgent, older, newer = item(urgent=True), in_days(-9), in_days(-2)
    assert sections([newer, older, urgent], today())[0].items == [urgent, older, newer]


def test_without_a_role_the_page_says_whom_to_ask(client, world) -> None:
    login(client, world.outsider)
    page = client.get(reverse("home:today")).content.decode()
    assert "functioneel beheerder" in page
    assert "quick-action" not in page


def test_buttons_follow_the_permissions_and_not_the_role(client, world) -> None:
    def links(name: str) -> set[str]:
        login(client, world.user(name))
        response = client.get(reverse("home:today"))
        return {action.url_name for action in response.context["actions"]}

    assert links("teacher") == {"dossiers:pick_pupil", "incidents:report", "meldcode:acute"}
    assert links("bestuur") == {"monitoring:figures", "meldcode:deputies"}
    assert links("parent") == {"portal:children"}
    assert links("beheerder") == {"schools:import_new", "schools:beheer"}
    assert {"meldcode:cases", "protocols:start"} < links("af")
    assert {"meldcode:cases", "monitoring:figures"} < links("manager")


def test_an_empty_page_speaks_of_what_may_wait_for_this_person(client, world) -> None:
    def text(name: str) -> str:
        login(client, world.user(name))
        found: str = client.get(reverse("home:today")).context["nothing_waits"]
        return found

    assert "overdracht" in text("teacher")
    for name, word in (("bestuur", "monitoring"), ("beheerder", "gezag"), ("parent", "school")):
        assert word in text(name)
        assert "overdracht" not in text(name)
        assert "zaak" not in text(name)


def test_a_teacher_who_is_a_parent_too_gets_both(client, world) -> None:
    make_guardian(make_pupil(world.other_school), world.teacher)
    login(client, world.teacher)
    actions = client.get(reverse("home:today")).context["actions"]
    assert {"dossiers:pick_pupil", "portal:children"} <= {action.url_name for action in actions}


def test_a_role_that_ended_takes_its_buttons_along_at_once(client, world) -> None:
    login(client, world.bestuur)
    assert client.get(reverse("home:today")).context["actions"]
    world.bestuur.memberships.update(ends_on=today() - timedelta(days=1))
    assert client.get(reverse("home:today")).context["actions"] == []


@pytest.mark.parametrize("name", ["teacher", "af", "manager", "bestuur", "parent"])
def test_the_page_takes_as_many_queries_with_more_children(client, world, name: str) -> None:
    user = world.user(name)
    login(client, user)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("home:today")).status_code == 200
        return len(captured)

    count()
    before = count()
    for _ in range(3):
        make_guardian(make_pupil(world.school, world.group), user)
    if name != "parent":
        # One more question is asked of who is a parent as well: nothing per child.
        before = max(before, count())
    assert count() == before


def test_every_place_and_button_has_its_page() -> None:
    from home.actions import ACTIONS, MY_CHILD
    from home.navigation import PARENT, PLACES

    for place in (*PLACES, PARENT, *ACTIONS, MY_CHILD):
        assert reverse(place.url_name)
