"""The second step of logging in: an app with codes, and recovery codes."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, make_user


def log_in(client: Client, username: str = "jan") -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": PASSWORD})


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def enrol(client: Client) -> str:
    # Whoever finds an unlocked computer can't add an app: the password is asked again.
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"\b([A-Z2-7]{32})\b", page)
    assert found
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert response.status_code == 302
    return found[1]


def test_code_of_the_app_is_the_second_step(client: Client) -> None:
    make_user("jan")
    log_in(client)
    secret = enrol(client)
    other = Client()
    assert log_in(other)["Location"] == reverse("mfa_authenticate")
    assert other.get(reverse("account_change_password")).status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        response = other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert response["Location"] == reverse("home:today")
        assert other.get(reverse("account_change_password")).status_code == 200


def test_secret_of_the_app_is_ciphertext_in_the_database(client: Client) -> None:
    make_user("jan")
    log_in(client)
    secret = enrol(client)
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert kept != secret
    assert secret not in kept


def test_recovery_code_works_once(client: Client) -> None:
    make_user("jan")
    log_in(client)
    enrol(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    page = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    code = page.split()[0]
    first, second = Client(), Client()
    log_in(first)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    log_in(second)
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert second.get(reverse("account_change_password")).status_code == 302


def test_second_factor_pages_show(client: Client) -> None:
    make_user("jan")
    log_in(client)
    assert client.get(reverse("mfa_index")).status_code == 200
