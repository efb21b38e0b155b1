"""The record of a case as one document: everything, by whom and when, told apart (D2, D6, A8, M8)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.context import acting_as
from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, CaseSignal
from meldcode.reading import case_file
from meldcode.record import chapters, context_for
from meldcode.services.steps import Pick
from meldcode.workflow import State
from tests.factories import World, login
from tests.meldcode.helpers import (
    analyse,
    answer,
    case_in,
    make_signal,
    open_case,
    propose,
    take_steps,
    watching,
    weigh,
)

SHORT = "De blauwe plekken komen van het voetballen, zegt de gymleraar ons allemaal."


def gather(world: World, case: Case, count: int = 1) -> list[Any]:
    signals = [make_signal(world.pupil, world.teacher, f"Feit {n}.") for n in range(count)]
    picks = {signal.pk: Pick(CaseSignal.Speaks.FOR, "Past bij de zorg.") for signal in signals}
    services.gather_signals(actor=world.af, case=case, picks=picks)
    return signals


def said(case: Case) -> str:
    """Everything that the record says, as one text."""
    found = chapters(case_file(case))
    parts = [
        f"{entry.title} {entry.who} {entry.note} "
        + " ".join(f"{text.kind} {text.label}: {text.words}" for text in entry.texts)
        for chapter in found
        for entry in chapter.entries
    ]
    rows = [" ".join(row) for one in found for table in one.tables for row in table.rows]
    return "\n".join([*parts, *rows])


def test_record_has_every_answer_also_the_revised_one_and_every_decision(world: World) -> None:
    case = open_case(world)
    take_steps(world, case)
    weigh(world, case, {"vermoeden": "ja"})
    answer(world, case, "vermoeden", "nee", reason="Bij nader inzien niet.")
    first = propose(world, case, watching(report_reason=SHORT))
    services.return_decision(actor=world.manager, decision=first, reason="Leg het beter uit.")
    services.confirm_decision(actor=world.manager, decision=propose(world, case, watching()))
    record = said(Case.objects.get(pk=case.pk))
    for words in (
        "Omdat vermoeden ja is.", "Bij nader inzien niet.", SHORT,
        "Leg het beter uit.", str(world.manager),
    ):  # fmt: skip
        assert words in record
    assert record.index("Omdat vermoeden ja is.") < record.index("Bij nader inzien niet.")


def test_record_keeps_earlier_counting_and_tells_facts_from_views(world: World) -> None:
    case = open_case(world)
    (signal,) = gather(world, case)
    against = {signal.pk: Pick(CaseSignal.Speaks.AGAINST, "Was gevallen.")}
    services.gather_signals(actor=world.af, case=case, picks=against)
    analyse(world, case)
    analyse(world, case, seen=1, signals="Toch anders.")
    natures = {
        text.words: text.nature.value
        for chapter in chapters(case_file(case))
        for entry in chapter.entries
        for text in entry.texts
    }
    assert natures["Feit 0."] == "fact"
    assert natures["Was gevallen."] == "view"
    record = said(case)
    assert "Past bij de zorg." in record
    assert "Blauwe plekken." in record
    assert "Toch anders." in record


def test_chronology_holds_each_entry_of_each_chapter_once_and_in_time(world: World) -> None:
    case = case_in(world, State.CLOSED)
    found = context_for(case)
    entries = [entry for chapter in found["chapters"] for entry in chapter.entries]
    course = found["chronology"]
    assert len(course) == len(entries)
    assert [entry.on for entry in course] == sorted(entry.on for entry in entries)
    anchors = [entry.anchor for entry in course]
    assert len(set(anchors)) == len(anchors)


def test_late_duty_and_who_looked_stand_in_the_record(client: Client, world: World) -> None:
    case = case_in(world, State.REPORTED)
    login(client, world.manager)
    client.get(reverse("meldcode:case", args=[case.pk]))
    client.get(reverse("meldcode:case", args=[case.pk]))
    with acting_as(world.af):
        looks = context_for(case)["chapters"][-1]
    rows = looks.tables[0].rows
    assert [row for row in rows if row[2] == str(world.manager) and row[4] == "2"]


def test_record_takes_as_many_queries_for_many_signals_as_for_one(
    world: World,
) -> None:
    case = open_case(world)
    gather(world, case, 1)
    with CaptureQueriesContext(connection) as few:
        context_for(Case.objects.select_related("school__board", "pupil").get(pk=case.pk))
    gather(world, case, 7)
    with CaptureQueriesContext(connection) as many:
        context_for(Case.objects.select_related("school__board", "pupil").get(pk=case.pk))
    assert len(many) == len(few)


@pytest.mark.parametrize("who", ["teacher", "bestuur", "beheerder"])
def test_record_is_not_made_for_who_may_not_read_the_case(
    client: Client, world: World, who: str
) -> None:
    case = open_case(world)
    login(client, getattr(world, who))
    page = client.post(reverse("meldcode:record_pdf", args=[case.pk]), {"key": str(uuid7())})
    assert page.status_code == 404


def test_af_asks_for_the_record_on_the_page_of_the_case(client: Client, world: World) -> None:
    case = case_in(world, State.MONITORING)
    login(client, world.af)
    page = client.get(reverse("meldcode:case", args=[case.pk]))
    address = reverse("meldcode:record_pdf", args=[case.pk])
    assert address in page.content.decode()
    asked = client.post(address, {"key": page.context["record_key"]})
    assert asked.status_code == 302
