"""A signal, quick or in full: drafts, going back, doing it twice, and every bad input (D1, D2, D4, D5)."""

from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Draft, Signal
from tests.dossiers.helpers import FURTHER, full, make_signal, steps
from tests.dossiers.pages import queries_of, text_of, url
from tests.factories import login

# Writing a signal


def write(client, pupil: Any, **changed: dict[str, Any]) -> Any:
    """Fill in the two pages of a quick signal; `changed` by 'step_1' and 'step_2'."""
    response = None
    for number, fields in steps().items():
        address = url("signal_step", pupil.pk, number)
        key = client.get(address).context["form"]["key"].value()
        data = {"key": key, **fields, **changed.get(f"step_{number}", {})}
        response = client.post(address, data)
        if response.status_code != 302:
            return response
    return response


def write_in_full(client, pupil: Any, **changed: Any) -> Any:
    """Fill in the page with everything."""
    address = url("signal_full", pupil.pk)
    key = client.get(address).context["form"]["key"].value()
    return client.post(address, {"key": key, **full(), **changed})


def test_quick_signal_is_logged_on_two_pages_and_says_what_can_follow(teacher, world) -> None:
    response = write(teacher, world.pupil)
    signal = Signal.objects.get()
    assert response["Location"] == url("signal_saved", signal.pk)
    version = signal.current
    assert (version.facts, version.place) == ("Kwam drie dagen zonder eten.", "Klas")
    assert (version.number, version.change) == (1, "first")
    assert signal.kinds == ["care", "behaviour"]
    assert not Draft.objects.exists()
    page = text_of(teacher.get(response["Location"]))
    assert "Ouders lezen dit na een gesprek erover" in page
    for name in ("complete_signal", "log_contact", "set_follow_up", "hand_over"):
        about = signal.pk if name == "complete_signal" else world.pupil.pk
        assert url(name, about) in page


def test_the_day_on_which_parents_read_it_is_for_the_af(client, world) -> None:
    """That no clock opens a signal would tell a teacher of a case (R1; ADR 8)."""
    login(client, world.teacher)
    plain = write(client, world.pupil)["Location"]
    sensitive = write(client, world.pupil, step_2={"kinds": ["violence"]})["Location"]
    day = date_format(Signal.objects.all()[0].disclosureterms.get().due_on, "j F Y")
    for address in (plain, sensitive):
        page = text_of(client.get(address))
        assert "Ouders lezen dit na een gesprek erover" in page
        assert day not in page
    login(client, world.af)
    assert f"Ouders lezen dit vanaf {day}." in text_of(client.get(plain))
    assert "De AF HGKM beslist" in text_of(client.get(sensitive))


def test_last_page_sent_twice_is_one_signal(teacher, world) -> None:
    write(teacher, world.pupil)
    signal = Signal.objects.get()
    again = teacher.post(url("signal_step", world.pupil.pk, 2), {"key": signal.pk, **steps()[2]})
    assert again["Location"] == url("signal_saved", signal.pk)
    assert Signal.objects.count() == 1
    assert not Draft.objects.exists()


def test_full_entry_keeps_everything_apart(teacher, world) -> None:
    response = write_in_full(teacher, world.pupil)
    signal = Signal.objects.get()
    assert response["Location"] == url("signal_saved", signal.pk)
    version = signal.current
    for name in FURTHER:
        assert str(getattr(version, name) or "") == {"hearsay_consent": "True"}.get(
            name, FURTHER[name]
        )
    page = text_of(teacher.get(response["Location"]))
    assert "<blockquote" in page
    assert "Ik heb geen brood." in page
    assert "dr. B., kinderarts, maart (BIG-geregistreerd)" in page
    assert "Verteld door: tante" in page
    assert url("complete_signal", signal.pk) not in page  # nothing is left open


def test_full_entry_goes_on_with_what_the_quick_page_holds(teacher, world) -> None:
    first = url("signal_step", world.pupil.pk, 1)
    go = teacher.post(first, {"key": uuid7(), **steps()[1], "go": "full"})
    assert go["Location"] == url("signal_full", world.pupil.pk)
    assert teacher.get(go["Location"]).context["form"]["facts"].value() == steps()[1]["facts"]
    back = {"key": uuid7(), "hearsay": "Half", "go": "back"}
    assert teacher.post(go["Location"], back)["Location"] == first


def test_quick_page_leads_to_the_full_one_when_what_is_wrong_stands_there(teacher, world) -> None:
    address = url("signal_full", world.pupil.pk)
    teacher.post(address, {"key": uuid7(), **full(), "hearsay_source": "", "go": "later"})
    response = teacher.post(
        url("signal_step", world.pupil.pk, 2), {"key": uuid7(), "kinds": "care"}
    )
    assert response["Location"] == f"{address}?check"
    page = teacher.get(response["Location"])
    assert set(page.context["form"].errors) == {"hearsay_source"}
    assert not Signal.objects.exists()


def test_first_page_is_filled_in_with_day_time_and_the_group_or_the_last_place(
    teacher, world
) -> None:
    address = url("signal_step", world.pupil.pk, 1)
    form = teacher.get(address).context["form"]
    assert form["occurred_on"].value() == today()
    assert form["occurred_at"].value() is not None
    assert form["place"].value() == "Groep 5a"
    make_signal(world.teacher, world.pupil, place="bij het hek")
    make_signal(world.af, world.pupil, place="kamer van de IB-er")
    assert teacher.get(address).context["form"]["place"].value() == "bij het hek"


