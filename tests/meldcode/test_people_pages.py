"""Pages about people in a case, for AF HGKM, manager and a board that sees no case (R1, R4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.context import acting_as
from core.ids import uuid7
from core.workdays import today
from meldcode import due, services
from meldcode.models import Case, CaseGrant, DeputyRequest, Involvement
from tests.factories import World, login, make_pupil
from tests.meldcode import helpers

UNTIL = (today() + timedelta(days=14)).isoformat()


@pytest.fixture
def case(world: World) -> Case:
    helpers.make_signal(world.pupil, world.teacher)
    return helpers.open_case(world)


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"meldcode:{name}", args=[case.pk, *more])


def keep_manager_out(world: World, case: Case) -> DeputyRequest:
    services.shut_out_person(
        actor=world.af,
        case=case,
        key=uuid7(),
        who=world.manager,
        kind="accused",
        reason="Over hem.",
    )
    return DeputyRequest.objects.open().get(case=case)


def test_the_af_keeps_somebody_out_and_lets_them_in_again(
    client: Client, world: World, case: Case
) -> None:
    login(client, world.af)
    sent = {"key": uuid7(), "who": world.teacher.pk, "kind": "close", "reason": "Buren."}
    assert client.post(url("keep_out", case), sent).url == url("case", case)
    row = Involvement.objects.get()
    page = client.get(url("case", case)).content.decode()
    assert "Blijft erbuiten" in page
    assert url("let_in", case, row.pk) in page
    assert client.post(url("let_in", case, row.pk), {"reason": ""}).status_code == 422
    client.post(url("let_in", case, row.pk), {"reason": "Ze zijn verhuisd."})
    assert "Ze zijn verhuisd." in client.get(url("case", case)).content.decode()
    assert client.get(url("let_in", case, uuid7())).status_code == 404


def test_who_steps_back_lands_on_vandaag_and_the_case_is_gone(
    client: Client, world: World, case: Case
) -> None:
    login(client, world.manager)
    sent = {"key": uuid7(), "kind": "own_family", "reason": "Mijn neefje."}
    answer = client.post(url("step_back", case), sent, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("home:today")
    assert world.pupil.last_name not in answer.content.decode()
    assert client.get(url("case", case)).status_code == 404


def test_a_colleague_is_let_in_and_out_on_the_page(
    client: Client, world: World, case: Case
) -> None:
    login(client, world.manager)
    sent = {"who": world.other_teacher.pk, "reason": "Heeft de broer.", "expires_on": UNTIL}
    client.post(url("give_access", case), sent)
    given = CaseGrant.objects.get()
    assert str(world.other_teacher) in client.get(url("case", case)).content.decode()
    for _again in range(2):
        client.post(url("end_access", case, given.pk))
    assert not CaseGrant.objects.exists()


def test_the_board_reads_school_code_place_and_cause_and_nothing_of_the_case(
    client: Client, world: World, case: Case
) -> None:
    request = keep_manager_out(world, case)
    login(client, world.bestuur)
    name = reverse("meldcode:name_deputy", args=[request.pk])
    for address in (reverse("home:today"), reverse("meldcode:deputies"), name):
        page = client.get(address).content.decode()
        assert case.code in page
        assert world.school.name in page
        for secret in (world.pupil.last_name, str(world.manager), "Over hem.", str(case.pk)):
            assert secret not in page, (address, secret)
    assert client.post(name, {"who": "", "until": UNTIL}).status_code == 422
    client.post(name, {"who": world.other_manager.pk, "until": UNTIL})
    page = client.get(reverse("meldcode:deputies")).content.decode()
    assert str(world.other_manager) in page
    assert reverse("meldcode:prolong_deputy", args=[request.pk]) in page
    assert client.get(name).status_code == 200
    assert client.get(url("case", case)).status_code == 404


def test_a_bestuurder_who_is_the_deputy_sees_that_one_case(
    client: Client, world: World, case: Case
) -> None:
    other = helpers.open_case(world, world.second_pupil)
    request = keep_manager_out(world, case)
    login(client, world.bestuur)
    name = reverse("meldcode:name_deputy", args=[request.pk])
    client.post(name, {"who": world.bestuur.pk, "until": UNTIL})
    assert world.pupil.last_name in client.get(url("case", case)).content.decode()
    assert client.get(url("case", other)).status_code == 404
    listed = client.get(reverse("meldcode:cases")).content.decode()
    assert world.pupil.last_name in listed
    assert world.second_pupil.last_name not in listed


def test_lists_take_as_many_queries_for_one_as_for_four(
    client: Client, world: World, case: Case
) -> None:
    keep_manager_out(world, case)
    ask(world, case)
    login(client, world.bestuur)
    one, one_due = count(client, "meldcode:deputies"), due_queries(world)
    for _number in range(3):
        more = helpers.open_case(world, make_pupil(world.school))
        keep_manager_out(world, more)
        ask(world, more)
    assert count(client, "meldcode:deputies") == one
    assert due_queries(world) == one_due


def ask(world: World, case: Case) -> None:
    services.ask_colleague(
        actor=world.af, case=case, key=uuid7(), who=world.teacher, question="Wat zag je?",
        due_on=today(),
    )  # fmt: skip


def count(client: Client, name: str) -> int:
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def due_queries(world: World) -> list[int]:
    found = []
    for user in (world.af, world.bestuur, world.teacher):
        with acting_as(user), CaptureQueriesContext(connection) as captured:
            assert due.due_items(user)
        found.append(len(captured))
    return found
