"""The board says for how many years its schools keep a Meldcode case (law.md: a setting, two years at least)."""

import pytest
from django.urls import reverse

from audit.models import Event
from core.errors import Refused
from schools.models import Board
from schools.roles import Role
from schools.services.boards import set_case_retention
from tests.factories import login, make_member, make_user


def test_beheerder_sets_the_years_of_the_board_once(client, world) -> None:
    login(client, world.beheerder)
    page = reverse("schools:case_retention", args=[world.school.pk])
    assert client.get(page).context["form"]["years"].value() == 2
    assert page in client.get(reverse("schools:beheer")).content.decode()
    for _repeat in range(2):
        assert client.post(page, {"years": "5"}).status_code == 302
    assert Board.objects.get(pk=world.board.pk).case_retention_years == 5
    event = Event.objects.get(action="schools.case_retention_set")
    assert event.detail == {"before": 2, "after": 5}


@pytest.mark.parametrize("years", ["1", "21", "-1", "veel", ""])
def test_other_numbers_are_refused_by_the_field(client, world, years: str) -> None:
    login(client, world.beheerder)
    page = reverse("schools:case_retention", args=[world.school.pk])
    answer = client.post(page, {"years": years})
    assert answer.status_code == 422
    assert "years" in answer.context["form"].errors


@pytest.mark.parametrize("years", [1, 21])
def test_service_refuses_them_too(world, years: int) -> None:
    with pytest.raises(Refused):
        set_case_retention(actor=world.beheerder, board=world.board, years=years)


def test_who_keeps_one_school_does_not_decide_for_the_board(world) -> None:
    keeper = make_user()
    make_member(keeper, world.school, Role.BEHEERDER)
    with pytest.raises(Refused):
        set_case_retention(actor=keeper, board=world.board, years=7)