def test_each_kind_says_what_belongs_under_it(teacher, world) -> None:
    first = url("signal_step", world.pupil.pk, 1)
    teacher.post(first, {"key": uuid7(), **steps()[1]})
    page = teacher.get(url("signal_step", world.pupil.pk, 2)).content.decode()
    assert page.count('class="choice-help"') == len(Signal.Kind)


def test_draft_survives_logging_out_and_shows_when_it_was_saved(client, world) -> None:
    login(client, world.teacher)
    address = url("signal_step", world.pupil.pk, 1)
    key = client.get(address).context["form"]["key"].value()
    saved = client.post(url("autosave", world.pupil.pk), {"key": key, "facts": "half een zin"})
    now = timezone.localtime().strftime("%H:")
    assert f"Bewaard om {now}" in saved.json()["message"]
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
    first, second = (url("signal_step", world.pupil.pk, number) for number in (1, 2))
    later = teacher.post(first, {"key": uuid7(), "facts": "half", "go": "later"})
    assert later["Location"] == url("dossier", world.pupil.pk)
    assert "half" in text_of(teacher.get(first))
    back = teacher.post(second, {"key": uuid7(), "kinds": ["care"], "go": "back"})
    assert back["Location"] == first
    assert teacher.get(second).context["form"]["kinds"].value() == ["care"]


def test_last_page_leads_to_the_first_when_that_is_not_right_yet(teacher, world) -> None:
    first = url("signal_step", world.pupil.pk, 1)
    teacher.post(first, {"key": uuid7(), "facts": "", "occurred_on": "x", "go": "later"})
    response = teacher.post(url("signal_step", world.pupil.pk, 2), {"key": uuid7(), **steps()[2]})
    assert response["Location"] == f"{first}?check"
    page = teacher.get(response["Location"])
    assert set(page.context["form"].errors) == {"facts", "occurred_on"}
    assert not Signal.objects.exists()


def test_second_page_without_draft_starts_at_the_first_and_a_third_does_not_exist(
    teacher, world
) -> None:
    assert teacher.get(url("signal_step", world.pupil.pk, 2))["Location"] == url(
        "signal_step", world.pupil.pk, 1
    )
    assert teacher.get(url("signal_step", world.pupil.pk, 3)).status_code == 404


def test_autosave_after_the_signal_was_logged_brings_no_draft_back(teacher, world) -> None:
    write(teacher, world.pupil)
    key = Signal.objects.get().pk
    answer = teacher.post(url("autosave", world.pupil.pk), {"key": key, "action": "laat"})
    assert answer.json()["state"] == "made"
    assert not Draft.objects.exists()


def test_draft_is_thrown_away_after_asking(teacher, world) -> None:
    write(teacher, world.pupil, step_2={"kinds": []})
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
    (2, {"kinds": []}, "kinds"),
    (2, {"kinds": ["nonsense"]}, "kinds"),
    (1, {"facts": ""}, "facts"),
    (1, {"facts": "x" * 100_000}, "facts"),
    (1, {"facts": "a\x00b"}, "facts"),
    (1, {"place": "p" * 201}, "place"),
]


@pytest.mark.parametrize(("number", "fields", "field"), BAD_STEPS)
def test_bad_page_says_why_by_the_field_keeps_the_text_and_changes_nothing(
    teacher, world, number: int, fields: dict[str, Any], field: str
) -> None:
    response = write(teacher, world.pupil, **{f"step_{number}": fields})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    for name, value in {**steps()[number], **fields}.items():
        assert response.context["form"][name].value() == value
    assert not Signal.objects.exists()


BAD_TEXTS = [
    ({"hearsay_source": ""}, "hearsay_source"),
    ({"hearsay_consent": ""}, "hearsay_consent"),
    ({"hearsay": ""}, "hearsay"),
    ({"diagnosis_by": ""}, "diagnosis_by"),
    ({"diagnosis_qualification": ""}, "diagnosis_qualification"),
    ({"diagnosis_qualification": "arts"}, "diagnosis_qualification"),
    ({"diagnosis": ""}, "diagnosis"),
    ({"others": "Sem Bakker"}, "others"),
    ({"others": "M., Sem"}, "others"),
    ({"agreement": ""}, "agreement"),
    ({"parents_informed": "misschien"}, "parents_informed"),
    ({"parents_informed_on": ""}, "parents_informed_on"),
    ({"parents_informed_on": "2999-01-01"}, "parents_informed_on"),
    ({"parents_informed": "no"}, "parents_not_informed_reason"),
]


@pytest.mark.parametrize(("fields", "field"), BAD_TEXTS)
def test_what_may_not_be_kept_is_refused_by_the_field(
    teacher, world, fields: dict[str, Any], field: str
) -> None:
    response = write_in_full(teacher, world.pupil, **fields)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    for name, value in {**FURTHER, **fields}.items():
        kept = response.context["form"][name].value()
        assert kept == (bool(value) if name == "hearsay_consent" else value)
    assert not Signal.objects.exists()


def test_hearsay_without_consent_is_refused_with_the_reason(teacher, world) -> None:
    response = write_in_full(teacher, world.pupil, hearsay_consent="")
    assert "als die persoon dat goedvindt" in text_of(response)


def test_parents_who_were_not_told_leave_it_to_the_af(client, world) -> None:
    login(client, world.teacher)
    untold = {"parents_informed": "no", "parents_not_informed_reason": "Dan is het kind in gevaar."}
    write_in_full(client, world.pupil, **untold)
    signal = Signal.objects.get()
    assert signal.disclosureterms.get().decide
    assert signal.current.parents_informed_on is None
    login(client, world.af)
    page = text_of(client.get(url("signal", signal.pk)))
    assert url("withhold_signal", signal.pk) in page


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
