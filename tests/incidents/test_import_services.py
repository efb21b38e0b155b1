"""Bringing in an earlier register through its services: all or nothing, once, and in few queries (I1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from core.context import acting_as
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.workdays import today
from incidents.importing.columns import Field, guess_columns
from incidents.models import Incident, IncidentNote, IncidentPupil, IncidentVersion, RegisterImport
from incidents.services import importing
from incidents.tasks import wipe_uploads
from tests.incidents.registers import HEAD, confirmed, row, sheet, uploaded

ROWS = 2000
BROKEN: dict[int, dict[str, str]] = {
    40: {"Datum": "geen datum"},
    80: {"Datum": "31-02-2024"},
    120: {"Datum": f"{today() + timedelta(days=1):%d-%m-%Y}"},
    160: {"Datum": ""},
    200: {"Datum": "01-01-1066"},
    240: {"Tijd": "25:61"},
    280: {"Tijd": "na de pauze"},
    320: {"Omschrijving": ""},
    360: {"Omschrijving": "x" * 20_001},
    400: {"Omschrijving": "a\x07b"},
    440: {"Soort": "Gekke soort"},
    480: {"Soort": ""},
    520: {"Plaats": "Nergens"},
    560: {"Plaats": ""},
    600: {"Betrokkenen": "x" * 501},
    640: {"Melder": "x" * 201},
    680: {"Bijlagen": "x" * 1001},
    720: {"Resultaat": "x" * 2001},
    760: {"Afgehandeld": "wie weet"},
    800: {"Soort": '=cmd|"/c calc"!A1'},
}
SHORT, LONG = (900, 1000, 1100, 1200, 1300), (1400, 1500, 1600, 1700, 1800)
FIELDS = {
    "Datum": Field.DAY, "Tijd": Field.TIME, "Omschrijving": Field.ACCOUNT, "Soort": Field.KIND,
    "Plaats": Field.PLACE, "Betrokkenen": Field.INVOLVED, "Melder": Field.REPORTER,
    "Bijlagen": Field.ATTACHMENTS, "Resultaat": Field.RESULT, "Afgehandeld": Field.HANDLED,
}  # fmt: skip


def rows_with_faults() -> list[list[str]]:
    """2,000 rows of which 30 are broken; row n of the list is row n + 2 of the spreadsheet."""
    rows = [row(number, **BROKEN.get(number, {})) for number in range(ROWS)]
    for number in SHORT:
        rows[number] = rows[number][:6]
    for number in LONG:
        rows[number] = [*rows[number], "nog een stuk van de tekst"]
    return rows


def figures() -> tuple[int, ...]:
    """How much there is of all that an import could change."""
    audited = Event.objects.filter(object_type__startswith="incidents.incident").count()
    tables: tuple[Any, ...] = (
        Incident,
        IncidentVersion,
        IncidentNote,
        IncidentPupil,
        OutboxMessage,
    )
    return (*(model.objects.count() for model in tables), audited)


def test_two_thousand_rows_of_which_thirty_are_broken_change_nothing(world: Any) -> None:
    before = figures()
    upload = uploaded(world, sheet(rows_with_faults()))
    with acting_as(world.af):
        found = importing.preview_of(upload)
        told = [(fault.row, fault.name) for fault in found.plan.faults]
        assert told == sorted(
            [(number + 2, FIELDS[name]) for number, cells in BROKEN.items() for name in cells]
            + [(number + 2, None) for number in SHORT + LONG],
            key=lambda fault: fault[0],
        )
        assert len(told) == found.counts()["wrong"] == 30
        assert all(fault.reason for fault in found.plan.faults)
        with pytest.raises(Refused, match="niets ingelezen"):
            importing.confirm_register(actor=world.af, upload=upload, seen=found.fingerprint())
    assert figures() == before
    assert Event.objects.filter(action="incidents.import_applied").count() == 0


def test_the_mended_file_comes_in_at_once_and_a_second_time_changes_nothing(world: Any) -> None:
    content = sheet([row(number) for number in range(ROWS)])
    upload = confirmed(world, uploaded(world, content))
    assert upload.counts == {
        "created": ROWS, "closed": 1500, "reported": 500, "known": 0, "twice": 0, "wrong": 0,
    }  # fmt: skip
    assert (upload.state, upload.content, upload.mapping) == ("applied", "", "")
    assert Incident.objects.filter(imported_in=upload).count() == ROWS
    assert IncidentVersion.objects.count() == ROWS
    assert IncidentNote.objects.filter(kind="result").count() == 1500
    assert IncidentPupil.objects.count() == 0
    assert Event.objects.filter(action="incidents.import_applied").count() == 1
    assert Event.objects.filter(action="incidents.incident_imported").count() == ROWS
    assert OutboxMessage.objects.count() == 1  # the manager's, not one a row
    before = figures()
    again = confirmed(world, uploaded(world, content))
    assert (again.counts["created"], again.counts["known"]) == (0, ROWS)
    assert figures() == before


def test_a_row_stands_in_the_register_as_it_stood_in_the_file(world: Any) -> None:
    rows = [row(1, Resultaat="", Afgehandeld="ja"), row(4), row(2)]
    upload = confirmed(world, uploaded(world, sheet(rows)))
    closed, accident, waiting = Incident.objects.order_by("occurred_on")
    assert (closed.state, closed.kind, closed.reporter_id) == ("closed", "violence", world.af.pk)
    assert (closed.by_whom, closed.against_whom) == ("unknown", "unknown")
    assert closed.closed_by_id == closed.taken_up_by_id == world.af.pk
    assert closed.notes.get().text == "Overgenomen uit een eerder register."
    assert (waiting.state, waiting.notes.count()) == ("reported", 0)
    assert (accident.accident, accident.kind, accident.by_whom) == (True, "", "")
    version = closed.versions.get()
    assert version.others == "Sam en Noor uit groep 6"
    assert "Gemeld door: juf Ans" in version.account
    assert "Bijlagen: map 3, brief" in version.account
    assert closed.imported_in == upload


@pytest.mark.parametrize("kind", ["preview", "confirm"])
def test_the_number_of_queries_does_not_grow_with_the_rows(world: Any, kind: str) -> None:
    counted = []
    for start, many in ((0, 3), (100, 300)):
        upload = uploaded(world, sheet([row(start + number) for number in range(many)]))
        with (
            acting_as(world.af),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            preview = importing.preview_of(upload)
            if kind == "confirm":
                seen = preview.fingerprint()
                importing.confirm_register(actor=world.af, upload=upload, seen=seen)
        counted.append(len(found))
    assert counted[0] == counted[1]
    assert counted[1] <= 25


def test_same_form_is_one_upload_and_confirming_twice_imports_once(world: Any) -> None:
    key, content = uuid7(), sheet([row(1)])
    with acting_as(world.af):
        made = [
            importing.upload_register(actor=world.af, key=key, school=world.school, content=content)
            for _ in range(2)
        ]
        assert made[0] == made[1]
        upload = importing.choose_columns(
            actor=world.af, upload=made[0], columns=guess_columns(tuple(HEAD))
        )
        seen = importing.preview_of(upload).fingerprint()
        for _ in range(2):
            importing.confirm_register(actor=world.af, upload=upload, seen=seen)
    assert Incident.objects.count() == 1
    assert Event.objects.filter(action="incidents.import_applied").count() == 1


def test_a_preview_of_before_is_no_confirmation(world: Any) -> None:
    content = sheet([row(1), row(2)])
    upload, other = uploaded(world, content), uploaded(world, content, by=world.manager)
    with acting_as(world.af):
        seen = importing.preview_of(upload).fingerprint()
    confirmed(world, other, by=world.manager)
    with acting_as(world.af), pytest.raises(Conflict):
        importing.confirm_register(actor=world.af, upload=upload, seen=seen)
    assert Incident.objects.count() == 2


def test_others_get_one_mail_and_who_imports_none(world: Any) -> None:
    before = OutboxMessage.objects.count()
    confirmed(world, uploaded(world, sheet([row(4), row(8), row(1)])))
    mails = OutboxMessage.objects.order_by("pk")[before:]
    assert [mail.payload["user"] for mail in mails] == [world.manager.pk]
    confirmed(world, uploaded(world, sheet([row(5)])))
    assert OutboxMessage.objects.count() == before + 1


def test_words_that_somebody_chose_stay_when_other_columns_are_chosen(world: Any) -> None:
    upload = uploaded(world, sheet([row(1, Soort="Gedoe")]))
    columns = guess_columns(tuple(HEAD))
    with acting_as(world.af):
        assert importing.preview_of(upload).plan.faults[0].name == Field.KIND
        importing.choose_words(
            actor=world.af, upload=upload, words={Field.KIND: {"gedoe": "aggression", "x": "y"}}
        )
        columns.pop(Field.TIME)
        found = importing.choose_columns(actor=world.af, upload=upload, columns=columns)
        assert importing.preview_of(found).new[0].kind == "aggression"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({Field.DAY: None}, Field.DAY),
        ({Field.TIME: 0}, Field.TIME),
        ({Field.RESULT: 99}, Field.RESULT),
        ({Field.KIND: 4, Field.ACCOUNT: 3}, Field.KIND),
    ],
    ids=["missing", "twice", "none", "words"],
)
def test_columns_that_cannot_be_right_are_refused(
    world: Any, change: dict[Field, Any], field: Field
) -> None:
    rows = [row(number, Omschrijving=f"Verhaal {number}") for number in range(90)]
    upload = uploaded(world, sheet(rows), mapped=False)
    columns = {
        name: column
        for name, column in (guess_columns(tuple(HEAD)) | change).items()
        if column is not None
    }
    with acting_as(world.af), pytest.raises(Refused) as caught:
        importing.choose_columns(actor=world.af, upload=upload, columns=columns)
    assert caught.value.field == field


def test_nothing_is_chosen_or_previewed_too_early_or_too_late(world: Any) -> None:
    upload = uploaded(world, sheet([row(1)]), mapped=False)
    with acting_as(world.af):
        with pytest.raises(Refused):
            importing.choose_words(actor=world.af, upload=upload, words={})
        with pytest.raises(Refused):
            importing.preview_of(upload)
        for _ in range(2):
            dropped = importing.cancel_register(actor=world.af, upload=upload)
        assert (dropped.state, dropped.content) == ("cancelled", "")
        with pytest.raises(Refused):
            importing.choose_columns(actor=world.af, upload=upload, columns={})
        with pytest.raises(Refused):
            importing.confirm_register(actor=world.af, upload=dropped, seen="")
    done = confirmed(world, uploaded(world, sheet([row(1)])))
    with acting_as(world.af), pytest.raises(Refused):
        importing.cancel_register(actor=world.af, upload=done)


def test_only_who_handles_incidents_at_the_school_may(world: Any) -> None:
    upload = uploaded(world, sheet([row(1)]))
    for person in (world.teacher, world.other_manager, world.bestuur):
        with acting_as(person):
            with pytest.raises(PermissionDenied):
                importing.upload_register(
                    actor=person, key=uuid7(), school=world.school, content=sheet([row(1)])
                )
            assert not RegisterImport.objects.filter(pk=upload.pk).exists()
            assert not RegisterImport.objects.visible_to(person).exists()


def test_a_file_that_nobody_confirms_is_wiped(world: Any) -> None:
    upload = uploaded(world, sheet([row(1)]))
    assert wipe_uploads() == 0
    RegisterImport.objects.filter(pk=upload.pk).update(expires_on=today() - timedelta(days=1))
    assert wipe_uploads() == 1
    assert wipe_uploads() == 0
    upload.refresh_from_db()
    assert (upload.state, upload.content, upload.mapping) == ("cancelled", "", "")


def test_who_brought_it_in_reads_it_by_a_role_and_not_as_its_reporter(world: Any) -> None:
    confirmed(world, uploaded(world, sheet([row(1), row(2)])))
    assert Incident.objects.visible_to(world.af).count() == 2
    world.af.memberships.update(role="leerkracht")
    assert not Incident.objects.visible_to(world.af).exists()
    with acting_as(world.af):
        assert not Incident.objects.exists()
