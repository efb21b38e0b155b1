"""The pages for acute danger (M7, K1): numbers for all staff, a form for two, a hand-over for the others."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.ids import uuid7
from core.workdays import today
from meldcode.models import Report
from meldcode.workflow import State
from schools.models import Partner
from schools.partners import NATIONAL_NUMBERS
from tests.factories import login
from tests.meldcode import helpers
from tests.meldcode.acute import report_now


def url(name: str, *arguments: Any) -> str:
    return reverse(f"meldcode:{name}", args=arguments)


def page(client: Client, user: Any, address: str) -> str:
    login(client, user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def filled(**changed: Any) -> dict[str, Any]:
    return {
        "key": uuid7(), "urgency": "disclosure", "grounds": "Kanarie: 'papa slaat mij'.",
        "called_on": today().isoformat(), "called_time": f"{timezone.localtime():%H:%M}",
        "spoken_with": "Medewerker", "reference": "VT-12", "not_told_reason": "In overleg.",
        "child_told": "told",
    } | changed  # fmt: skip


@pytest.mark.parametrize("who", ["teacher", "colleague", "af", "manager", "beheerder"])
def test_all_staff_have_the_numbers_first(client: Client, world: Any, who: str) -> None:
    text = page(client, world.user(who), url("acute"))
    places = [text.index(f'href="tel:{number.tel}"') for number in NATIONAL_NUMBERS]
    assert places == sorted(places)
    assert places[0] < text.index("<aside>")


@pytest.mark.parametrize("who", ["parent", "outsider", "bestuur"])
def test_others_have_no_such_page(client: Client, world: Any, who: str) -> None:
    login(client, world.user(who))
    assert client.get(url("acute")).status_code == 403


def test_numbers_near_the_school_stand_there_too(client: Client, world: Any) -> None:
    Partner.objects.create(
        school=world.school, kind="team", name="Wijkteam", phone="030 1234567", checked_on=today()
    )
    assert 'href="tel:0301234567"' in page(client, world.teacher, url("acute"))


def test_teacher_finds_the_own_group_and_hands_over_as_acute(client: Client, world: Any) -> None:
    assert url("acute_pupil", world.pupil.pk) in page(client, world.teacher, url("acute"))
    text = page(client, world.teacher, url("acute_pupil", world.pupil.pk))
    hand_over = f"{reverse('dossiers:hand_over', args=[world.pupil.pk])}?acuut=1"
    assert hand_over in text
    assert str(world.af) in text
    assert str(world.manager) in text
    assert 'name="urgency"' not in text
    assert client.get(hand_over).context["form"]["acute"].value() is True


def test_teacher_does_not_learn_of_a_case(client: Client, world: Any) -> None:
    before = page(client, world.teacher, url("acute_pupil", world.pupil.pk))
    helpers.open_case(world)
    report_now(world)
    after = page(client, world.teacher, url("acute_pupil", world.pupil.pk))
    assert "meldcode/0" not in after
    assert len(before) - len(after) in range(-200, 200)


def test_teacher_who_sends_the_form_is_refused(client: Client, world: Any) -> None:
    login(client, world.teacher)
    assert client.post(url("acute_pupil", world.pupil.pk), filled()).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("who", ["af", "manager"])
def test_who_reports_comes_in_the_case_with_the_banner(
    client: Client, world: Any, who: str
) -> None:
    login(client, world.user(who))
    sent = filled()
    answer = client.post(url("acute_pupil", world.pupil.pk), sent)
    report = Report.objects.get(pk=sent["key"])
    assert answer["Location"] == url("case", report.case_id)
    text = client.get(answer["Location"]).content.decode()
    assert "papa slaat mij" in text
    assert "VT-12" in text
    assert str(world.user(who)) in text
    assert url("acute_case", report.case_id) not in text


def test_red_button_stands_in_a_case_of_every_state_and_leads_to_the_form(
    client: Client, world: Any
) -> None:
    case = helpers.case_in(world, State.REPORTED)
    assert url("acute_case", case.pk) in page(client, world.manager, url("case", case.pk))
    assert client.post(url("acute_case", case.pk), filled()).status_code == 302
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_a_decided_report_leads_to_where_it_is_filed(client: Client, world: Any) -> None:
    case = helpers.case_in(world, State.CONFIRMED)
    text = page(client, world.manager, url("acute_case", case.pk))
    assert url("file_report", case.pk) in text
    assert 'name="urgency"' not in text
    assert url("file_report", case.pk) not in page(client, world.af, url("acute_case", case.pk))


def test_who_comes_second_reads_by_whom_and_keeps_what_was_typed(
    client: Client, world: Any
) -> None:
    login(client, world.manager)
    client.get(url("acute_pupil", world.pupil.pk))
    report_now(world)
    answer = client.post(url("acute_pupil", world.pupil.pk), filled())
    text = answer.content.decode()
    assert answer.status_code == 422
    assert str(world.af) in text
    assert "Kanarie" in text


def test_an_empty_form_says_by_each_field_what_is_missing(client: Client, world: Any) -> None:
    login(client, world.af)
    answer = client.post(url("acute_pupil", world.pupil.pk), {"key": uuid7()})
    assert answer.status_code == 422
    missing = {"urgency", "grounds", "called_on", "called_time", "spoken_with", "child_told"}
    assert set(answer.context["form"].errors) == missing
    answer = client.post(url("acute_pupil", world.pupil.pk), filled(not_told_reason=""))
    assert set(answer.context["form"].errors) == {"not_told_reason"}


def test_pages_take_the_same_queries_for_one_and_many_numbers(client: Client, world: Any) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    login(client, world.af)
    addresses = [url("acute"), url("acute_pupil", world.pupil.pk)]
    for address in addresses:
        queries(address)
    before = [queries(address) for address in addresses]
    for number in range(4):
        Partner.objects.create(
            school=world.school, kind="other", name=f"N{number}", phone="112", checked_on=today()
        )
    assert [queries(address) for address in addresses] == before
