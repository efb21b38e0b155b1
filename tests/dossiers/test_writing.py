"""A signal in four steps: drafts, going back, doing it twice, and every bad input."""

from typing import Any

import pytest
from django.utils import timezone

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Draft, Signal
from tests.dossiers.helpers import (
    steps,
)
from tests.dossiers.pages import queries_of, text_of, url
from tests.factories import login

# Writing a signal


def write(client, pupil: Any, **changed: dict[str, Any]) -> Any:
    """Fill in the four steps; `changed` by 'step_1' and so on."""
    response = None
    for number, fields in steps().items():
        address = url("signal_step", pupil.pk, number)
        key = client.get(address).context["form"]["key"].value()
        data = {"key": key, **fields, **changed.get(f"step_{number}", {})}
        response = client.post(address, data)
        if response.status_code != 302:
            return response
    return response


def test_signal_is_logged_in_four_steps(teacher, world) -> None:
    response = write(teacher, world.pupil)
    signal = Signal.objects.get()
    assert response["Location"] == f"{url('dossier', world.pupil.pk)}?entry={signal.pk}#e-{signal.pk}"
    version = signal.current
    assert (version.facts, version.place) == ("Kwam drie dagen zonder eten.", "Klas")
    assert (version.hearsay, version.hearsay_source) == ("Er is ruzie thuis.", "tante")
    assert (version.interpretation, version.others) == ("Ik maak me zorgen.", "M., S.v.D.")
    assert signal.kinds == ["care", "behaviour"]
    assert not Draft.objects.exists()


def test_last_step_sent_twice_is_one_signal(teacher, world) -> None:
    write(teacher, world.pupil)
    signal = Signal.objects.get()
    again = teacher.post(url("signal_step", world.pupil.pk, 4), {"key": signal.pk, **steps()[4]})
    assert again.status_code == 302
    assert Signal.objects.count() == 1
    assert not Draft.objects.exists()


def test_first_step_is_filled_in_with_day_time_and_place(teacher, world) -> None:
    form = teacher.get(url("signal_step", world.pupil.pk, 1)).context["form"]
    assert form["occurred_on"].value() == today()
    assert form["occurred_at"].value() is not None
    assert form["place"].value() == "Groep 5a"


def test_draft_survives_logging_out_and_shows_when_it_was_saved(client, world) -> None:
    login(client, world.teacher)
    address = url("signal_step", world.pupil.pk, 1)
    key = client.get(address).context["form"]["key"].value()
    saved = client.post(url("autosave", world.pupil.pk, 1), {"key": key, "facts": "half een zin"})
    now = timezone.localtime().strftime("%H:")
    assert f"Bewaard om {now}" in text_of(saved)
    client.logout()
    login(client, world.teacher)
    page = client.get(address)
    assert "half een zin" in text_of(page)
    assert "Bewaard om" in text_of(page)
    assert not Signal.objects.exists()


def test_draft_is_for_its_writer_alone(client, world) -> None:
    services.save_draft(
        actor=world.teacher, pupil=world.pupil, key=uuid7(), content={"facts": "kanarie-concept"}
    )
    login(client, world.af)
    for address in [url("dossier", world.pupil.pk), url("signal_step", world.pupil.pk, 1)]:
        assert "kanarie-concept" not in text_of(client.get(address))
    assert client.get(url("discard_draft", Draft.objects.get().pk)).status_code == 404


def test_back_and_later_save_what_was_typed_without_checking_it(teacher, world) -> None:
    first = url("signal_step", world.pupil.pk, 1)
    teacher.post(first, {"key": uuid7(), **steps()[1]})
    second = url("signal_step", world.pupil.pk, 2)
    back = teacher.post(second, {"key": uuid7(), "hearsay": "half", "go": "back"})
    assert back["Location"] == first
    assert "half" in text_of(teacher.get(second))
    later = teacher.post(second, {"key": uuid7(), "hearsay": "meer", "go": "later"})
    assert later["Location"] == url("dossier", world.pupil.pk)
    assert "meer" in text_of(teacher.get(second))


def test_last_step_leads_to_the_step_that_is_not_right_yet(teacher, world) -> None:
    first = url("signal_step", world.pupil.pk, 1)
    teacher.post(first, {"key": uuid7(), **steps()[1]})
    teacher.post(
        url("signal_step", world.pupil.pk, 2), {"key": uuid7(), "hearsay": "x", "go": "back"}
    )
    response = teacher.post(url("signal_step", world.pupil.pk, 4), {"key": uuid7(), **steps()[4]})
    assert response["Location"] == f"{url('signal_step', world.pupil.pk, 2)}?check"
    page = teacher.get(response["Location"])
    assert set(page.context["form"].errors) == {"hearsay_source", "hearsay_consent"}
    assert not Signal.objects.exists()


