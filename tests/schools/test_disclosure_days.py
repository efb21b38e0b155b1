"""The board says after how many days parents read what was written down (A1)."""

import pytest
from django.urls import reverse

from audit.models import Event
from core.errors import Refused
from schools.models import Board
from schools.roles import Role
from schools.services.boards import set_disclosure_days
from tests.factories import login, make_member, make_user


def test_beheerder_sets_the_days_of_the_board_once(client, world) -> None:
    login(client, world.beheerder)
    page = reverse("schools:disclosure_days", args=[world.school.pk])
    assert client.get(page).context["form"]["days"].value() == 14
    for _repeat in range(2):
        assert client.post(page, {"days": "21"}).status_code == 302
    assert Board.objects.get(pk=world.board.pk).disclosure_days == 21
    event = Event.objects.get(action="schools.disclosure_days_set")
    assert event.detail == {"before": 14, "after": 21}


@pytest.mark.parametrize("days", ["0", "91", "-1", "veel", ""])
def test_other_numbers_are_refused_by_the_field(client, world, days: str) -> None:
    login(client, world.beheerder)
    page = reverse("schools:disclosure_days", args=[world.school.pk])
    answer = client.post(page, {"days": days})
    assert answer.status_code == 422
    assert "days" in answer.context["form"].errors


@pytest.mark.parametrize("days", [0, 91])
def test_service_refuses_them_too(world, days: int) -> None:
    with pytest.raises(Refused):
        set_disclosure_days(actor=world.beheerder, board=world.board, days=days)


def test_who_keeps_one_school_does_not_decide_for_the_board(world) -> None:
    keeper = make_user()
    make_member(keeper, world.school, Role.BEHEERDER)
    with pytest.raises(Refused):
        set_disclosure_days(actor=keeper, board=world.board, days=7)
