"""What is typed is kept: for its writer, per form, and never silently over what another window wrote."""

from typing import Any

import pytest
from django.test import Client

from core.errors import Conflict, Refused
from core.ids import uuid7
from dossiers import services
from dossiers.models import Draft, Signal
from dossiers.services.drafts import Stamp, read_draft
from tests.dossiers.helpers import correct, make_signal, open_dossier, steps
from tests.dossiers.pages import text_of, url
from tests.factories import login

F = Draft.Form


class Window:
    """A browser window that types, as static/js/drafts.js saves."""

    def __init__(self, client: Any, page: str, address: str) -> None:
        self.client, self.page, self.address = client, page, address
        shown = client.get(page)
        self.stamp = str(shown.context["draft_stamp"])
        self.key = str(shown.context["form"]["key"].value())
        self.form = shown.context["form"]

    def type(self, take: bool = False, **fields: Any) -> Any:
        data = {"key": self.key, "draft": self.stamp, "changed": list(fields), **fields}
        answer = self.client.post(self.address, data | ({"take": "1"} if take else {})).json()
        if answer["state"] == "saved":
            self.stamp, self.key = answer["stamp"], answer["key"]
        return answer

    def send(self, **fields: Any) -> Any:
        return self.client.post(self.page, {"key": self.key, "draft": self.stamp, **fields})


@pytest.fixture
def window(teacher, world) -> Any:
    pupil = world.pupil.pk
    return lambda: Window(teacher, url("signal_step", pupil, 1), url("autosave", pupil))


def kept() -> dict[str, Any]:
    return read_draft(Draft.objects.get())


def test_only_what_changed_in_the_window_is_saved(window) -> None:
    one = window()
    one.type(facts="Een", place="Klas")
    one.type(facts="Een en twee")
    assert kept() == {"facts": "Een en twee", "place": "Klas"}


def test_older_window_is_told_and_nothing_is_saved_over_the_newer_one(window) -> None:
    older, newer = window(), window()
    assert newer.type(facts="Nieuw")["state"] == "saved"
    answer = older.type(facts="Oud")
    assert answer["state"] == "elsewhere"
    assert "In een ander venster schreef je verder, om " in answer["message"]
    assert kept() == {"facts": "Nieuw"}


def test_older_window_takes_over_what_it_typed_and_gets_the_rest(window) -> None:
    older, newer = window(), window()
    newer.type(facts="Nieuw", place="Plein")
    answer = older.type(take=True, facts="Oud")
    assert answer["fields"] == {"facts": "Oud", "place": "Plein"}
    assert kept() == {"facts": "Oud", "place": "Plein"}
    # Now the other one is the older of the two.
    assert newer.type(facts="Weer nieuw")["state"] == "elsewhere"


def test_window_that_saved_and_sent_at_the_same_moment_is_not_its_own_rival(window) -> None:
    one = window()
    sent_before = one.stamp
    one.type(facts="Een")
    one.stamp = sent_before
    assert one.type(facts="Een twee")["state"] == "saved"


def test_sending_the_older_window_shows_what_the_newer_one_holds_and_sends_after_all(
    window,
) -> None:
    older, newer = window(), window()
    newer.type(facts="Tekst van het andere venster")
    lost = older.send(**steps()[1] | {"facts": "Tekst van hier"})
    assert lost.status_code == 422
    assert "Tekst van het andere venster" in text_of(lost)
    assert lost.context["form"]["facts"].value() == "Tekst van hier"
    assert kept() == {"facts": "Tekst van het andere venster"}
    older.stamp = str(lost.context["draft_stamp"])
    older.key = str(lost.context["form"]["key"].value())
    assert older.send(**steps()[1] | {"facts": "Tekst van hier"}).status_code == 302
    assert kept()["facts"] == "Tekst van hier"


@pytest.mark.parametrize("go", ["later", "full"])
def test_a_button_that_only_saves_tells_the_older_window_too(window, go: str) -> None:
    older, newer = window(), window()
    newer.type(facts="Nieuw")
    assert older.send(facts="Oud", go=go).status_code == 422
    assert kept() == {"facts": "Nieuw"}


def test_two_windows_that_begin_at_once_are_one_draft(window, world) -> None:
    window().type(facts="Een")
    stamp = Stamp(str(world.teacher.pk), "w", "")
    with pytest.raises(Conflict):
        services.save_draft(
            actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"a": "b"}, stamp=stamp
        )
    assert Draft.objects.count() == 1


def test_text_is_not_saved_for_who_logged_in_in_between(client, world) -> None:
    login(client, world.teacher)
    pupil = world.pupil.pk
    one = Window(client, url("signal_step", pupil, 1), url("autosave", pupil))
    login(client, world.af)
    answer = one.type(facts="Van de leerkracht")
    assert answer["state"] == "refused"
    assert not Draft.objects.exists()


