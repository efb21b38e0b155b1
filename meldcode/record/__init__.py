"""The record of a case as one document: what would stand before a complaints committee (M1–M14, D6, A8).

Nothing in it is written for the occasion: it is what was recorded at the time, by whom and when, with
every version, every answer that was revised, every proposal that came back, and who looked. Facts,
hearsay and opinion are told apart (D2). Read as its owner, in a number of queries that doesn't grow.
"""

from typing import Any

from django.db.models import Prefetch

from dossiers.models import SignalVersion
from meldcode.coach import missing
from meldcode.models import Case, CaseSignal
from meldcode.reading import CaseFile, case_file
from meldcode.record import beginning, deciding, people
from meldcode.record.parts import Chapter, Entry, in_order
from meldcode.retention import keeping_of

__all__ = ["Chapter", "Entry", "chapters", "context_for"]


def gathered_rows(case: Case) -> list[CaseSignal]:
    """Return every row that says what a signal was counted as, also what was changed later."""
    versions = Prefetch("signal__versions", SignalVersion.objects.select_related("author"))
    rows = case.casesignal_set.select_related("signal__pupil", "signal__author", "author")
    return list(rows.order_by("created_at").prefetch_related(versions))


def chapters(file: CaseFile) -> list[Chapter]:
    """Return the chapters of the record, in the order of the law."""
    case = file.case
    children = list(case.casepupil_set.select_related("pupil", "author").order_by("created_at"))
    return [
        beginning.start(file, children),
        beginning.signals(file, gathered_rows(case)),
        beginning.consultations(file),
        beginning.talks(file),
        deciding.weighing(file),
        deciding.reports(file),
        deciding.help_given(file),
        deciding.after(file),
        people.dates(file),
        people.people(file),
        deciding.rapportages(file),
        people.looks(case),
    ]


def context_for(case: Case) -> dict[str, Any]:
    """Return the context of the PDF: who and what it is about, all chapters, and everything in time."""
    file = case_file(case)
    found = chapters(file)
    return {
        "case": case,
        "children": file.children,
        "keeping": keeping_of(case, file.children),
        "decided": file.decided,
        "missing": missing(file),
        "chapters": found,
        "chronology": in_order(entry for chapter in found for entry in chapter.entries),
    }
