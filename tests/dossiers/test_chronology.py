"""One timeline of a dossier: what the reader may see, narrowed, drawn, printed and made as PDF."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from core import documents
from core.ids import uuid7
from core.models import Document
from core.workdays import school_year_label, today
from dossiers import events, selectors, services
from dossiers.documents import CHRONOLOGY
from dossiers.models import Opening, Signal, SignalVersion, Talk, TalkReport
from dossiers.selectors.chronology import ENTRIES_A_PAGE, Narrowing
from dossiers.timeline import Source, register_source, source_of
from dossiers.views.base import dossier_url
from incidents.models import Incident, Part
from schools.models import Membership, Pupil
from tests.dossiers.helpers import make_contact, make_follow_up, make_hand_over, make_signal
from tests.dossiers.pages import queries_of, text_of, url
from tests.factories import World, login, make_pupil
from tests.incidents.factories import make_incident
from tests.protocols.factories import finish_steps, make_run

PINNED = 36  # of which 12 are the frame of every page


def make_many(world: World, count: int) -> list[Signal]:
    """Write `count` signals at once, a day apart: through the services it would take minutes."""
    signals = [
        Signal(
            school=world.school,
            pupil=world.pupil,
            author=world.teacher,
            occurred_on=today() - timedelta(days=number),
            kinds=["care"],
        )
        for number in range(count)
    ]
    Signal.objects.bulk_create(signals)
    SignalVersion.objects.bulk_create(
        [
            SignalVersion(
                school=world.school,
                signal=signal,
                number=1,
                author=world.teacher,
                occurred_on=signal.occurred_on,
                kinds=["care"],
                facts=f"Kwam zonder jas, voor de {number}e keer.",
            )
            for number, signal in enumerate(signals)
        ]
    )
    return signals


def make_talk(world: World, days_ago: int = 3) -> Talk:
    day = today() - timedelta(days=days_ago)
    talk = Talk.objects.create(
        school=world.school,
        pupil=world.pupil,
        author=world.teacher,
        kind=Talk.Kind.REGULAR,
        state=Talk.State.HELD,
        planned_on=day,
        held_on=day,
        goal="Samen kijken wat helpt.",
    )
    TalkReport.objects.create(
        school=world.school,
        talk=talk,
        number=1,
        author=world.teacher,
        held_on=day,
        present="moeder, leerkracht",
        discussed="Het ontbijt en de jas.",
    )
    return talk


def fill_every_kind(world: World) -> dict[str, Any]:
    """Put one entry of every kind in the dossier of `world.pupil`."""
    follow_up = make_follow_up(world.teacher, world.pupil)
    services.finish_follow_up(actor=world.teacher, follow_up=follow_up, result="Het gaat beter.")
    run = make_run(world, pupil=world.pupil)
    finish_steps(run, world.af)
    return {
        "signal": make_signal(world.teacher, world.pupil),
        "contact": make_contact(world.teacher, world.pupil),
        "talk": make_talk(world),
        "follow_up": follow_up,
        "hand_over": make_hand_over(world.teacher, world.pupil),
        "incident": make_incident(
            world, pupils={world.pupil: Part.BEFELL}, reporter=world.colleague
        ),
        "step": run.steps.first(),
    }


def kinds_seen(pupil: Pupil, user: User) -> set[str]:
    return {place.kind for place in selectors.chronology(pupil, user).places}


def test_af_sees_every_kind_of_entry_and_a_teacher_only_what_is_theirs(world: World) -> None:
    made = fill_every_kind(world)
    assert kinds_seen(world.pupil, world.af) == set(made)
    # The incident was reported by somebody else, and a protocol is for AF HGKM and manager (R1).
    assert kinds_seen(world.pupil, world.teacher) == set(made) - {"incident", "step"}
    assert kinds_seen(world.pupil, world.other_af) == set()
    assert kinds_seen(world.second_pupil, world.af) == set()


def test_reporter_sees_the_own_incident_in_the_chronology(world: World) -> None:
    make_incident(world, pupils={world.pupil: Part.SAW}, reporter=world.teacher)
    assert kinds_seen(world.pupil, world.teacher) == {"incident"}
    assert kinds_seen(world.pupil, world.colleague) == set()


def test_page_draws_every_kind_of_entry(client: Client, world: World) -> None:
    fill_every_kind(world)
    login(client, world.af)
    page = text_of(client.get(url("dossier", world.pupil.pk)))
    for piece in (
        "Kwam zonder jas en zonder eten.",
        "De jas.",
        "Het ontbijt en de jas.",
        "Het gaat beter.",
        "Gesprekken helpen niet.",
        "geduwd bij de schommel",
    ):
        assert piece in page


def test_planned_talk_and_replaced_contact_are_not_in_it(world: World) -> None:
    talk = make_talk(world)
    Talk.objects.filter(pk=talk.pk).update(state=Talk.State.PLANNED, held_on=None)
    contact = make_contact(world.teacher, world.pupil)
    later = type(contact)(
        school=world.school,
        pupil=world.pupil,
        author=world.teacher,
        happened_on=contact.happened_on,
        channel=contact.channel,
        spoken_with="vader",
        about="De jas en de tas.",
        replaces=contact,
        change_reason="Het was vader.",
    )
    later.save(force_insert=True)
    found = selectors.chronology(world.pupil, world.teacher)
    assert [place.key for place in found.places] == [later.pk]


def test_first_page_of_2000_entries_takes_as_many_queries_as_of_30(
    client: Client, world: World
) -> None:
    """One query for all places, and besides a number that doesn't grow."""
    login(client, world.teacher)
    address = url("dossier", world.pupil.pk)
    make_many(world, 30)
    few = queries_of(client, address)
    make_many(world, 1970)
    page = client.get(address)
    assert len(page.context["page"]) == ENTRIES_A_PAGE
    assert page.context["page"].paginator.count == 2000
    assert queries_of(client, address) == few
    assert few <= PINNED


