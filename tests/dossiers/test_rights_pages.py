"""Pages of parents' rights for the staff: what they show, keep and ask (A1, A2, A6, A7)."""

from typing import Any

import pytest

from core.ids import uuid7
from core.models import Document
from core.workdays import today
from dossiers.models import Consent, ParentRequest, ParentStatement, SignalVersion
from tests.dossiers.helpers import make_contact, make_signal
from tests.dossiers.pages import queries_of, text_of, url
from tests.dossiers.rights import (
    about,
    answer,
    file_request,
    give_consent,
    give_information,
    make_view,
    opened,
    parent_of,
    refuse,
    take_in_request,
    take_in_view,
)
from tests.factories import login, make_guardian


@pytest.fixture
def af(client, world) -> Any:
    login(client, world.af)
    return client


def test_view_of_a_parent_stands_beside_the_signal_the_contact_and_in_the_chronology(
    client, world
) -> None:
    signal = make_signal(world.teacher, world.pupil)
    contact = make_contact(world.teacher, world.pupil)
    take_in_view(world.teacher, world.pupil, about=about(signal), text="kanarie signaal")
    take_in_view(world.teacher, world.pupil, about=about(contact), text="kanarie contact")
    take_in_view(world.teacher, world.pupil, text="kanarie geheel")
    login(client, world.teacher)
    page = text_of(client.get(url("dossier", world.pupil.pk)))
    for words in ("kanarie signaal", "kanarie contact", "kanarie geheel"):
        assert words in page
    assert "kanarie signaal" in text_of(client.get(url("signal", signal.pk)))


def test_teacher_puts_a_letter_in_and_comes_to_the_request(client, world) -> None:
    login(client, world.teacher)
    sent = {
        "key": uuid7(), "guardian": parent_of(world.pupil).pk, "way": "letter", "about": "",
        "kind": "add", "received_on": today().isoformat(), "text": "Iets ontbreekt.",
    }  # fmt: skip
    response = client.post(url("take_in_request", world.pupil.pk), sent)
    request = ParentRequest.objects.get()
    assert response.url == url("request", request.pk)
    page = text_of(client.get(response.url))
    assert "Iets ontbreekt." in page
    assert "Beantwoorden" not in page  # the teacher does not answer


def test_answer_comes_back_with_all_that_was_typed_when_reasons_miss(af, world) -> None:
    request = file_request(world.parent, world.pupil)
    sent = {"key": uuid7(), "outcome": "refused", "answer": "Dit schreef ik.", "add_view": "on"}
    response = af.post(url("answer_request", request.pk), sent)
    assert response.status_code == 422
    assert "Dit schreef ik." in text_of(response)
    response = af.post(url("answer_request", request.pk), sent | {"grounds": "Daarom."})
    assert response.status_code == 302
    assert ParentStatement.objects.get().text == request.text


def test_who_comes_second_keeps_the_text_and_reads_who_answered(af, world) -> None:
    request = file_request(world.parent, world.pupil)
    refuse(world.manager, request)
    sent = {"key": uuid7(), "outcome": "granted", "answer": "Mijn hele tekst."}
    response = af.post(url("answer_request", request.pk), sent)
    assert response.status_code == 422
    assert str(world.manager) in text_of(response)
    assert "Mijn hele tekst." in text_of(response)
    assert af.get(url("answer_request", request.pk)).url == url("request", request.pk)


def test_author_is_told_who_answers_instead(af, world) -> None:
    signal = make_signal(world.af, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(signal))
    page = text_of(af.get(url("request", request.pk)))
    assert str(world.manager) in page
    assert url("answer_request", request.pk) not in page
    assert af.get(url("answer_request", request.pk)).status_code == 302


