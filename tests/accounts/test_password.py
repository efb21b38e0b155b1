"""Choosing, changing and forgetting a password; the mail names nobody."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import User
from core import outbox
from core.actors import SYSTEM
from core.errors import Refused
from core.models import OutboxMessage
from tests.factories import PASSWORD, login, make_user

NEW = "blauwe-fiets-in-de-regen"


def make_account(**values: Any) -> User:
    wanted = {
        "username": "fatima",
        "email": "f@example.invalid",
        "display_name": "Fatima El Idrissi",
    }
    return services.create_account(actor=SYSTEM, **(wanted | values))


def link_of(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert found
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(where, {"password1": password, "password2": password})


def test_new_account_gets_one_link_and_logs_in_with_the_chosen_password(client: Client) -> None:
    make_account()
    outbox.deliver_due()
    assert len(mail.outbox) == 1
    response = choose(client, link_of(mail.outbox[0]))
    assert response.status_code == 302
    response = client.post(reverse("account_login"), {"login": "fatima", "password": NEW})
    assert response["Location"] == reverse("home:today")


def test_mail_names_nobody_and_the_queue_holds_no_secret() -> None:
    make_account()
    assert set(OutboxMessage.objects.get().payload) == {"user"}
    outbox.deliver_due()
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}".casefold()
    assert not any(word in text for word in ("fatima", "idrissi", "example.invalid"))


def test_page_of_the_link_shows_the_login_name(client: Client) -> None:
    make_account()
    outbox.deliver_due()
    page = client.get(link_of(mail.outbox[0]), follow=True).content.decode()
    assert "fatima" in page


def test_link_works_once(client: Client) -> None:
    make_account()
    outbox.deliver_due()
    link = link_of(mail.outbox[0])
    choose(client, link)
    choose(Client(), link, "heel-iets-anders-voor-later")
    response = client.post(reverse("account_login"), {"login": "fatima", "password": NEW})
    assert response.status_code == 302


def test_link_works_for_three_days(client: Client) -> None:
    make_account()
    outbox.deliver_due()
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=3)):
        choose(client, link_of(mail.outbox[0]))
    assert not User.objects.get(username="fatima").has_usable_password()


@pytest.mark.parametrize("password", ["kort", "123456789012", "wachtwoord", "fatimaelidrissi"])
def test_weak_password_is_refused(client: Client, password: str) -> None:
    make_account()
    outbox.deliver_due()
    assert choose(client, link_of(mail.outbox[0]), password).status_code == 200
    assert not User.objects.get(username="fatima").has_usable_password()


def test_forgotten_password_answers_known_and_unknown_addresses_alike(client: Client) -> None:
    user = make_user("jan")
    answers = [
        client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        for address in (user.email, "niemand@example.invalid")
    ]
    pages = [
        [line for line in answer.content.decode().splitlines() if "csrfmiddleware" not in line]
        for answer in answers
    ]
    assert pages[0] == pages[1]
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [[user.email]]
    choose(client, link_of(mail.outbox[0]))
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_new_password_ends_the_sessions_of_the_old_one(client: Client) -> None:
    user = make_user("jan")
    login(client, user)
    services.send_password_link(actor=SYSTEM, user=user)
    outbox.deliver_due()
    choose(Client(), link_of(mail.outbox[0]))
    assert client.get(reverse("account_change_password")).status_code == 302


def test_changing_the_password_asks_the_old_one_and_keeps_this_session(client: Client) -> None:
    user = make_user("jan")
    login(client, user)
    url = reverse("account_change_password")
    wrong = {"oldpassword": "anders", "password1": NEW, "password2": NEW}
    assert client.post(url, wrong).status_code == 200
    assert client.post(url, wrong | {"oldpassword": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get(url).status_code == 200


def test_closed_account_gets_no_link() -> None:
    user = make_account()
    services.deactivate_account(actor=SYSTEM, user=user)
    outbox.deliver_due()
    assert mail.outbox == []
    user.refresh_from_db()
    with pytest.raises(Refused):
        services.send_password_link(actor=SYSTEM, user=user)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "met spatie"),
        ("username", ""),
        ("username", "FATIMA"),
        ("email", "geen adres"),
        ("display_name", "   "),
    ],
)
def test_account_that_is_not_right_is_refused_by_the_field(field: str, value: str) -> None:
    make_account(username="fatima")
    with pytest.raises(Refused) as refusal:
        make_account(**({"username": "ander"} | {field: value}))
    assert refusal.value.field == field
    assert User.objects.count() == 1


def test_changing_an_account_twice_changes_it_once() -> None:
    user = make_account()
    for _ in range(2):
        services.change_account(
            actor=SYSTEM, user=user, email="nieuw@example.invalid", display_name="F. El Idrissi"
        )
    user.refresh_from_db()
    assert (user.email, str(user)) == ("nieuw@example.invalid", "F. El Idrissi")


def test_nobody_closes_the_own_account() -> None:
    user = make_user()
    with pytest.raises(Refused):
        services.deactivate_account(actor=user, user=user)


def test_account_opens_again_with_its_password(client: Client) -> None:
    user = make_user("jan")
    services.deactivate_account(actor=SYSTEM, user=user)
    services.reactivate_account(actor=SYSTEM, user=user)
    response = client.post(reverse("account_login"), {"login": "jan", "password": PASSWORD})
    assert response.status_code == 302
