"""The pages of the dossier: who gets in, what they show, how they refuse bad input."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.context import acting_as_system
from core.ids import uuid7
from core.workdays import today
from dossiers import events, services
from dossiers.models import Draft, HandOver, Opening
from dossiers.services import SignalText
from tests.dossiers.helpers import (
    make_hand_over,
    make_signal,
    open_dossier,
    steps,
)
from tests.dossiers.pages import fill, queries_of, text_of, url
from tests.factories import login

HTML = "<script>alert('kanarie')</script><b>vet</b>"


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
        url("signal_saved", signal.pk),
        url("signal_full", world.pupil.pk),
        url("autosave", world.pupil.pk),
    ]:
        assert client.get(address).templates[0].name == "dossiers/gate.html", address
    step = client.post(url("signal_step", world.pupil.pk, 1), {"key": uuid7(), **steps()[1]})
    assert step.status_code == 403
    assert client.post(url("autosave", world.pupil.pk), {"key": uuid7()}).status_code == 403
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


def test_dossier_of_200_entries_comes_in_pages_and_takes_no_more_queries(teacher, world) -> None:
    address = url("dossier", world.pupil.pk)
    fill(world, 1)
    few = queries_of(teacher, address)
    fill(world, 49)
    assert queries_of(teacher, address) <= few
    pages = [teacher.get(address, {"page": number}).context for number in range(1, 9)]
    seen = [entry.record.pk for page in pages for year in page["years"] for entry in year.entries]
    assert len(pages[0]["page"]) == 25
    assert len(set(seen)) == len(seen) == 200


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


@pytest.mark.parametrize(("name", "shown"), [("teacher", False), ("af", True), ("manager", True)])
def test_dossier_leads_who_may_to_the_access_of_a_stand_in(client, world, name, shown) -> None:
    login(client, world.user(name))
    page = text_of(client.get(url("dossier", world.pupil.pk)))
    address = reverse("schools:access", kwargs={"pupil": world.pupil.pk})
    assert (address in page) is shown


def test_page_promises_no_day_once_a_hand_over_waits(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    login(client, world.af)
    assert "Ouders lezen dit vanaf" in text_of(client.get(url("signal", signal.pk)))
    make_hand_over(world.teacher, world.pupil)
    page = text_of(client.get(url("signal", signal.pk)))
    assert "Ouders lezen dit vanaf" not in page
    assert "De AF HGKM beslist of en wanneer de ouders dit lezen." in page