def test_granted_correction_goes_through_the_correction_form_to_the_request(af, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    request = take_in_request(world.teacher, world.pupil, about=about(signal))
    answer(world.af, request)
    address = url("correct_for_request", request.pk)
    assert address in text_of(af.get(url("request", request.pk)))
    form = af.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"facts": "Het was op dinsdag.", "change_reason": "Op verzoek."}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    response = af.post(address, sent)
    assert (response.status_code, response.url) == (302, url("request", request.pk))
    request.refresh_from_db()
    assert request.version == SignalVersion.objects.get(number=2)
    assert af.get(address).status_code == 302  # done is done


def test_erasure_asks_once_more_and_the_pages_tell_that_it_is_gone(af, world) -> None:
    signal = opened(world, make_signal(world.teacher, world.pupil, facts="kanarie"))
    request = take_in_request(world.teacher, world.pupil, kind="erase", about=about(signal))
    sent = {"key": uuid7(), "outcome": "granted", "answer": "Wij wissen het."}
    response = af.post(url("answer_request", request.pk), sent)
    assert response.url == url("erase_entry", request.pk)
    assert "kanarie" in text_of(af.get(url("signal", signal.pk)))
    assert af.post(response.url).url == url("request", request.pk)
    for address in (
        url("signal", signal.pk), url("dossier", world.pupil.pk), url("request", request.pk),
    ):  # fmt: skip
        page = af.get(address)
        assert page.status_code == 200
        assert "kanarie" not in text_of(page)
    assert "De tekst is gewist op verzoek van de ouders" in text_of(
        af.get(url("signal", signal.pk))
    )
    login(af, world.parent)
    page = text_of(af.get(f"/ouders/{world.pupil.pk}/"))
    assert "kanarie" not in page


def test_letter_is_asked_for_as_a_document(af, world) -> None:
    request = refuse(world.af, file_request(world.parent, world.pupil))
    response = af.post(url("answer_letter", request.pk))
    assert response.status_code == 302
    assert Document.objects.get().kind == "dossiers.answer_letter"


def test_consent_is_noted_with_a_warning_when_one_parent_did_not_agree(af, world) -> None:
    make_guardian(world.pupil)
    form = af.get(url("give_consent", world.pupil.pk)).context["form"]
    sent = {
        "key": form["key"].value(), "receiver": "Logopedist", "purpose": "Lezen", "what": "Toetsen",
        "giver": "leerkracht", "agreed_by": [parent_of(world.pupil).pk], "way": "paper",
        "agreed_on": today().isoformat(), "due_on": form["due_on"].value().isoformat(),
    }  # fmt: skip
    response = af.post(url("give_consent", world.pupil.pk), sent, follow=True)
    assert "Niet elke ouder met gezag ging akkoord" in text_of(response)
    assert "Logopedist" in text_of(response)
    assert Consent.objects.count() == 1


def test_renewal_starts_from_the_earlier_texts(af, world) -> None:
    made = give_consent(world.af, world.pupil)
    form = af.get(url("renew_consent", made.pk)).context["form"]
    assert form["receiver"].value() == made.receiver
    assert form["what"].value() == made.what


def test_what_veilig_thuis_was_told_is_on_its_own_page_alone(af, world) -> None:
    give_information(world.af, world.pupil, what="kanarie")
    assert "kanarie" in text_of(af.get(url("information", world.pupil.pk)))
    for address in (url("dossier", world.pupil.pk), url("rights", world.pupil.pk)):
        assert "kanarie" not in text_of(af.get(address))


@pytest.mark.parametrize("page", ["rights", "requests", "consents", "information"])
def test_lists_take_as_many_queries_for_many_as_for_one(af, world, page: str) -> None:
    def fill() -> None:
        signal = opened(world, make_signal(world.teacher, world.pupil))
        make_view(world.parent, world.pupil, about=about(signal))
        take_in_request(world.teacher, world.pupil, about=about(signal))
        refuse(world.af, file_request(world.parent, world.pupil), add_view=True)
        give_consent(world.af, world.pupil)
        give_information(world.af, world.pupil)

    fill()
    address = url(page) if page == "requests" else url(page, world.pupil.pk)
    few = queries_of(af, address)
    for _number in range(4):
        fill()
    assert queries_of(af, address) == few
