"""The first functioneel beheerder of a new installation, by the command line."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from core import outbox
from schools.models import Board, Membership
from schools.roles import Role
from tests.factories import World, make_user

PASSWORD = "blauwe-fiets-in-de-regen"


def start(**values: Any) -> str:
    wanted = {
        "board": "De Kade",
        "username": "Bea",
        "name": "Bea Bos",
        "email": "b@example.invalid",
    }
    out = StringIO()
    call_command("start_board", stdout=out, **(wanted | values))
    return out.getvalue()


def test_new_board_gets_a_beheerder_of_the_whole_board_who_is_mailed_a_link() -> None:
    said = start()
    role = Membership.objects.get(board__name="De Kade")
    assert (role.role, role.school, role.user.username) == (Role.BEHEERDER, None, "bea")
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [["b@example.invalid"]]
    assert "http" not in said


def test_what_was_done_is_in_the_audit_log_as_done_by_the_system() -> None:
    start()
    events = Event.objects.filter(
        action__in=["schools.board_made", "accounts.created", "schools.role_given"]
    )
    assert events.count() == 3
    assert {event.actor_id for event in events} == {None}


def test_shown_link_lets_the_beheerder_in_and_on_to_the_first_import(client: Client) -> None:
    found = re.search(r"https?://[^/]+(/\S+)", start(show_link=True))
    assert found
    page = client.get(found[1], follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}, follow=True
    )
    client.post(reverse("account_login"), {"login": "bea", "password": PASSWORD})
    assert client.get(reverse("schools:import_new")).status_code == 200


def test_same_command_again_changes_nothing() -> None:
    start()
    start(board="  De   Kade ")
    assert Board.objects.filter(name__startswith="De").count() == 1
    assert User.objects.filter(username="bea").count() == 1
    assert Membership.objects.filter(board__name="De Kade").count() == 1
    outbox.deliver_due()
    assert len(mail.outbox) == 1


def test_no_link_is_shown_to_an_account_that_is_in_use() -> None:
    start()
    user = User.objects.get(username="bea")
    user.set_password(PASSWORD)
    user.save()
    with pytest.raises(CommandError, match="al een wachtwoord"):
        start(show_link=True)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"board": " "}, "1 tot 200 tekens"),
        ({"board": "x" * 201}, "1 tot 200 tekens"),
        ({"username": "bea bos"}, "letters"),
        ({"username": "jan"}, "bezet|gebruik"),
        ({"email": "geen-adres"}, "e-mailadres"),
        ({"name": " "}, "naam"),
    ],
)
def test_wrong_values_are_told_in_one_line_and_leave_nothing(
    values: dict[str, str], message: str
) -> None:
    make_user("jan")
    with pytest.raises(CommandError, match=message):
        start(**values)
    assert not Board.objects.exists()
    assert not Membership.objects.exists()


def test_board_that_has_a_beheerder_takes_no_second_one_from_here(world: World) -> None:
    start()
    with pytest.raises(CommandError, match="al een functioneel beheerder"):
        start(username="nog.een")
    assert not User.objects.filter(username="nog.een").exists()