def test_step_without_draft_starts_at_the_first_and_a_fifth_does_not_exist(teacher, world) -> None:
    assert teacher.get(url("signal_step", world.pupil.pk, 3))["Location"] == url(
        "signal_step", world.pupil.pk, 1
    )
    assert teacher.get(url("signal_step", world.pupil.pk, 5)).status_code == 404
    assert teacher.post(url("autosave", world.pupil.pk, 0), {}).status_code == 404


def test_autosave_after_the_signal_was_logged_brings_no_draft_back(teacher, world) -> None:
    write(teacher, world.pupil)
    key = Signal.objects.get().pk
    teacher.post(url("autosave", world.pupil.pk, 4), {"key": key, "action": "laat"})
    assert not Draft.objects.exists()


def test_autosave_of_a_text_that_is_too_long_says_so(teacher, world) -> None:
    given = {"key": uuid7(), "facts": "x" * 100_000}
    answer = teacher.post(url("autosave", world.pupil.pk, 1), given)
    assert "20000" in text_of(answer)
    assert not Draft.objects.exists()


def test_draft_is_thrown_away_after_asking(teacher, world) -> None:
    write(teacher, world.pupil, step_4={"agreement": "", "agreement_otherwise": "x"})
    draft = Draft.objects.get()
    address = url("discard_draft", draft.pk)
    assert teacher.get(address).status_code == 200
    assert Draft.objects.exists()
    assert teacher.post(address).status_code == 302
    assert not Draft.objects.exists()


BAD_STEPS = [
    (1, {"occurred_on": "2999-01-01"}, "occurred_on"),
    (1, {"occurred_on": "onzin"}, "occurred_on"),
    (1, {"occurred_on": "0001-01-01"}, "occurred_on"),
    (1, {"occurred_at": "23:59:59.9"}, "occurred_at"),
    (1, {"kinds": []}, "kinds"),
    (1, {"kinds": ["nonsense"]}, "kinds"),
    (1, {"facts": ""}, "facts"),
    (1, {"facts": "x" * 100_000}, "facts"),
    (1, {"facts": "a\x00b"}, "facts"),
    (1, {"place": "p" * 201}, "place"),
    (2, {"hearsay_source": ""}, "hearsay_source"),
    (2, {"hearsay_consent": ""}, "hearsay_consent"),
    (2, {"hearsay": ""}, "hearsay"),
    (3, {"others": "Sem Bakker"}, "others"),
    (3, {"others": "M., Sem"}, "others"),
    (4, {"agreement": "", "agreement_otherwise": "x"}, "agreement"),
]


@pytest.mark.parametrize(("number", "fields", "field"), BAD_STEPS)
def test_bad_step_says_why_by_the_field_keeps_the_text_and_changes_nothing(
    teacher, world, number: int, fields: dict[str, Any], field: str
) -> None:
    response = write(teacher, world.pupil, **{f"step_{number}": fields})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    for name, value in {**steps()[number], **fields}.items():
        kept = response.context["form"][name].value()
        assert kept == (bool(value) if name == "hearsay_consent" else value)
    assert not Signal.objects.exists()


def test_hearsay_without_consent_is_refused_with_the_reason(teacher, world) -> None:
    response = write(teacher, world.pupil, step_2={"hearsay_consent": ""})
    assert "als die persoon dat goedvindt" in text_of(response)


def test_form_without_csrf_token_is_refused(world) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    login(client, world.teacher)
    response = client.post(url("signal_step", world.pupil.pk, 1), {"key": uuid7(), **steps()[1]})
    assert response.status_code == 403
    assert not Draft.objects.exists()


def test_pupil_of_another_school_in_the_address_does_not_exist(teacher, world) -> None:
    foreign = world.foreign_pupil.pk
    for address in [
        url("signal_step", foreign, 1),
        url("log_contact", foreign),
        url("hand_over", foreign),
        url("looks", foreign),
    ]:
        assert teacher.get(address).status_code == 404
        assert teacher.post(address, {"key": uuid7()}).status_code == 404


def test_pupil_is_picked_from_the_own_group_or_by_any_part_of_the_name(teacher, world) -> None:
    own = teacher.get(url("pick_pupil")).context["pupils"]
    assert own == [world.pupil]
    found = teacher.post(url("pick_pupil"), {"q": "zoe hoen"}).context["pupils"]
    assert found == [world.second_pupil]
    assert not teacher.post(url("pick_pupil"), {"q": "bram"}).context["pupils"]


def test_picking_takes_as_many_queries_for_40_pupils_as_for_2(teacher, world) -> None:
    from tests.factories import make_pupil

    few = queries_of(teacher, url("pick_pupil"), search="o")
    for _number in range(40):
        make_pupil(world.school, world.group, "Noor")
    assert queries_of(teacher, url("pick_pupil"), search="o") == few