def test_every_kind_together_takes_no_more_queries_for_many_than_for_one(
    client: Client, world: World
) -> None:
    fill_every_kind(world)
    login(client, world.af)
    address = url("dossier", world.pupil.pk)
    few = queries_of(client, address)
    for _ in range(5):
        make_signal(world.teacher, world.pupil)
        make_contact(world.teacher, world.pupil)
        make_talk(world)
        make_incident(world, pupils={world.pupil: Part.SAW})
    assert queries_of(client, address) <= few


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        (Narrowing(kind="contact"), {"contact"}),
        (Narrowing(signal_kind="care"), {"signal"}),
        (Narrowing(signal_kind="debt"), set()),
        (Narrowing(year="2019-2020"), set()),
        (Narrowing(), {"signal", "contact", "talk", "follow_up", "hand_over", "incident", "step"}),
    ],
)
def test_chronology_is_narrowed_by_kind_and_year(
    world: World, narrowing: Narrowing, expected: set[str]
) -> None:
    fill_every_kind(world)
    found = selectors.chronology(world.pupil, world.af).narrowed(narrowing)
    assert {place.kind for place in found.chosen} == expected


def test_chronology_is_narrowed_by_who_wrote(world: World) -> None:
    make_signal(world.teacher, world.pupil)
    mine = make_signal(world.af, world.pupil)
    found = selectors.chronology(world.pupil, world.teacher)
    assert [user.pk for user in found.authors()] == sorted(
        [world.teacher.pk, world.af.pk], key=lambda pk: str(User.objects.get(pk=pk))
    )
    chosen = found.narrowed(Narrowing(author=world.af.pk)).chosen
    assert [place.key for place in chosen] == [mine.pk]


def test_address_holds_codes_only_and_nonsense_narrows_nothing(
    teacher: Client, world: World
) -> None:
    make_signal(world.teacher, world.pupil)
    make_contact(world.teacher, world.pupil)
    address = url("dossier", world.pupil.pk)
    assert len(teacher.get(address, {"kind": "contact"}).context["page"]) == 1
    for nonsense in ({"kind": "x"}, {"author": "x"}, {"year": "1"}, {"signal_kind": "'"}):
        assert len(teacher.get(address, nonsense).context["page"]) == 2
    page = text_of(teacher.get(address, {"kind": "contact"}))
    assert "1 van 2" in page
    assert f'href="{address}"' in page  # clears the filters


