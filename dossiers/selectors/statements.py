"""Parents' views beside what they are about, and the entries that one can say something about (A1). No writes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import gettext as _

from dossiers.disclosure import column_of, reading_in
from dossiers.models import (
    ENTRIES,
    Disclosure,
    ParentContact,
    ParentStatement,
    Signal,
    TalkReport,
    Withholding,
)
from schools.models import Pupil

Choices = list[tuple[str, str]]


def statements_of(pupil: Pupil, user: Any) -> QuerySet[ParentStatement]:
    """Return every view of parents in a dossier that exists for `user` as staff, newest first."""
    found = ParentStatement.objects.visible_to(user).filter(pupil=pupil)
    return found.select_related("guardian", "author", *_ABOUT).order_by("-created_at", "-pk")


def statements_about(entry: Any, user: Any) -> QuerySet[ParentStatement]:
    """Return the views of parents about one signal, contact or talk (any version of its report)."""
    found = ParentStatement.objects.visible_to(user).select_related("guardian", "author")
    if isinstance(entry, Signal):
        return found.filter(signal=entry)
    if isinstance(entry, ParentContact):
        return found.filter(contact=entry)
    talk = entry.talk if isinstance(entry, TalkReport) else entry
    return found.filter(report__talk=talk)


def entries_to_choose(pupil: Pupil, user: Any) -> Choices:
    """Return the entries of a dossier for a list, newest first; the value is of services.About."""
    signals = Signal.objects.visible_to(user).filter(pupil=pupil)
    contacts = ParentContact.objects.visible_to(user).filter(pupil=pupil, replaced_by=None)
    last = TalkReport.objects.filter(talk=OuterRef("talk")).order_by("-number").values("pk")[:1]
    reports = TalkReport.objects.filter(talk__pupil=pupil, pk=Subquery(last))
    found = [
        *((row.occurred_on, f"signal:{row.pk}", _signal(row.kind_labels)) for row in signals),
        *((row.happened_on, f"contact:{row.pk}", _("Contact with parents")) for row in contacts),
        *((row.held_on, f"report:{row.pk}", _("Report of a talk")) for row in reports),
    ]
    return _labelled(found)


def entries_read_by(user: Any, pupil: Pupil) -> Choices:
    """Return what this parent reads of the child, for a list, newest first; the same values."""
    opened = Disclosure.objects.open_to(user).filter(pupil=pupil, invitation__isnull=True)
    last: dict[str, Any] = {}
    for disclosure in opened:
        reading = reading_in(disclosure)
        if reading is None:
            continue
        name = column_of(disclosure)
        series = getattr(reading, "series", "") or getattr(disclosure, f"{name}_id")
        last[f"{name}:{series}"] = (
            reading.day,
            f"{name}:{getattr(disclosure, f'{name}_id')}",
            _signal(reading.kind_labels) if name == "signal" else _NAMES[name](),
        )
    return _labelled(last.values())


def about_in_words(row: Any) -> str:
    """Return what a view or request is about: the kind of entry and its day."""
    if row.signal_id:
        return _told(_signal(row.signal.kind_labels), row.signal.occurred_on)
    if row.contact_id:
        return _told(_("Contact with parents"), row.contact.happened_on)
    if row.report_id:
        return _told(_("Report of a talk"), row.report.held_on)
    return _("The whole dossier")


def words_for_parent(user: Any, rows: Iterable[Any]) -> dict[Any, str]:
    """Return of each view or request of a parent what it is about, as this parent reads it: two queries.

    What is not open to the parent (any more) is 'something in the dossier'.
    """
    rows = list(rows)
    words: dict[Any, str] = {}
    for pupil in {row.pupil for row in rows}:
        labels = dict(entries_read_by(user, pupil))
        for row in rows:
            if row.pupil_id != pupil.pk:
                continue
            name = next((name for name in ENTRIES if getattr(row, f"{name}_id")), "")
            value = f"{name}:{getattr(row, f'{name}_id')}" if name else ""
            other = _("Something in the dossier") if name else _("The whole dossier")
            words[row.pk] = labels.get(value, other)
    return words


def about_for_parent(row: Any) -> str:
    """Return what a request is about as its parent may know it, for a letter (R7).

    An entry that is not open to this parent is 'something in the dossier': the letter is no hint of it.
    """
    name = next((name for name in ENTRIES if getattr(row, f"{name}_id")), "")
    if not name:
        return _("The whole dossier")
    for_parent = Q(guardian__isnull=True) | Q(guardian_id=row.guardian_id)
    entry = {f"{name}_id": getattr(row, f"{name}_id")}
    kept = Withholding.objects.open().filter(for_parent, **entry).exists()
    opened = Disclosure.objects.filter(for_parent, **entry).last()
    reading = reading_in(opened) if opened and not kept else None
    if reading is None:
        return _("Something in the dossier")
    return _told(_signal(reading.kind_labels) if name == "signal" else _NAMES[name](), reading.day)


_ABOUT = ("signal", "contact", "report")
_NAMES = {
    "contact": lambda: _("Contact with parents"),
    "report": lambda: _("Report of a talk"),
}


def _signal(kinds: list[str]) -> str:
    return _("Signal (%(kinds)s)") % {"kinds": ", ".join(kinds)}


def _labelled(found: Iterable[tuple[Any, str, str]]) -> Choices:
    rows = sorted(found, key=lambda row: (row[0], row[1]), reverse=True)
    return [(value, _told(label, day)) for day, value, label in rows]


def _told(label: str, day: Any) -> str:
    return f"{formats.date_format(day, 'j F Y')}: {label}"
