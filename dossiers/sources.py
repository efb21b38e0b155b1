"""What this room itself puts in the chronology (D1, D8); see timeline.py."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.workdays import AMSTERDAM
from dossiers import cells
from dossiers.models import (
    Attachment,
    FollowUp,
    HandOver,
    ParentContact,
    ParentStatement,
    Signal,
    Talk,
    TalkReport,
    Withholding,
)
from dossiers.timeline import Rows, Source, register_source
from schools.models import Pupil


def _signals(pupil: Pupil, user: User) -> Rows:
    return Signal.objects.visible_to(user).filter(pupil=pupil)


def _full_signals(rows: Any) -> Rows:
    found: Rows = rows.in_full().annotate(file_count=_file_count("signal"))
    return found


def _file_count(owner: str) -> Subquery:
    """Return how many files each row has; None is none. They are listed on the page of the row itself."""
    files = Attachment.objects.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(files.annotate(count=Count("pk")).values("count"))


def _contacts(pupil: Pupil, user: User) -> Rows:
    # A corrected contact stands in its correction (D6).
    found = ParentContact.objects.visible_to(user)
    return found.filter(pupil=pupil, replaced_by__isnull=True)


def _full_contacts(rows: Any) -> Rows:
    # A contact has no page of its own, so its files are listed here.
    files = Prefetch("attachments", Attachment.objects.listed())
    views = Prefetch("statements", ParentStatement.objects.select_related("guardian"))
    kept = Prefetch("withholdings", Withholding.objects.open(), to_attr="withheld")
    found: Rows = rows.select_related("author", "signal").prefetch_related(files, views, kept)
    return found


def _talks(pupil: Pupil, user: User) -> Rows:
    return Talk.objects.visible_to(user).filter(pupil=pupil, state=Talk.State.HELD)


def _full_talks(rows: Any) -> Rows:
    reports = Prefetch("reports", TalkReport.objects.order_by("-number"), to_attr="newest_first")
    found = rows.select_related("author").prefetch_related(reports)
    kept = Withholding.objects.open().filter(report__talk=OuterRef("pk"))
    full: Rows = found.annotate(file_count=_file_count("talk"), withheld=Exists(kept))
    return full


def _follow_ups(pupil: Pupil, user: User) -> Rows:
    # Evaluations once they are finished: what lies ahead stands above the chronology.
    return FollowUp.objects.visible_to(user).filter(pupil=pupil, done_on__isnull=False)


def _hand_overs(pupil: Pupil, user: User) -> Rows:
    # For their maker, AF HGKM and manager (R1).
    return HandOver.objects.visible_to(user).filter(pupil=pupil)


def _statements(pupil: Pupil, user: User) -> Rows:
    # What parents say of one entry stands with the entry; here is what they say of the whole (A1).
    found = ParentStatement.objects.visible_to(user)
    return found.filter(pupil=pupil, signal=None, contact=None, report=None)


def register() -> None:
    """Register the six kinds of entry, in the order in which they stand in the filter."""
    for kind, label, rows, full, day, author in [
        ("signal", _("Signals"), _signals, _full_signals, F("occurred_on"), "author_id"),
        (
            "contact",
            _("Contacts with parents"),
            _contacts,
            _full_contacts,
            F("happened_on"),
            "author_id",
        ),
        (
            "talk",
            _("Talks with parents"),
            _talks,
            _full_talks,
            F("held_on"),
            "author_id",
        ),
        (
            "follow_up",
            _("Evaluations"),
            _follow_ups,
            lambda rows: rows.select_related("done_by", "assignee"),
            F("done_on"),
            "done_by_id",
        ),
        (
            "hand_over",
            _("Hand-overs"),
            _hand_overs,
            lambda rows: rows.select_related("author", "taken_by"),
            TruncDate("created_at", tzinfo=AMSTERDAM),
            "author_id",
        ),
        (
            "statement",
            _("Views of parents"),
            _statements,
            lambda rows: rows.select_related("guardian", "author"),
            TruncDate("created_at", tzinfo=AMSTERDAM),
            "author_id",
        ),
    ]:
        register_source(
            Source(
                kind=kind,
                label=label,
                rows=rows,
                full=full,
                template=f"dossiers/entries/{kind}.html",
                paper=f"dossiers/paper/{kind}.html",
                day=day,
                author=author,
                cells=getattr(cells, f"of_{kind}"),
                prefetch=cells.PREFETCH.get(kind, ()),
            )
        )
