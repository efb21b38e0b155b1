"""What a parent says, asks and takes back in the portal; a co-parent gets none of it (A1, A2, A6, R7)."""

from typing import Any

import pytest
from django.urls import reverse

from core.ids import uuid7
from core.models import Document
from dossiers.models import Consent, ParentRequest, ParentStatement
from tests.dossiers.helpers import make_contact, make_signal
from tests.dossiers.rights import (
    about,
    file_request,
    give_consent,
    give_information,
    make_view,
    opened,
    refuse,
    take_in_request,
)
from tests.factories import login, make_guardian


def url(name: str, *args: Any) -> str:
    return reverse(f"portal:{name}", args=args)


def page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


@pytest.fixture
def parent(client, world) -> Any:
    login(client, world.parent)
    return client


def test_parent_adds_a_view_about_a_text_and_reads_it_back(parent, world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil))
    address = url("add_view", world.pupil.pk)
    link = f"{address}?about=signal:{signal.pk}"
    assert link in page(parent, url("dossier", world.pupil.pk))
    form = parent.get(link).context["form"]
    assert form["about"].value() == f"signal:{signal.pk}"
    sent = {"key": uuid7(), "about": f"signal:{signal.pk}", "text": "Thuis is het anders."}
    for _number in range(2):
        assert parent.post(address, sent).url == url("rights", world.pupil.pk)
    assert ParentStatement.objects.get().signal == signal
    for shown in (url("rights", world.pupil.pk), url("dossier", world.pupil.pk)):
        assert "Thuis is het anders." in page(parent, shown)


def test_list_of_texts_holds_only_what_is_open_to_this_parent(parent, world) -> None:
    make_signal(world.teacher, world.pupil)
    make_contact(world.teacher, world.pupil)
    shown = opened(world, make_signal(world.teacher, world.pupil, days_ago=2))
    form = parent.get(url("file_request", world.pupil.pk)).context["form"]
    assert [value for value, _label in form.fields["about"].choices] == ["", f"signal:{shown.pk}"]


@pytest.mark.parametrize(
    "value", ["signal:x", "talk:1", "signal:00000000-0000-0000-0000-000000000000"]
)
def test_made_up_text_is_refused_by_the_field(parent, world, value: str) -> None:
    sent = {"key": uuid7(), "about": value, "text": "x", "kind": "add"}
    response = parent.post(url("file_request", world.pupil.pk), sent)
    assert response.status_code == 422
    assert "about" in response.context["form"].errors


def test_request_is_filed_followed_and_taken_back(parent, world) -> None:
    sent = {"key": uuid7(), "about": "", "kind": "add", "text": "Er ontbreekt iets."}
    response = parent.post(url("file_request", world.pupil.pk), sent)
    request = ParentRequest.objects.get()
    assert response.url == url("request", request.pk)
    text = page(parent, response.url)
    assert "Er ontbreekt iets." in text
    assert "uiterlijk" in text
    assert parent.post(url("withdraw_request", request.pk)).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert url("withdraw_request", request.pk) not in page(parent, response.url)


def test_parent_reads_the_answer_the_reasons_and_where_to_complain(parent, world) -> None:
    request = file_request(world.parent, world.pupil)
    refuse(world.af, request, answer="Wij laten het staan.", grounds="Zij zag het zelf.")
    text = page(parent, url("request", request.pk))
    for words in ("Wij laten het staan.", "Zij zag het zelf.", "Autoriteit Persoonsgegevens"):
        assert words in text
    assert str(world.af) not in text
    assert parent.post(url("request_letter", request.pk)).status_code == 302
    assert Document.objects.get().kind == "portal.answer_letter"


def test_request_by_letter_about_what_is_not_open_gives_no_hint_of_it(parent, world) -> None:
    contact = make_contact(world.teacher, world.pupil, about="kanarie")
    request = take_in_request(world.teacher, world.pupil, about=about(contact))
    text = page(parent, url("request", request.pk))
    assert "Iets in het dossier" in text
    assert "kanarie" not in text


def test_co_parent_finds_nothing_of_the_other(client, world) -> None:
    other = make_guardian(world.pupil)
    request = file_request(world.parent, world.pupil, text="kanarie verzoek")
    make_view(world.parent, world.pupil, text="kanarie kijk")
    login(client, other.user)
    for name in ("rights", "dossier", "consents"):
        assert "kanarie" not in page(client, url(name, world.pupil.pk))
    for name in ("request", "withdraw_request"):
        assert client.get(url(name, request.pk)).status_code == 404
    assert client.post(url("request_letter", request.pk)).status_code == 404


def test_parent_whose_gezag_ended_yesterday_finds_nothing(parent, world) -> None:
    from datetime import timedelta

    from core.workdays import today

    request = file_request(world.parent, world.pupil)
    consent = give_consent(world.af, world.pupil)
    world.pupil.guardians.update(ends_on=today() - timedelta(days=1))
    for name in ("rights", "add_view", "file_request", "consents"):
        assert parent.get(url(name, world.pupil.pk)).status_code == 404
    assert parent.get(url("request", request.pk)).status_code == 404
    assert parent.post(url("withdraw_consent", consent.pk)).status_code == 404


def test_consents_tell_what_why_who_and_until_and_not_which_parent_agreed(client, world) -> None:
    other = make_guardian(world.pupil)
    made = give_consent(world.af, world.pupil)
    for user, mine in [(world.parent, True), (other.user, False)]:
        login(client, user)
        text = page(client, url("consents", world.pupil.pk))
        for words in (made.receiver, made.purpose, made.what, made.giver):
            assert words in text
        assert ("U ging akkoord op" in text) is mine
        assert str(world.parent) not in text.partition("<main")[2]


def test_parent_takes_a_consent_back_with_two_clicks(parent, world) -> None:
    made = give_consent(world.af, world.pupil)
    address = url("withdraw_consent", made.pk)
    assert made.receiver in page(parent, address)
    for _number in range(2):
        assert parent.post(address).url == url("consents", world.pupil.pk)
    assert Consent.objects.get().ending == "withdrawn"
    assert "gestopt op" in page(parent, url("consents", world.pupil.pk))


def test_what_veilig_thuis_was_told_is_nowhere_in_the_portal(parent, world) -> None:
    give_information(world.af, world.pupil, what="kanarie", file_number="kanarie")
    for name in ("rights", "dossier", "consents", "add_view", "file_request"):
        text = page(parent, url(name, world.pupil.pk))
        assert "kanarie" not in text
