"""Finished steps of protocols in a pupil's chronology: for who may see the run (AF HGKM and manager)."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.timeline import Cells, Rows, Source, register_source
from protocols.models import RunStep
from schools.models import Pupil


def _rows(pupil: Pupil, user: User) -> Rows:
    return RunStep.objects.visible_to(user).filter(run__pupil=pupil, done_on__isnull=False)


def _full(rows: Any) -> Rows:
    found: Rows = rows.select_related("done_by", "run__protocol")
    return found


def _cells(step: Any) -> Cells:
    return Cells(
        kinds=step.run.protocol.title,
        text=step.title,
        action=step.skipped_reason if step.is_skipped else step.note,
        due=step.due_on,
        state=step.get_outcome_display(),
    )


def register() -> None:
    """Add steps to every chronology."""
    register_source(
        Source(
            kind="step",
            label=_("Steps of protocols"),
            rows=_rows,
            full=_full,
            template="protocols/timeline_entry.html",
            paper="protocols/timeline_paper.html",
            day=F("done_on"),
            author="done_by_id",
            moment="done_at",
            cells=_cells,
        )
    )
