"""The other pages: contacts, evaluations, hand-over, corrections, parents, who looked."""

import json
from datetime import timedelta
from typing import Any

import pytest

from audit.models import Event
from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import FollowUp, HandOver, ParentContact, SignalVersion
from dossiers.services import SignalText
from tests.dossiers.helpers import (
    make_hand_over,
    make_signal,
    open_dossier,
)
from tests.dossiers.pages import fill, text_of, url
from tests.factories import login

# Other forms


def contact(**changed: Any) -> dict[str, Any]:
    given = {
        "key": uuid7(),
        "happened_on": today().isoformat(),
        "happened_at": "",
        "channel": "talk",
        "spoken_with": "moeder",
        "about": "De jas",
        "agreed": "Morgen een jas",
        "signal": "",
    }
    return given | changed


def test_contact_posted_twice_is_one_contact(teacher, world) -> None:
    given = contact()
    for _repeat in range(2):
        assert teacher.post(url("log_contact", world.pupil.pk), given).status_code == 302
    assert ParentContact.objects.get().about == "De jas"
    assert "Morgen een jas" in text_of(teacher.get(url("dossier", world.pupil.pk)))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"channel": "duif"}, "channel"),
        ({"spoken_with": ""}, "spoken_with"),
        ({"about": "x" * 100_000}, "about"),
        ({"signal": "0190b0b0-0000-7000-8000-000000000000"}, "signal"),
        ({"key": "geen sleutel"}, "key"),
    ],
)
def test_bad_contact_says_why_by_the_field(teacher, world, changed: Any, field: str) -> None:
    response = teacher.post(url("log_contact", world.pupil.pk), contact(**changed))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not ParentContact.objects.exists()


def test_signal_of_another_pupil_cannot_be_chosen(teacher, world) -> None:
    other = make_signal(world.colleague, world.second_pupil)
    response = teacher.post(url("log_contact", world.pupil.pk), contact(signal=str(other.pk)))
    assert response.status_code == 422


