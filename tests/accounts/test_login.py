"""Logging in as a person does it: name and password, lockout, log out, idle and absolute time-out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from argon2 import extract_parameters
from argon2.low_level import Type
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from core.actors import SYSTEM
from tests.factories import PASSWORD, World, login, make_user

LOGIN = "/account/inloggen/"


def attempt(client: Client, username: str, password: str, address: str = "10.0.0.1") -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=address)


def logged_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_name_and_password_log_in_and_lead_to_today(client: Client) -> None:
    make_user("jan")
    response = attempt(client, "jan", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == reverse("home:today")
    assert logged_in(client)


def test_capitals_and_spaces_in_the_login_name_do_not_matter(client: Client) -> None:
    make_user("jan")
    assert attempt(client, " Jan ", PASSWORD).status_code == 302


def test_wrong_password_keeps_the_name_and_tells_nothing_of_it(client: Client) -> None:
    make_user("bestaat-wel")
    known = attempt(client, "bestaat-wel", "verkeerd").content.decode()
    unknown = attempt(client, "bestaat-niet", "verkeerd").content.decode()
    assert 'value="bestaat-wel"' in known
    assert _without_tokens(known).replace("-wel", "-niet") == _without_tokens(unknown)
    assert not logged_in(client)


def _without_tokens(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("username", ["jan", "bestaat-niet"])
def test_five_wrong_passwords_close_known_and_unknown_names_alike(
    client: Client, username: str
) -> None:
    make_user("jan")
    codes = [attempt(client, username, "verkeerd").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    response = attempt(client, username, PASSWORD)
    assert response.status_code == 429
    assert "Inloggen kan even niet" in response.content.decode()
    assert not logged_in(client)


def test_other_capitals_give_no_more_attempts(client: Client) -> None:
    make_user("jan")
    codes = [attempt(client, name, "x").status_code for name in ("jan", "Jan", "JAN", "jAn", "jaN")]
    assert codes[-1] == 429


def test_lockout_holds_for_one_person_at_one_address(client: Client) -> None:
    make_user("jan")
    make_user("els")
    for _ in range(6):
        attempt(client, "jan", "verkeerd")
    assert attempt(Client(), "els", PASSWORD).status_code == 302
    assert attempt(Client(), "jan", PASSWORD, address="10.0.0.2").status_code == 302
    assert attempt(Client(), "jan", PASSWORD).status_code == 429


def test_lockout_is_over_after_a_quarter_of_an_hour(client: Client, clock: Any) -> None:
    make_user("jan")
    for _ in range(6):
        attempt(client, "jan", "verkeerd")
    clock.shift(timedelta(minutes=16))
    assert attempt(client, "jan", PASSWORD).status_code == 302


def test_success_forgets_the_failures_before_it(client: Client) -> None:
    make_user("jan")
    for _ in range(4):
        attempt(client, "jan", "verkeerd")
    attempt(client, "jan", PASSWORD)
    assert attempt(Client(), "jan", "verkeerd").status_code == 200


def test_closed_account_cannot_log_in(client: Client) -> None:
    make_user("jan", is_active=False)
    response = client.post(LOGIN, {"login": "jan", "password": PASSWORD}, follow=True)
    assert "Dit account is gesloten" in response.content.decode()
    assert not logged_in(client)


def test_log_out_is_by_post(client: Client) -> None:
    login(client, make_user("jan"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert logged_in(client)
    client.post(reverse("account_logout"))
    assert not logged_in(client)


def test_log_in_needs_a_csrf_token() -> None:
    make_user("jan")
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict, "jan", PASSWORD).status_code == 403
    assert not logged_in(strict)


def test_nobody_can_sign_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_half_an_hour_of_silence_ends_a_session(client: Client, clock: Any) -> None:
    login(client, make_user("jan"))
    clock.shift(timedelta(minutes=29))
    assert logged_in(client)
    clock.shift(timedelta(minutes=31))
    assert not logged_in(client)


def test_staying_logged_in_renews_the_half_hour(client: Client, clock: Any, world: World) -> None:
    login(client, world.teacher)
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        response = client.post(reverse("accounts:keep_alive"))
        assert response.json() == {"seconds": settings.SESSION_COOKIE_AGE}
    assert logged_in(client)


def test_keep_alive_is_for_who_is_logged_in_and_by_post(client: Client) -> None:
    assert client.post(reverse("accounts:keep_alive")).status_code == 302
    login(client, make_user("jan"))
    assert client.get(reverse("accounts:keep_alive")).status_code == 405


def test_ten_hours_after_login_a_busy_session_ends(
    client: Client, clock: Any, world: World
) -> None:
    login(client, world.teacher)
    for _ in range(21):
        assert logged_in(client)
        clock.shift(timedelta(minutes=29))
    assert not logged_in(client)


def test_ending_sessions_puts_every_device_out_at_the_next_request(world: World) -> None:
    phone, desktop = Client(), Client()
    login(phone, world.teacher)
    login(desktop, world.teacher)
    services.end_sessions(user_id=world.teacher.pk)
    assert not logged_in(phone)
    assert not logged_in(desktop)


def test_closing_an_account_puts_it_out_at_the_next_request(world: World, client: Client) -> None:
    login(client, world.teacher)
    services.deactivate_account(actor=SYSTEM, user=world.teacher)
    assert not logged_in(client)


def test_passwords_are_kept_by_argon2id() -> None:
    assert settings.AUTH_PASSWORD_VALIDATORS
    from schoolsafety.settings import base

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hashed = _argon2().encode(PASSWORD, "zoutzoutzout")
    assert extract_parameters(hashed.removeprefix("argon2")).type is Type.ID


def _argon2() -> Any:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert get_hasher()  # the tests' own hasher is a cheap one
    return Argon2PasswordHasher()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_language_can_be_chosen_before_logging_in(client: Client, language: str) -> None:
    response = client.post(reverse("accounts:set_language"), {"language": language, "next": LOGIN})
    assert response["Location"] == LOGIN
    heading = {"en": "<h1>Log in</h1>", "nl": "<h1>Inloggen</h1>"}[language]
    assert heading in client.get(LOGIN).content.decode()


def test_language_choice_does_not_lead_elsewhere(client: Client) -> None:
    response = client.post(
        reverse("accounts:set_language"), {"language": "en", "next": "https://elders.example/"}
    )
    assert response["Location"] == "/"
