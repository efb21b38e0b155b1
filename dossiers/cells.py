"""What each kind of entry of this room says in the columns of a table (D3); see timeline.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dossiers.timeline import Cells

PREFETCH = {"signal": ("followups",), "talk": ("agreements", "reports__statements")}
"""What the cells read beyond what the pages of the chronology read."""


def _lines(*texts: str) -> str:
    """Return the texts that say something, one under another."""
    return "\n".join(text for text in texts if text)


def _views(statements: Iterable[Any]) -> str:
    return _lines(*(statement.text for statement in statements))


def _first_day(follow_ups: Iterable[Any]) -> date | None:
    """Return the first day on which somebody looks again, of what nobody looked at yet."""
    return min((row.due_on for row in follow_ups if row.done_on is None), default=None)


def of_signal(signal: Any) -> Cells:
    """Return the cells of a signal as it reads now, with how far parents read it."""
    version = signal.current
    for_parents = "withheld" if signal.withheld else signal.for_parents
    return Cells(
        at=signal.occurred_at,
        kinds=", ".join(signal.kind_labels),
        text=version.facts or _erased(version),
        child_words=version.child_words,
        hearsay=version.hearsay,
        hearsay_source=version.hearsay_source,
        interpretation=version.interpretation,
        action=version.action,
        agreed=_lines(version.agreement, version.agreement_otherwise),
        due=_first_day(signal.followups.all()),
        parents_view=_views(signal.statements.all()),
        state={
            "withheld": _("Kept from the parents"),
            "nothing": _("Not open to parents"),
            "earlier": _("Parents read an earlier version"),
            "current": _("Open to parents"),
        }[for_parents],
    )


def of_contact(contact: Any) -> Cells:
    """Return the cells of a contact with parents."""
    return Cells(
        at=contact.happened_at,
        kinds=contact.get_channel_display(),
        text=contact.about or _erased(contact),
        agreed=contact.agreed,
        parents_view=_views(contact.statements.all()),
        state=_("Kept from the parents") if contact.withheld else "",
    )


def of_talk(talk: Any) -> Cells:
    """Return the cells of a talk: its last report, with the agreements as they were made."""
    kind = talk.get_kind_display()
    agreements = talk.agreements.all()
    agreed = _lines(*(f"{row.what} ({row.owner})" if row.owner else row.what for row in agreements))
    report = next(iter(talk.newest_first), None)
    if report is None:
        return Cells(kinds=kind, text=talk.goal, agreed=agreed, due=_first_day(agreements))
    statements = [row for version in talk.reports.all() for row in version.statements.all()]
    return Cells(
        at=report.held_at,
        kinds=kind,
        text=report.discussed or _erased(report),
        child_words=report.child_view,
        action=report.conclusion,
        agreed=agreed,
        due=_first_day(agreements),
        parents_view=_lines(report.parents_view, _views(statements)),
        state=talk.get_state_display(),
    )


def of_follow_up(follow_up: Any) -> Cells:
    """Return the cells of an evaluation that is finished."""
    return Cells(text=follow_up.what, action=follow_up.result, due=follow_up.due_on)


def of_hand_over(hand_over: Any) -> Cells:
    """Return the cells of a hand-over to the AF HGKM."""
    return Cells(text=hand_over.reason, state=hand_over.get_state_display())


def of_statement(statement: Any) -> Cells:
    """Return the cells of what a parent says about the whole dossier."""
    return Cells(kinds=statement.get_way_display(), parents_view=statement.text)


def _erased(record: Any) -> str:
    """Return why there is no text; '' if nothing was erased."""
    if record.erased_at is None:
        return ""
    return _("The text was erased at the request of the parents.")