def test_key_of_anothers_draft_is_no_way_in(client, world) -> None:
    login(client, world.teacher)
    mine = services.save_draft(
        actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"facts": "kanarie"}
    )
    login(client, world.af)
    answer = client.post(url("autosave", world.pupil.pk), {"key": mine.pk, "facts": "x"}).json()
    assert answer["state"] == "elsewhere"
    assert "kanarie" not in str(answer)
    assert kept() == {"facts": "kanarie"}


def test_saving_asks_whether_it_can_and_gives_a_token_after_logging_in_again(world) -> None:
    client = Client(enforce_csrf_checks=True)
    address = url("autosave", world.pupil.pk)
    login(client, world.teacher)
    token = client.get(address).json()["csrf"]
    client.logout()
    assert client.post(address, {"csrfmiddlewaretoken": token}).status_code in {302, 403}
    assert client.get(address).status_code == 302
    login(client, world.teacher)
    given = {"key": str(uuid7()), "facts": "Weer terug", "changed": "facts"}
    assert client.post(address, given | {"csrfmiddlewaretoken": "oud"}).status_code == 403
    fresh = client.get(address).json()["csrf"]
    answer = client.post(address, given | {"csrfmiddlewaretoken": fresh})
    assert answer.json()["state"] == "saved"


def test_draft_of_a_correction_goes_on_where_it_stopped_and_goes_with_the_version(
    teacher, world
) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Een", place="Klas")
    page = url("correct_signal", signal.pk)
    one = Window(teacher, page, url("autosave_correction", signal.pk))
    one.type(facts="Twee", change_reason="Omdat")
    form = teacher.get(page).context["form"]
    assert (form["facts"].value(), form["place"].value()) == ("Twee", "Klas")
    assert str(Draft.objects.get().about) == str(signal.pk)
    sent = {name: form[name].value() or "" for name in form.fields}
    assert teacher.post(page, sent | {"occurred_on": "2026-01-08"}).status_code == 302
    assert not Draft.objects.exists()
    assert signal.versions.get(number=2).facts == "Twee"


@pytest.mark.parametrize("name", ["complete_signal", "correct_signal"])
def test_todays_list_leads_back_to_the_page_on_which_it_was_written(
    teacher, world, name: str
) -> None:
    signal = make_signal(world.teacher, world.pupil)
    page = url(name, signal.pk)
    one = Window(teacher, page, url("autosave_correction", signal.pk))
    adding = {"adding": one.form["adding"].value()} if "adding" in one.form.fields else {}
    one.client.post(
        one.address,
        {"key": one.key, "draft": one.stamp, "changed": "action", "action": "Gebeld.", "number": 1}
        | adding,
    )
    assert kept()["number"] == "1"
    assert page in text_of(teacher.get("/"))
    assert teacher.get(page).context["form"]["action"].value() == "Gebeld."


def test_each_form_has_its_own_draft(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    other = make_signal(world.teacher, world.pupil)
    for form, about in [(F.SIGNAL, None), (F.CORRECTION, signal), (F.CORRECTION, other)]:
        services.save_draft(
            actor=world.teacher,
            pupil=world.pupil,
            key=uuid7(),
            content={"facts": "x"},
            form=form,
            about=about,
        )
    assert Draft.objects.count() == 3
    page = text_of(teacher.get("/"))
    assert page.count("Maak de wijziging van een signaal") == 2
    correct(signal, world.teacher, facts="Anders")
    assert not Draft.objects.filter(about=signal.pk).exists()
    assert Draft.objects.count() == 2


def test_who_may_not_correct_keeps_no_draft_of_it(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    open_dossier(world.colleague, world.pupil)
    login(client, world.colleague)
    given = {"key": str(uuid7()), "facts": "x"}
    assert client.post(url("autosave_correction", signal.pk), given).status_code == 403
    assert not Draft.objects.exists()


def test_list_and_text_that_are_too_long_are_refused(world) -> None:
    for content in ({"kinds": ["x" * 30_000]}, {"facts": "x" * 30_000}):
        with pytest.raises(Refused) as refused:
            services.save_draft(
                actor=world.teacher, pupil=world.pupil, key=uuid7(), content=content
            )
        assert refused.value.field in content


@pytest.mark.parametrize("stamp", ["", "a|b", "a|b|c|d", "|" * 200, "\x00|x|y"])
def test_stamp_that_is_none_is_no_stamp(teacher, world, stamp: str) -> None:
    assert Stamp.parse("a|b|c") == Stamp("a", "b", "c")
    given = {"key": str(uuid7()), "facts": "x", "draft": stamp}
    answer = teacher.post(url("autosave", world.pupil.pk), given).json()
    assert answer["state"] in {"saved", "refused"}
    assert not Signal.objects.exists()
