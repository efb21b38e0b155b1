"""The pages of the dossier: who gets in, what they show, how they refuse bad input."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.context import acting_as_system
from core.ids import uuid7
from core.workdays import today
from dossiers import events, services
from dossiers.models import Draft, FollowUp, HandOver, Opening, ParentContact, Signal, SignalVersion
from dossiers.services import SignalText
from tests.dossiers.helpers import (
    make_contact,
    make_follow_up,
    make_hand_over,
    make_signal,
    open_dossier,
    steps,
)
from tests.factories import login

HTML = "<script>alert('kanarie')</script><b>vet</b>"


def url(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def teacher(client, world):
    login(client, world.teacher)
    return client


# Who gets in


@pytest.mark.parametrize("name", ["teacher", "af", "manager"])
def test_dossier_opens_at_once_for_own_group_af_and_manager(client, world, name: str) -> None:
    login(client, world.user(name))
    response = client.get(url("dossier", world.pupil.pk))
    assert response.status_code == 200
    assert "purpose" not in response.context.get("form", {})
    looks = Event.objects.filter(action=events.DOSSIER_VIEWED, pupil_id=world.pupil.pk)
    assert [look.actor_id for look in looks] == [world.user(name).pk]


@pytest.mark.parametrize(
    "name",
    [
        "other_teacher",
        "other_af",
        "other_manager",
        "bestuur",
        "beheerder",
        "contactpersoon",
        "parent",
        "outsider",
    ],
)
def test_dossier_does_not_exist_for_anybody_else(client, world, name: str) -> None:
    signal = make_signal(world.teacher, world.pupil)
    login(client, world.user(name))
    assert client.get(url("dossier", world.pupil.pk)).status_code == 404
    assert client.get(url("signal", signal.pk)).status_code == 404
    assert client.get(url("correct_signal", signal.pk)).status_code == 404


def test_teacher_outside_the_group_states_a_purpose_first(client, world) -> None:
    make_signal(world.teacher, world.pupil, facts="kanarie-feit")
    login(client, world.colleague)
    page = url("dossier", world.pupil.pk)
    gate = client.get(page)
    assert gate.status_code == 200
    assert "kanarie-feit" not in text_of(gate)
    assert not Event.objects.filter(action=events.DOSSIER_VIEWED).exists()

    refused = client.post(url("open_with_purpose", world.pupil.pk), {"key": uuid7(), "next": page})
    assert refused.status_code == 422
    assert not Opening.objects.exists()

    given = {"key": uuid7(), "purpose": "replacing", "next": page}
    for _repeat in range(2):
        passed = client.post(url("open_with_purpose", world.pupil.pk), given)
        assert passed.status_code == 302
        assert passed["Location"] == page
    assert Opening.objects.count() == 1
    assert "kanarie-feit" in text_of(client.get(page))


def test_purpose_counts_for_twelve_hours_and_one_pupil(client, world) -> None:
    open_dossier(world.colleague, world.pupil)
    login(client, world.colleague)
    page = url("dossier", world.pupil.pk)
    assert "years" in client.get(page).context
    with acting_as_system():
        opening = Opening.objects.get()
        assert opening.valid_until - opening.opened_at < timedelta(hours=12, minutes=1)
    from time_machine import travel

    with travel(timezone.now() + timedelta(hours=12, minutes=1), tick=False):
        login(client, world.colleague)
        assert "years" not in client.get(page).context


def test_way_back_of_the_gate_is_never_another_site(client, world) -> None:
    login(client, world.colleague)
    given = {"key": uuid7(), "purpose": "support", "next": "https://evil.example/"}
    passed = client.post(url("open_with_purpose", world.pupil.pk), given)
    assert passed["Location"] == url("dossier", world.pupil.pk)


def test_gate_stands_before_every_page_and_refuses_what_is_posted(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    login(client, world.colleague)
    for address in [
        url("signal_step", world.pupil.pk, 1),
        url("log_contact", world.pupil.pk),
        url("set_follow_up", world.pupil.pk),
        url("hand_over", world.pupil.pk),
        url("signal", signal.pk),
        url("link_signal", signal.pk),
    ]:
        assert client.get(address).templates[0].name == "dossiers/gate.html", address
    step = client.post(url("signal_step", world.pupil.pk, 1), {"key": uuid7(), **steps()[1]})
    assert step.status_code == 403
    assert client.post(url("autosave", world.pupil.pk, 1), {"key": uuid7()}).status_code == 403
    assert not Draft.objects.exists()


def test_grant_opens_a_dossier_until_its_last_day(client, world) -> None:
    from schools.grants import grant

    given = {"user": world.outsider, "permission": "view_dossier", "obj": world.pupil}
    made = grant(actor=world.manager, reason="Vervanging", expires_on=today(), **given)
    login(client, world.outsider)
    assert "years" in client.get(url("dossier", world.pupil.pk)).context
    assert client.get(url("signal_step", world.pupil.pk, 1)).status_code == 403
    made.expires_on = today() - timedelta(days=1)
    made.save()
    assert client.get(url("dossier", world.pupil.pk)).status_code == 404


# The dossier page


def fill(world, count: int) -> None:
    last = None
    for n in range(count):
        signal = make_signal(world.teacher, world.pupil, days_ago=n)
        services.correct_signal(
            actor=world.teacher,
            signal=signal,
            key=uuid7(),
            number=1,
            reason="r",
            text=SignalText(facts=f"Versie {n}"),
        )
        if last is not None:
            services.link_signals(
                actor=world.teacher, later=last, earlier=signal, kind="confirms", key=uuid7()
            )
        last = signal
        services.disclose_signal(actor=world.af, signal=signal, number=2)
        make_contact(world.teacher, world.pupil, signal=signal)
        done = make_follow_up(world.teacher, world.pupil)
        services.finish_follow_up(actor=world.teacher, follow_up=done, result="r")
        make_follow_up(world.teacher, world.pupil)
        made = make_hand_over(world.teacher, world.pupil, signals=[signal])
        services.take_over(actor=world.af, hand_over=made)


def queries_of(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_dossier_of_200_entries_takes_as_many_queries_as_one_of_5(teacher, world) -> None:
    address = url("dossier", world.pupil.pk)
    fill(world, 1)
    few = queries_of(teacher, address)
    fill(world, 49)
    assert queries_of(teacher, address) == few
    shown = teacher.get(address).context["years"]
    assert sum(len(year.entries) for year in shown) == 200


def test_newest_comes_first_within_its_school_year(teacher, world) -> None:
    make_signal(world.teacher, world.pupil, days_ago=500, facts="oud")
    make_signal(world.teacher, world.pupil, facts="nieuw")
    make_signal(world.teacher, world.pupil, days_ago=1, facts="gisteren")
    years = teacher.get(url("dossier", world.pupil.pk)).context["years"]
    facts = [entry.record.current.facts for year in years for entry in year.entries]
    assert facts == ["nieuw", "gisteren", "oud"]
    assert len(years) >= 2


def test_fact_hearsay_and_view_stand_apart_and_html_stays_text(teacher, world) -> None:
    make_signal(
        world.teacher,
        world.pupil,
        facts=HTML,
        hearsay=HTML,
        hearsay_source=HTML,
        hearsay_consent=True,
        interpretation=HTML,
        action=HTML,
        agreement=HTML,
        place=HTML,
    )
    page = text_of(teacher.get(url("dossier", world.pupil.pk)))
    assert HTML not in page
    assert page.count("&lt;b&gt;vet") >= 7
    for kind in ("fact-seen", "fact-heard", "fact-thought"):
        assert kind in page


def test_correction_shows_its_number_and_the_earlier_version_is_readable(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Maandag")
    services.correct_signal(
        actor=world.teacher,
        signal=signal,
        key=uuid7(),
        number=1,
        reason="Verkeerde dag",
        text=SignalText(facts="Dinsdag"),
    )
    assert "versie 2" in text_of(teacher.get(url("dossier", world.pupil.pk)))
    page = text_of(teacher.get(url("signal", signal.pk)))
    for words in ("Maandag", "Dinsdag", "Verkeerde dag"):
        assert words in page
    assert Event.objects.filter(action=events.SIGNAL_VIEWED).count() == 1


def test_link_is_shown_on_both_signals(teacher, world) -> None:
    earlier = make_signal(world.teacher, world.pupil, days_ago=3)
    later = make_signal(world.teacher, world.pupil)
    given = {"key": uuid7(), "earlier": earlier.pk, "kind": "refutes"}
    for _repeat in range(2):
        assert teacher.post(url("link_signal", later.pk), given).status_code == 302
    page = text_of(teacher.get(url("dossier", world.pupil.pk)))
    assert "Later weerlegd" in page
    assert "Weerlegt" in page
    assert teacher.post(url("link_signal", later.pk), {"key": uuid7()}).status_code == 422


def test_hand_overs_show_to_their_maker_af_and_manager_only(client, world) -> None:
    make_hand_over(world.teacher, world.pupil, reason="kanarie-reden")
    open_dossier(world.colleague, world.pupil)
    for name, seen in [("teacher", True), ("af", True), ("manager", True), ("colleague", False)]:
        login(client, world.user(name))
        page = text_of(client.get(url("dossier", world.pupil.pk)))
        assert ("kanarie-reden" in page) is seen, name
        detail = client.get(url("hand_over_detail", HandOver.objects.get().pk))
        assert detail.status_code == (200 if seen else 404)


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
    assert response["Location"] == f"{url('dossier', world.pupil.pk)}#e-{signal.pk}"
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
    found = teacher.get(url("pick_pupil"), {"q": "zoe hoen"}).context["pupils"]
    assert found == [world.second_pupil]
    assert not teacher.get(url("pick_pupil"), {"q": "bram"}).context["pupils"]


def test_picking_takes_as_many_queries_for_40_pupils_as_for_2(teacher, world) -> None:
    from tests.factories import make_pupil

    address = url("pick_pupil") + "?q=o"
    few = queries_of(teacher, address)
    for _number in range(40):
        make_pupil(world.school, world.group, "Noor")
    assert queries_of(teacher, address) == few


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
    given = {"key": uuid7(), "number": 1, "facts": "Drie", "change_reason": "Omdat"}
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
    assert client.get(url("disclose_signal", signal.pk)).status_code == 403
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