def test_choice_that_fits_nothing_says_so_and_leads_back(teacher: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil)
    make_contact(world.af, world.pupil)
    page = teacher.get(
        url("dossier", world.pupil.pk), {"kind": "contact", "author": world.teacher.pk}
    )
    assert page.context["years"] == []
    assert "empty-state" in page.content.decode()


def test_earlier_school_years_are_a_click_away_with_how_many(teacher: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil)
    make_signal(world.teacher, world.pupil, days_ago=400)
    make_signal(world.teacher, world.pupil, days_ago=401)
    tabs = teacher.get(url("dossier", world.pupil.pk)).context["year_tabs"]
    assert [tab["badge"] for tab in tabs] == [3, 1, 2]
    earlier = school_year_label(today() - timedelta(days=400))
    page = teacher.get(url("dossier", world.pupil.pk) + tabs[2]["url"])
    assert page.context["chronology"].narrowing.year == earlier
    assert len(page.context["page"]) == 2


def test_frequency_counts_twelve_months_or_the_chosen_school_year(world: World) -> None:
    make_signal(world.teacher, world.pupil)
    make_signal(world.teacher, world.pupil, days_ago=400)
    found = selectors.chronology(world.pupil, world.teacher)
    months = found.months()
    assert len(months) == 12
    assert months[-1]["value"] == 1
    assert sum(month["value"] for month in months) == 1
    year = school_year_label(today() - timedelta(days=400))
    chosen = found.narrowed(Narrowing(year=year)).months()
    assert sum(month["value"] for month in chosen) == 1
    assert chosen[0]["label"].startswith("aug")


def test_link_to_an_entry_leads_to_the_page_on_which_it_stands(
    teacher: Client, world: World
) -> None:
    oldest = make_many(world, ENTRIES_A_PAGE * 2 + 3)[-1]
    address = dossier_url(world.pupil.pk, oldest.pk)
    assert address.endswith(f"?entry={oldest.pk}#e-{oldest.pk}")
    page = teacher.get(address.partition("#")[0])
    assert page.context["page"].number == 3
    assert f'id="e-{oldest.pk}"' in page.content.decode()
    assert teacher.get(address.partition("#")[0] + "&page=1").context["page"].number == 1
    nowhere = teacher.get(url("dossier", world.pupil.pk), {"entry": str(uuid.uuid4())})
    assert nowhere.context["page"].number == 1


def test_siblings_are_linked_and_ask_for_a_purpose_of_their_own(
    client: Client, world: World
) -> None:
    world.pupil.siblings.add(world.second_pupil, world.foreign_pupil)
    login(client, world.teacher)
    page = client.get(url("dossier", world.pupil.pk)).content.decode()
    link = f"{url('dossier', world.second_pupil.pk)}?purpose=sibling"
    assert link in page
    # A school where the reader does not work is not told of.
    assert str(world.foreign_pupil.pk) not in page
    gate = client.get(link)
    assert gate.templates[0].name == "dossiers/gate.html"
    assert gate.context["form"].initial["purpose"] == Opening.Purpose.SIBLING
    login(client, world.af)
    assert client.get(link).templates[0].name == "dossiers/dossier.html"


def test_print_shows_the_chosen_part_with_reader_and_moment_and_is_logged(
    teacher: Client, world: World
) -> None:
    make_signal(world.teacher, world.pupil, facts="Kanarie in de print.")
    make_contact(world.teacher, world.pupil, about="Niet gekozen.")
    page = teacher.get(url("print_chronology", world.pupil.pk), {"kind": "signal"})
    text = text_of(page)
    assert "Kanarie in de print." in text
    assert "Niet gekozen." not in text
    assert str(world.teacher) in text
    assert "confidential" in text
    event = Event.objects.filter(action=events.DOSSIER_PRINTED).get()
    assert event.pupil_id == world.pupil.pk


