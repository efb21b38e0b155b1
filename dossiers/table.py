"""The chosen part of a chronology as CSV: for who works on cases and looks for patterns (D3).

A table leaves the system as it is, so it is not for everybody who may read the dossier: AF HGKM and
manager only, made as they see it and logged at each download (A8).
"""

from collections.abc import Iterator, Sequence

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import csv, documents
from dossiers import events
from dossiers.documents import narrowing_of
from dossiers.selectors.chronology import Chronology, Entry, chronology
from schools.models import Pupil

TABLE = "dossiers.table"
MOST = 5000  # entries in one table
_AT_ONCE = 100  # entries read in one transaction


def head() -> list[str]:
    """Return the names of the columns."""
    return [
        _("Day"),
        _("Time"),
        _("School year"),
        _("Entry"),
        _("Kinds"),
        _("Text"),
        _("The child's own words"),
        _("Heard"),
        _("Heard from"),
        _("What I think of it"),
        _("What was done"),
        _("What was agreed"),
        _("Look again on"),
        _("How the parents see it"),
        _("State"),
        _("Author"),
    ]


def rows_of(entries: Sequence[Entry], writers: dict[int, str]) -> Iterator[list[csv.Cell]]:
    """Yield a row an entry; `writers` are the authors of the dossier by id."""
    for source in {entry.source.kind: entry.source for entry in entries}.values():
        records = [entry.record for entry in entries if entry.kind == source.kind]
        prefetch_related_objects(records, *source.prefetch)
    for entry in entries:
        cells = entry.source.cells(entry.record)
        yield [
            entry.day,
            cells.at,
            entry.year,
            str(entry.source.label),
            cells.kinds,
            cells.text,
            cells.child_words,
            cells.hearsay,
            cells.hearsay_source,
            cells.interpretation,
            cells.action,
            cells.agreed,
            cells.due,
            cells.parents_view,
            cells.state,
            writers.get(getattr(entry.record, entry.source.author), ""),
        ]


def make_table(making: documents.Making) -> bytes:
    """Return the CSV: read a hundred entries at a time. Raises TooHeavy beyond 5,000."""
    with making.reading() as (reader, pupil):
        found = chronology(pupil, reader).narrowed(narrowing_of(making.choice))
        if len(found.chosen) > MOST:
            raise documents.TooHeavy
        writers = {user.pk: str(user) for user in found.authors()}
    rows: list[list[csv.Cell]] = []
    for start in range(0, len(found.chosen), _AT_ONCE):
        with making.reading() as (reader, pupil):
            now = Chronology(pupil, reader, found.places, found.chosen, found.narrowing)
            rows += rows_of(now.entries(found.chosen[start : start + _AT_ONCE]), writers)
        making.progress(min(start + _AT_ONCE, len(found.chosen)), len(found.chosen))
    return csv.of_rows(head(), rows)


def register() -> None:
    """Register the table; who asks needs the permission and a cause, then and later (R1)."""
    documents.register(
        TABLE,
        make=make_table,
        title=gettext_lazy("Chronology of a dossier as a table"),
        rows=lambda user: Pupil.objects.visible_to(user),
        permissions=("dossiers.open_dossier", "dossiers.has_cause", "dossiers.export_table"),
        look=events.DOSSIER_AS_TABLE,
        filename="dossier-tijdlijn",
        media_type="text/csv; charset=utf-8",
        ending="csv",
        label=lambda pupil: pupil.full_name,
        back=lambda pupil: reverse("dossiers:dossier", args=[pupil.pk]),
        advice=gettext_lazy(
            "It is too large to make in one piece. Choose one school year and ask again."
        ),
    )
