"""Who takes part in a journey, and the way in: the link from the mail, a password, the log-in page."""

import re
from typing import Any

from django.core import mail

from accounts.models import User
from core.context import acting_as_system
from core.outbox import deliver_due
from core.workdays import today
from schools.models import Board, Guardian, Membership, Pupil, StaffMember
from schools.roles import Role
from tests.factories import make_user
from tests.journeys.browser import Visitor

PASSWORD = "een-lang-wachtwoord-van-nu"
_LINK = re.compile(r"http\S+")


def first_beheerder() -> User:
    """An empty database with a board, and the one account that lets the others in."""
    with acting_as_system():
        board = Board.objects.create(name="Stichting Het Voorbeeld")
        user = make_user("beheer", "Bea Beheer")
        user.set_password(PASSWORD)
        user.save()
        Membership.objects.create(user=user, board=board, role=Role.BEHEERDER, starts_on=today())
    return user


def mails_to(address: str) -> list[Any]:
    """Send what waits; return the mails to this address, oldest first."""
    deliver_due()
    return [sent for sent in mail.outbox if sent.to == [address]]


def link_in(sent: Any) -> str:
    """The address that a mail leads to."""
    found = _LINK.search(sent.body)
    assert found, sent.body
    return found.group()


def enter(visitor: Visitor, username: str, *, look: str = "") -> None:
    """Choose a password by the link from the mail, as everybody does, and log in."""
    links = [link_in(sent) for sent in mails_to(f"{username}@example.invalid")]
    visitor.go(next(link for link in links if "/account/" in link))
    if look:
        visitor.look(look)
    visitor.fill(password1=PASSWORD, password2=PASSWORD)
    visitor.send()
    visitor.log_in(username, PASSWORD)


def names() -> set[str]:
    """Every name of a person, in words: nobody may be recognised in a mail by any of them."""
    with acting_as_system():
        people = [
            *User.objects.values_list("display_name", flat=True),
            *Guardian.objects.values_list("name", flat=True),
            *(" ".join(row) for row in Pupil.objects.values_list("call_name", "last_name")),
            *(" ".join(row) for row in StaffMember.objects.values_list("call_name", "last_name")),
        ]
        usernames = set(User.objects.values_list("username", flat=True))
    # A prefix such as 'van' is nobody's name.
    return {word for name in people for word in name.split() if word != word.lower()} | usernames


def names_in(text: str) -> set[str]:
    """The names that stand in a text as words."""
    return names() & set(re.findall(r"[^\s,.:;()]+", text))
