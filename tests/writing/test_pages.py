"""The writing help on pages: for whom, what it shows, that it keeps nothing and stops nobody."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ids import uuid7
from core.workdays import today
from dossiers.models import Draft, ParentContact
from tests.dossiers.pages import text_of, url
from tests.factories import World, login, make_guardian, make_pupil, make_school
from tests.form_input import contents
from writing import selectors
from writing.models import Word

TEXT = "Zoë 't Hoen is een brutaal kind.\r\nZij komt altijd te laat."


def ask(client: Any, world: World, text: str = TEXT, **more: Any) -> Any:
    address = reverse("writing:check", args=[world.pupil.pk])
    return client.post(address, {"field": "facts", "facts": text} | more)


@pytest.fixture
def teacher(client: Any, world: World) -> Any:
    login(client, world.teacher)
    return client


@pytest.fixture
def manager(client: Any, world: World) -> Any:
    login(client, world.manager)
    return client


def test_marks_tell_kind_reason_and_what_to_write_instead(teacher: Any, world: World) -> None:
    page = text_of(ask(teacher, world))
    assert "1 naam en 2 woorden" in page
    assert "<mark>brutaal</mark>" in page
    assert "oordeel" in page
    assert "Wat brutaal is, verschilt per mens." in page
    assert 'data-writing-replace="0-11"' in page
    assert "Vervang Zoë &#x27;t Hoen door Z.t.H." in page


def test_places_are_counted_as_a_browser_does(teacher: Any, world: World) -> None:
    page = text_of(ask(teacher, world, "😀\r\n😀 Zoë en Zoë"))
    assert 'data-writing-replace="6-9,13-16"' in page


def test_own_name_parents_and_a_clean_text_get_no_answer(teacher: Any, world: World) -> None:
    assert text_of(ask(teacher, world, "Noor van Dijk viel.")).strip() == ""
    assert text_of(ask(teacher, world, "")).strip() == ""
    assert text_of(teacher.post(reverse("writing:check", args=[world.pupil.pk]))).strip() == ""


def test_names_of_another_school_stay_unknown(teacher: Any, world: World) -> None:
    assert text_of(ask(teacher, world, "Bram de Boer viel.")).strip() == ""


def test_markup_stays_text(teacher: Any, world: World) -> None:
    page = text_of(ask(teacher, world, "<script>alert(1)</script> brutaal"))
    assert "<script>" not in page


def test_pupil_of_another_school_is_not_found(teacher: Any, world: World) -> None:
    address = reverse("writing:check", args=[world.foreign_pupil.pk])
    assert teacher.post(address, {"field": "facts", "facts": TEXT}).status_code == 404


def test_without_a_cause_nothing_is_told(client: Any, world: World) -> None:
    login(client, world.colleague)
    assert ask(client, world).status_code == 403


def test_a_check_keeps_and_logs_nothing(
    teacher: Any, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = contents()
    assert ask(teacher, world).status_code == 200
    assert contents() == before
    assert "brutaal" not in caplog.text


def test_a_text_without_end_is_read_as_far_as_a_narrative_may_go(
    teacher: Any, world: World
) -> None:
    page = text_of(ask(teacher, world, "x " * 10_000 + "brutaal"))
    assert "brutaal" not in page


def test_a_check_takes_as_many_queries_in_a_larger_school(teacher: Any, world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(teacher, world).status_code == 200
        return len(captured)

    count()
    few = count()
    for _n in range(5):
        make_guardian(make_pupil(world.school))
    assert count() == few


def test_a_letter_of_the_school_is_checked_for_every_name(teacher: Any, world: World) -> None:
    address = reverse("writing:check_school", args=[world.school.pk])
    page = text_of(teacher.post(address, {"field": "text", "text": "Beste Noor van Dijk,"}))
    assert "Vervang Noor van Dijk door N.v.D." in page
    elsewhere = reverse("writing:check_school", args=[world.other_school.pk])
    assert teacher.post(elsewhere).status_code == 404


def test_a_form_about_a_pupil_has_the_help_below_its_narratives(teacher: Any, world: World) -> None:
    page = text_of(teacher.get(url("log_contact", world.pupil.pk)))
    address = reverse("writing:check", args=[world.pupil.pk])
    assert f'hx-post="{address}"' in page
    assert 'aria-live="polite"' in page
    assert "js/writing.js" in page
    assert page.index('class="btn btn-primary"') < page.index('name="check"')


def test_without_javascript_a_button_shows_the_marks_and_saves_nothing(
    teacher: Any, world: World
) -> None:
    address = url("log_contact", world.pupil.pk)
    sent = {"key": str(uuid7()), "happened_on": str(today()), "about": TEXT, "check": "1"}
    before = contents()
    response = teacher.post(address, sent)
    page = text_of(response)
    assert response.status_code == 200
    assert "<mark>brutaal</mark>" in page
    assert "Zij komt altijd te laat." in page
    assert "data-error-summary" not in page
    assert contents() == before
    assert not ParentContact.objects.exists()


def test_asking_about_a_clean_text_gets_an_answer(teacher: Any, world: World) -> None:
    response = teacher.post(url("log_contact", world.pupil.pk), {"about": "Goed.", "check": "1"})
    assert "Niets gevonden" in text_of(response)


def test_the_wizard_shows_marks_too(teacher: Any, world: World) -> None:
    response = teacher.post(url("signal_step", world.pupil.pk, 1), {"facts": TEXT, "check": "1"})
    assert response.status_code == 200
    assert "<mark>brutaal</mark>" in text_of(response)
    assert not Draft.objects.exists()


def test_a_look_at_the_words_does_not_make_an_older_window_the_newest(
    teacher: Any, world: World
) -> None:
    behind = f"{world.teacher.pk}|window|2020"
    sent = {"facts": TEXT, "check": "1", "draft": behind}
    response = teacher.post(url("signal_step", world.pupil.pk, 1), sent)
    assert str(response.context["draft_stamp"]) == behind


def test_marks_stop_nobody_from_saving(teacher: Any, world: World) -> None:
    sent = {
        "key": str(uuid7()),
        "occurred_on": str(today()),
        "kinds": "behaviour",
        "facts": "Zoë 't Hoen is een brutale dader.",
        "go": "next",
    }
    assert teacher.post(url("signal_step", world.pupil.pk, 1), sent).status_code == 302
    assert Draft.objects.exists()


def test_the_list_shows_a_kind_at_a_time(manager: Any, world: World) -> None:
    page = text_of(manager.get(reverse("writing:words")))
    assert "brutaal" in page
    assert 'id="w-dader"' not in page
    avoid = text_of(manager.get(reverse("writing:words"), {"soort": "avoid"}))
    assert 'id="w-dader"' in avoid
    assert "wordt gemarkeerd" in avoid


def test_a_list_without_words_says_what_to_do(
    manager: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "words_for", lambda board: [])
    page = text_of(manager.get(reverse("writing:words")))
    assert "Geen woorden van deze soort" in page


def test_the_list_takes_as_many_queries_with_more_words(manager: Any, world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(reverse("writing:words")).status_code == 200
        return len(captured)

    count()
    before = count()
    for n in range(3):
        Word.objects.create(
            board=world.board, code=f"x{n}", kind="judging", term=f"x{n}", reason="X.",
            made_by=world.manager,
        )  # fmt: skip
    assert count() == before


def test_a_word_is_added_changed_and_switched_off(manager: Any, world: World) -> None:
    board = world.board.pk
    form = {"key": str(uuid7()), "kind": "judging", "term": "kribbig", "reason": "Een oordeel."}
    added = manager.post(reverse("writing:word_add", args=[board]), form, follow=True)
    assert "Het woord staat in de lijst." in text_of(added)
    word = selectors.word_for(world.board, "kribbig")
    address = reverse("writing:word", args=[board, "kribbig"])
    changed = form | {"key": str(uuid7()), "seen": str(word.pk), "reason": "Omdat het zo is."}
    assert manager.post(address, changed).status_code == 302
    page = text_of(manager.get(address))
    assert "Een oordeel." in page
    assert "Omdat het zo is." in page
    again = manager.post(address, changed | {"key": str(uuid7())})
    assert again.status_code == 422
    assert "Intussen wijzigde een collega dit woord." in text_of(again)
    manager.post(reverse("writing:word_off", args=[board, "kribbig"]))
    manager.post(reverse("writing:word_off", args=[board, "kribbig"]))
    assert not selectors.word_for(world.board, "kribbig").active
    manager.post(reverse("writing:word_on", args=[board, "kribbig"]))
    assert selectors.word_for(world.board, "kribbig").active


def test_a_switched_off_word_is_marked_no_more_at_the_schools_of_the_board(
    client: Any, world: World
) -> None:
    login(client, world.beheerder)
    client.post(reverse("writing:word_off", args=[world.board.pk, "brutaal"]))
    login(client, world.teacher)
    assert "brutaal</mark>" not in text_of(ask(client, world))


def test_a_word_that_cannot_be_looked_for_is_told_by_the_field(manager: Any, world: World) -> None:
    form = {"key": str(uuid7()), "kind": "judging", "term": "l*", "reason": "Een oordeel."}
    response = manager.post(reverse("writing:word_add", args=[world.board.pk]), form)
    assert response.status_code == 422
    assert "Zet minstens drie letters voor *" in text_of(response)


def test_list_of_another_board_does_not_exist(manager: Any, world: World) -> None:
    elsewhere = make_school().board.pk
    for address in (
        reverse("writing:word_add", args=[elsewhere]),
        reverse("writing:word", args=[elsewhere, "lui"]),
        reverse("writing:word", args=[world.board.pk, "bestaat-niet"]),
    ):
        assert manager.get(address).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "af", "bestuur", "contactpersoon", "outsider"])
def test_others_do_not_see_the_list(client: Any, world: World, who: str) -> None:
    login(client, world.user(who))
    assert client.get(reverse("writing:words")).status_code == 403


def test_who_keeps_two_boards_chooses_between_them(client: Any, world: World) -> None:
    from schools.roles import Role
    from tests.factories import make_wide_member

    second = make_school().board
    make_wide_member(world.beheerder, second, Role.BEHEERDER)
    login(client, world.beheerder)
    page = text_of(client.get(reverse("writing:words"), {"bestuur": second.pk}))
    assert f'href="?bestuur={second.pk}" aria-current="page"' in page
    assert f'href="?bestuur={world.board.pk}"' in page