def test_evaluation_is_set_and_finished_on_its_pages(teacher, world) -> None:
    due = today() + timedelta(days=14)
    given = {
        "key": uuid7(),
        "due_on": due.isoformat(),
        "what": "Jas?",
        "assignee": world.teacher.pk,
    }
    for _repeat in range(2):
        assert teacher.post(url("set_follow_up", world.pupil.pk), given).status_code == 302
    made = FollowUp.objects.get()
    assert (made.due_on, made.assignee) == (due, world.teacher)
    address = url("finish_follow_up", made.pk)
    assert "Jas?" in text_of(teacher.get(address))
    assert teacher.post(address, {"result": ""}).status_code == 422
    for _repeat in range(2):
        assert teacher.post(address, {"result": "Beter"}).status_code == 302
    assert teacher.post(address, {"result": "Toch niet"}).status_code == 422
    assert FollowUp.objects.get().result == "Beter"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"what": ""}, "what"),
        ({"assignee": "0"}, "assignee"),
        ({"assignee": "x"}, "assignee"),
    ],
)
def test_bad_evaluation_says_why_by_the_field(teacher, world, changed: Any, field: str) -> None:
    due = (today() + timedelta(days=1)).isoformat()
    given = {"key": uuid7(), "due_on": due, "what": "x", "assignee": world.teacher.pk} | changed
    response = teacher.post(url("set_follow_up", world.pupil.pk), given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not FollowUp.objects.exists()


def test_hand_over_is_made_once_and_a_second_one_shows_the_first(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    address = url("hand_over", world.pupil.pk)
    given = {"key": uuid7(), "reason": "Het wordt erger", "signals": [signal.pk], "acute": "on"}
    for _repeat in range(2):
        assert teacher.post(address, given).status_code == 302
    made = HandOver.objects.get()
    assert made.acute
    assert list(made.signals.all()) == [signal]
    assert url("hand_over_detail", made.pk) in text_of(teacher.get(address))
    second = teacher.post(address, {"key": uuid7(), "reason": "kanarie-getypt"})
    assert second.status_code == 422
    assert "kanarie-getypt" in text_of(second)
    assert HandOver.objects.count() == 1
    assert "Wacht op de AF HGKM" in text_of(teacher.get(url("hand_overs")))


def test_maker_follows_a_hand_over_that_was_taken(teacher, world) -> None:
    made = make_hand_over(world.teacher, world.pupil)
    services.take_over(actor=world.af, hand_over=made)
    assert str(world.af) in text_of(teacher.get(url("hand_overs")))


def test_correction_of_two_people_at_once_keeps_the_typed_text(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Een")
    form = teacher.get(url("correct_signal", signal.pk)).context["form"]
    assert form["facts"].value() == "Een"
    services.correct_signal(
        actor=world.af,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="r",
        text=SignalText(facts="Twee"),
    )
    given = {
        "key": uuid7(),
        "number": 1,
        "facts": "Drie",
        "change_reason": "Omdat",
        "occurred_on": today().isoformat(),
        "kinds": ["care"],
    }
    lost = teacher.post(url("correct_signal", signal.pk), given)
    assert lost.status_code == 422
    assert "Twee" in text_of(lost)
    assert lost.context["form"]["facts"].value() == "Drie"
    again = {**given, "number": lost.context["form"]["number"].value()}
    for _repeat in range(2):
        assert teacher.post(url("correct_signal", signal.pk), again).status_code == 302
    assert SignalVersion.objects.count() == 3


def test_colleague_cannot_correct_anothers_signal(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    open_dossier(world.colleague, world.pupil)
    login(client, world.colleague)
    assert client.get(url("correct_signal", signal.pk)).status_code == 403


# Parents, and who looked


def test_af_reads_the_signal_as_parents_would_and_opens_it(client, world) -> None:
    signal = make_signal(
        world.teacher,
        world.pupil,
        facts="Zoë 't Hoen duwde Noor.",
        hearsay="Ruzie",
        hearsay_source="kanarie-bron",
        hearsay_consent=True,
    )
    login(client, world.teacher)
    assert "Een ander kind duwde Noor." in text_of(client.get(url("disclose_signal", signal.pk)))
    assert client.post(url("disclose_signal", signal.pk), {"number": 1}).status_code == 403
    login(client, world.af)
    preview = text_of(client.get(url("disclose_signal", signal.pk)))
    assert "Een ander kind duwde Noor." in preview
    assert "kanarie-bron" not in preview
    for _repeat in range(2):
        response = client.post(url("disclose_signal", signal.pk), {"number": 1})
        assert response.status_code == 302
    assert signal.disclosures.count() == 1
    assert "Open voor ouders" in text_of(client.get(url("dossier", world.pupil.pk)))


def test_disclosing_what_was_corrected_meanwhile_shows_it_again(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="r",
        text=SignalText(facts="Anders"),
    )
    login(client, world.manager)
    again = client.post(url("disclose_signal", signal.pk), {"number": 1})
    assert again.status_code == 422
    assert "Anders" in text_of(again)
    number = again.context["form"]["number"].value()
    assert client.post(url("disclose_signal", signal.pk), {"number": number}).status_code == 302


def test_af_and_manager_see_who_looked_and_why_and_teachers_do_not(client, world) -> None:
    login(client, world.colleague)
    given = {"key": uuid7(), "purpose": "replacing"}
    client.post(url("open_with_purpose", world.pupil.pk), given)
    client.get(url("dossier", world.pupil.pk))
    login(client, world.teacher)
    assert client.get(url("looks", world.pupil.pk)).status_code == 403
    login(client, world.af)
    page = text_of(client.get(url("looks", world.pupil.pk)))
    assert str(world.colleague) in page
    assert "Ik vervang de leerkracht" in page


def test_audit_rows_of_all_this_hold_no_text_and_no_name(teacher, world) -> None:
    fill(world, 2)
    teacher.get(url("dossier", world.pupil.pk))
    details = json.dumps(list(Event.objects.values_list("detail", flat=True)))
    for word in ("Versie", "moeder", world.pupil.last_name, str(world.teacher)):
        assert word not in details


def test_first_signal_has_nothing_to_link_to_and_a_dossier_without_signals_can_be_handed_over(
    teacher, world
) -> None:
    address = url("hand_over", world.pupil.pk)
    assert "signals" not in teacher.get(address).context["form"].fields
    assert teacher.post(address, {"key": uuid7(), "reason": "Zorg"}).status_code == 302
    signal = make_signal(world.teacher, world.pupil)
    assert "Er is geen eerder signaal" in text_of(teacher.get(url("link_signal", signal.pk)))
