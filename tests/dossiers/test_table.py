"""The chronology as CSV: for who works on cases, as they see it, and no formula in it."""

import csv as reader
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from core import csv, documents
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from dossiers import events, table
from dossiers.models import FollowUp
from schools.models import Membership
from tests.dossiers.helpers import make_contact, make_signal
from tests.dossiers.pages import url
from tests.dossiers.test_chronology import fill_every_kind, make_many, make_talk
from tests.factories import World, login


def ask(client: Client, world: World, **choice: Any) -> Document:
    answer = client.post(url("export_table", world.pupil.pk), {"key": str(uuid7()), **choice})
    return Document.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def made(client: Client, world: World, **choice: Any) -> list[dict[str, str]]:
    """Ask for the table, let the worker make it, and return what a spreadsheet reads in it."""
    document = ask(client, world, **choice)
    documents.make_waiting()
    answer = client.get(f"/documenten/{document.pk}/downloaden/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.csv"')
    assert world.pupil.last_name not in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


@pytest.fixture
def af(client: Client, world: World) -> Client:
    login(client, world.af)
    return client


def test_table_has_every_kind_of_entry_with_what_was_written(af: Client, world: World) -> None:
    fill_every_kind(world)
    rows = made(af, world)
    texts = " ".join(cell for row in rows for cell in row.values())
    for piece in (
        "Kwam zonder jas en zonder eten.",
        "De jas.",
        "Het ontbijt en de jas.",
        "Het gaat beter.",
        "Gesprekken helpen niet.",
        "geduwd bij de schommel",
    ):
        assert piece in texts
    assert len({row["Soort vermelding"] for row in rows}) == 7
    assert all(row["Dag"] and row["Soort vermelding"] and row["Schrijver"] for row in rows)
    event = Event.objects.filter(action=events.DOSSIER_AS_TABLE).get()
    assert (event.actor_id, event.pupil_id) == (world.af.pk, world.pupil.pk)


def test_what_was_agreed_stands_with_the_day_on_which_one_looks_again(
    af: Client, world: World
) -> None:
    follow_up = FollowUp.objects.create(
        school=world.school,
        pupil=world.pupil,
        talk=make_talk(world),
        assignee=world.teacher,
        what="Ontbijten op school.",
        owner="moeder",
        due_on=today() + timedelta(days=14),
        remind_on=today() + timedelta(days=7),
    )
    (row,) = made(af, world, kind="talk")
    assert row["Wat is afgesproken"] == "Ontbijten op school. (moeder)"
    assert row["Opnieuw kijken op"] == follow_up.due_on.strftime("%d-%m-%Y")
    assert row["Status"] == "gevoerd"


@pytest.mark.parametrize("attack", ["=1+1", "+31", "-2+3", "@SUM(A1)", "＝cmd|' /C calc'!A0"])
def test_formula_that_somebody_typed_is_text(af: Client, world: World, attack: str) -> None:
    make_signal(world.teacher, world.pupil, facts=f'{attack};"x"\r\n=2+2')
    make_contact(world.teacher, world.pupil, about=f" {attack}", agreed=attack)
    for row in made(af, world):
        for cell in row.values():
            assert not csv.is_formula(cell) or cell.startswith("'")
            assert not cell.startswith(tuple("=+-@"))
    (signal,) = made(af, world, kind="signal")
    assert csv.original(signal["Tekst"]).startswith(attack)


def test_choice_of_the_page_is_the_choice_of_the_table(af: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil, facts="Kanarie gekozen.")
    make_contact(world.teacher, world.pupil, about="Kanarie niet gekozen.")
    assert [row["Tekst"] for row in made(af, world, kind="signal")] == ["Kanarie gekozen."]


def test_teacher_may_print_and_not_take_a_table(client: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil)
    login(client, world.teacher)
    assert (
        url("export_table", world.pupil.pk)
        not in client.get(url("dossier", world.pupil.pk)).content.decode()
    )
    assert client.post(url("export_table", world.pupil.pk)).status_code == 403
    assert not Document.objects.exists()


def test_af_who_lost_the_role_while_it_was_made_gets_no_table(af: Client, world: World) -> None:
    make_signal(world.teacher, world.pupil)
    document = ask(af, world)
    Membership.objects.filter(user=world.af).delete()
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == Document.Failure.NOT_ALLOWED


def test_more_than_a_table_can_hold_says_to_choose_a_year(
    af: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.table.MOST", 1)
    make_many(world, 2)
    document = ask(af, world)
    documents.make_waiting()
    document.refresh_from_db()
    assert document.failure == Document.Failure.TOO_HEAVY


def test_long_table_is_read_in_parts_and_in_order(
    af: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.table._AT_ONCE", 2)
    make_many(world, 5)
    texts = [row["Tekst"] for row in made(af, world)]
    assert texts == [f"Kwam zonder jas, voor de {number}e keer." for number in range(5)]


def test_every_source_says_something_in_a_table(world: World) -> None:
    from dossiers.selectors import chronology

    fill_every_kind(world)
    found = chronology(world.pupil, world.af)
    rows = list(table.rows_of(found.entries(found.places), {}))
    texts = [[cell for cell in row[5:14] if cell] for row in rows]
    assert all(texts)
