"""Registers of schools as spreadsheets write them, for tests."""

import csv
import io
from datetime import date, timedelta
from typing import Any

from core.context import acting_as
from core.ids import uuid7
from incidents.importing.columns import guess_columns
from incidents.importing.reading import read
from incidents.models import RegisterImport
from incidents.services import importing

HEAD = [
    "Datum", "Tijd", "Plaats", "Soort", "Omschrijving", "Betrokkenen", "Melder", "Bijlagen",
    "Resultaat", "Afgehandeld",
]  # fmt: skip
FIRST = date(2021, 9, 1)


def row(number: int = 0, **changes: Any) -> list[str]:
    """A row as it should be; `changes` by the name of the column."""
    found = {
        "Datum": f"{FIRST + timedelta(days=number % 1500):%d-%m-%Y}",
        "Tijd": "10:15",
        "Plaats": ["Speelplein", "Klaslokaal", "Online"][number % 3],
        "Soort": ["Pesten", "Fysiek geweld", "Ongeval"][number % 3],
        "Omschrijving": f"Voorval {number}: er werd geduwd bij de kapstok.",
        "Betrokkenen": "Sam en Noor uit groep 6",
        "Melder": "juf Ans",
        "Bijlagen": "map 3, brief",
        "Resultaat": "Gesprek gehad." if number % 4 else "",
        "Afgehandeld": "ja" if number % 4 else "nee",
    } | changes
    return list(found.values())


def sheet(
    rows: list[list[str]], *, head: list[str] = HEAD, delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    """The bytes of a file with these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue().encode(encoding)


def uploaded(
    world: Any, content: bytes, *, by: Any = None, mapped: bool = True, **options: Any
) -> RegisterImport:
    """An upload of the AF HGKM, with the columns that were guessed."""
    by = by or world.af
    with acting_as(by):
        found = importing.upload_register(
            actor=by, key=uuid7(), school=options.pop("school", world.school), content=content
        )
        if not mapped:
            return found
        columns = options.pop("columns", guess_columns(read(content).head))
        return importing.choose_columns(actor=by, upload=found, columns=columns, **options)


def confirmed(world: Any, upload: RegisterImport, *, by: Any = None) -> RegisterImport:
    """The upload after its preview was looked at and confirmed."""
    by = by or world.af
    with acting_as(by):
        seen = importing.preview_of(upload).fingerprint()
        return importing.confirm_register(actor=by, upload=upload, seen=seen)


def uploaded_registers(world: Any) -> dict[str, RegisterImport]:
    """One that waits, with every column, and one that was dropped."""
    head = [*HEAD, "Door", "Tegen"]
    rows = [[*row(1), "leerling", "leerling"], [*row(2), "", ""]]
    dropped = uploaded(world, sheet(rows, head=head))
    with acting_as(world.af):
        dropped = importing.cancel_register(actor=world.af, upload=dropped)
    return {
        "waiting_register": uploaded(world, sheet(rows, head=head)),
        "cancelled_register": dropped,
    }
