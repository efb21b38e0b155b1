"""The pages of django-allauth stand in our frame and speak Dutch."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user("marieke", "Marieke Jansen")


@pytest.fixture
def reader(client: Client, user: User) -> Client:
    """A client that has logged in and confirmed the password, as changes of the account ask."""
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(user, backend=backend)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def assert_ours(answer: HttpResponse) -> None:
    html = text(answer)
    assert answer.status_code == 200
    assert "css/theme.css" in html
    assert html.count("<h1") == 1
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"<title>\s*·", html)


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done"]
)
def test_pages_before_login_stand_in_the_frame_without_a_menu(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert_ours(answer)
    assert "entrance-panel" in text(answer)
    assert "tabbar" not in text(answer)


def test_the_login_page_says_what_the_product_is_and_shows_no_demo_accounts(client: Client) -> None:
    html = text(client.get(reverse("account_login")))
    assert "veiligheid van kinderen" in html
    assert "demo-account" not in html
    assert 'autocomplete="current-password"' in html


def test_a_wrong_password_gives_an_error_with_the_typed_name_kept(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "marieke", "password": "fout"})
    assert_ours(answer)
    assert "data-error-summary" in text(answer)
    assert 'value="marieke"' in text(answer)


def test_five_wrong_passwords_close_the_account_for_a_while(client: Client, user: User) -> None:
    for _attempt in range(5):
        answer = client.post(reverse("account_login"), {"login": "marieke", "password": "fout"})
    assert answer.status_code == 429
    assert "Inloggen kan even niet" in text(answer)
    again = client.post(reverse("account_login"), {"login": "marieke", "password": PASSWORD})
    assert again.status_code == 429


def test_a_link_for_a_new_password_opens_a_form(client: Client, user: User) -> None:
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    name = "account_reset_password_from_key"
    answer = client.get(reverse(name, args=[uid, token]), follow=True)
    assert_ours(answer)
    assert 'autocomplete="new-password"' in text(answer)
    used = client.get(reverse(name, args=[uid, "zz-zz"]))
    assert_ours(used)
    assert "<form" in text(used)


@pytest.mark.parametrize("key", ["x-y", "set-password", "made"])
def test_opening_a_link_for_a_new_password_writes_nothing(
    client: Client, user: User, key: str
) -> None:
    made = default_token_generator.make_token(user) if key == "made" else key
    url = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), made])
    client.get(url)
    assert not EmailAddress.objects.exists()


def test_link_for_a_new_password_ends_when_the_address_changes(user: User) -> None:
    token = default_token_generator.make_token(user)
    assert default_token_generator.check_token(user, token)
    user.email = "nieuw@example.invalid"
    assert not default_token_generator.check_token(user, token)


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ],
)
def test_pages_of_somebody_logged_in_stand_in_the_frame(reader: Client, name: str) -> None:
    answer = reader.get(reverse(name))
    assert_ours(answer)
    assert "account-menu" in text(answer)


def test_confirming_who_one_is_stands_in_the_frame(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("account_reauthenticate"))
    assert_ours(answer)


def test_recovery_codes_can_be_made_and_seen_with_a_second_factor(
    reader: Client, user: User
) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert_ours(reader.get(reverse("mfa_generate_recovery_codes")))
    reader.post(reverse("mfa_generate_recovery_codes"))
    assert_ours(reader.get(reverse("mfa_view_recovery_codes")))
    assert_ours(reader.get(reverse("mfa_deactivate_totp")))


def test_security_keys_are_listed_with_their_dates(reader: Client, user: User) -> None:
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Mijn sleutel", "credential": {}},
    )
    answer = reader.get(reverse("mfa_list_webauthn"))
    assert_ours(answer)
    assert "Mijn sleutel" in text(answer)
    assert "nog niet" in text(answer)


def test_the_second_step_at_login_stands_in_the_frame(client: Client, user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = client.post(
        reverse("account_login"), {"login": "marieke", "password": PASSWORD}, follow=True
    )
    assert_ours(answer)
    assert "entrance-panel" in text(answer)


@override_settings(DEMO=True, DEMO_ACCOUNTS=[], DEMO_PASSWORD="")
def test_the_demo_band_stands_on_the_login_page(client: Client) -> None:
    assert "demo-band" in text(client.get(reverse("account_login")))


def test_the_login_page_leads_to_a_new_password_once(client: Client) -> None:
    assert text(client.get(reverse("account_login"))).count("Wachtwoord vergeten?") == 1


def test_the_rules_for_a_password_address_nobody(reader: Client) -> None:
    page = text(reader.get(reverse("account_change_password")))
    assert "Minstens 12 tekens." in page
    assert "Niet alleen cijfers." in page
    assert " uw " not in page.casefold()