def test_more_than_fits_a_page_to_print_goes_back_to_the_dossier(
    teacher: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.views.chronology.PRINT_LIMIT", 1)
    make_many(world, 2)
    answer = teacher.get(url("print_chronology", world.pupil.pk), {"kind": "signal"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?kind=signal")
    assert not Event.objects.filter(action=events.DOSSIER_PRINTED).exists()


def ask(client: Client, world: World, **choice: Any) -> Document:
    answer = client.post(url("export_chronology", world.pupil.pk), {"key": str(uuid7()), **choice})
    return Document.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_pdf_holds_the_chosen_part_with_reader_and_pages_and_each_download_is_logged(
    client: Client, world: World
) -> None:
    fill_every_kind(world)
    login(client, world.af)
    document = ask(client, world)
    assert (document.kind, document.choice) == (CHRONOLOGY, {})
    documents.make_waiting()
    answer = client.get(f"/documenten/{document.pk}/downloaden/")
    text = pdf_text(answer.content)
    for piece in (
        "Kwam zonder jas en zonder eten.",
        "Het ontbijt en de jas.",
        "Gesprekken helpen niet.",
        "geduwd bij de schommel",
        str(world.af),
        "Vertrouwelijk",
        "van 1" if "van 1" in text else "van 2",
    ):
        assert piece in text
    event = Event.objects.filter(action=events.DOSSIER_EXPORTED).get()
    assert (event.actor_id, event.pupil_id) == (world.af.pk, world.pupil.pk)
    assert world.pupil.last_name not in answer["Content-Disposition"]


def test_pdf_of_a_teacher_holds_no_incident_of_others_and_no_protocol(
    client: Client, world: World
) -> None:
    fill_every_kind(world)
    login(client, world.teacher)
    document = ask(client, world)
    documents.make_waiting()
    content, _pupil = documents.read(actor=world.teacher, document=document)
    assert "Kwam zonder jas" in pdf_text(content)
    assert "schommel" not in pdf_text(content)


def test_choice_of_the_page_is_the_choice_of_the_pdf(teacher: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil, facts="Kanarie gekozen.")
    make_contact(world.teacher, world.pupil, about="Kanarie niet gekozen.")
    document = ask(teacher, world, kind="signal", author=world.teacher.pk, year="nonsense")
    assert document.choice == {"kind": "signal", "author": str(world.teacher.pk)}
    documents.make_waiting()
    text = pdf_text(documents.read(actor=world.teacher, document=document)[0])
    assert "Kanarie gekozen." in text
    assert "Kanarie niet gekozen." not in text


def test_teacher_who_lost_the_role_while_it_was_made_gets_no_pdf(
    teacher: Client, world: World
) -> None:
    make_signal(world.teacher, world.pupil)
    document = ask(teacher, world)
    Membership.objects.filter(user=world.teacher).delete()
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == Document.Failure.NOT_ALLOWED


def test_without_a_cause_nothing_is_asked_for(client: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil)
    login(client, world.colleague)
    assert client.post(url("export_chronology", world.pupil.pk)).status_code == 403
    assert not Document.objects.exists()


def test_more_than_one_pdf_can_hold_says_to_choose_a_year(
    teacher: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.documents.MOST", 1)
    make_many(world, 2)
    document = ask(teacher, world)
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == Document.Failure.TOO_HEAVY
    page = text_of(teacher.get(f"/documenten/{document.pk}/"))
    assert "schooljaar" in page


def test_empty_dossier_says_what_comes_here(teacher: Client, world: World) -> None:
    page = teacher.get(url("dossier", world.pupil.pk))
    assert "empty-state" in page.content.decode()
    assert "filter-bar" not in page.content.decode()


def test_kind_of_entry_is_registered_once() -> None:
    known: Source = source_of("signal")
    with pytest.raises(ValueError, match="already"):
        register_source(known)
    with pytest.raises(KeyError):
        source_of("unknown")


def test_pupil_of_another_pupils_incident_is_not_shown(world: World) -> None:
    other = make_pupil(world.school)
    make_incident(world, pupils={other: Part.SAW})
    assert Incident.objects.count() == 1
    assert kinds_seen(world.pupil, world.af) == set()


def test_day_of_an_entry_is_the_day_in_amsterdam(world: World) -> None:
    make_hand_over(world.teacher, world.pupil)
    (place,) = selectors.chronology(world.pupil, world.af).places
    assert place.day == today()
    assert isinstance(place.day, date)
