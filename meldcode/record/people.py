"""Chapters of the record: dates that were kept or missed, people, and who looked (A8, M9, T)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from core.workdays import local_date, today
from meldcode.models import Case, CaseDuty
from meldcode.reading import CaseFile
from meldcode.record.parts import Chapter, Entry, Nature, Table, entry, in_order


def _day(day: date | None) -> str:
    return date_format(day, "j M Y") if day else "–"


def dates(file: CaseFile, *, on: date | None = None) -> Chapter:
    """Every duty with its last day and the day on which it was done; late ones say so."""
    now = on or today()
    headings = (_("What"), _("Since"), _("Last day"), _("Done"), _("In time?"))
    rows = tuple(
        (
            _what(duty),
            _day(local_date(duty.created_at)),
            _day(duty.due_on),
            f"{_day(duty.done_on)}, {duty.done_by}" if duty.done_on else "–",
            _in_time(duty, now),
        )
        for duty in file.duties
    )
    return Chapter(
        "dates", _("Dates"), tables=(Table(headings, rows),), empty=_("There are no dates yet.")
    )


def _what(duty: CaseDuty) -> str:
    more = [part for part in (duty.what, duty.who) if part]
    return ": ".join([str(duty.get_kind_display()), *more])


def _in_time(duty: CaseDuty, now: date) -> str:
    if duty.done_on is None:
        return _("open, too late") if duty.due_on < now else _("open")
    return _("yes") if duty.done_on <= duty.due_on else _("too late")


def people(file: CaseFile) -> Chapter:
    """Who read along, who took a place, who was kept out, and which deputies the board was asked for."""
    team = Table(
        (_("Who"), _("What they may"), _("From"), _("Until"), _("Given by, and why")),
        tuple(
            (
                str(given.user),
                _grants()[given.permission.codename],
                _day(local_date(given.granted_at)),
                _day(given.expires_on),
                f"{given.granted_by}: {given.reason}",
            )
            for given in file.team
        ),
    )
    found: list[Entry] = [
        entry(
            row,
            _("Kept out of the case: %(person)s") % {"person": row.person},
            (_("Because"), row.get_kind_display()),
            (_("Why"), row.reason, Nature.VIEW),
            (
                _("Ended by %(who)s on %(day)s")
                % {"who": row.ended_by, "day": _day(local_date(row.ended_at))}
                if row.ended_at
                else "",
                row.end_reason,
                Nature.VIEW,
            ),
        )
        for row in file.involvements
    ]
    found += [
        entry(
            row,
            _("The board was asked for a deputy"),
            (_("Which place"), row.get_place_display()),
            (_("Because"), row.get_cause_display()),
            (_("Deputy"), f"{row.deputy}, {_('until')} {_day(row.until)}" if row.deputy else ""),
            (_("Named by"), f"{row.done_by}, {_day(row.done_on)}" if row.deputy else ""),
            who=row.asked_by,
        )
        for row in file.deputy_requests
    ]
    return Chapter(
        "people",
        _("People"),
        in_order(found),
        tables=(team,),
        empty=_("Only the AF HGKM and the manager of the school worked on this case."),
    )


def _grants() -> Mapping[str, str]:
    return {
        "view_case": _("reads along"),
        "take_manager_place": _("takes the place of the manager"),
        "take_af_place": _("takes the place of the AF HGKM"),
        "settle_case": _("decides when AF HGKM and manager disagree"),
    }


@dataclass(slots=True)
class _Look:
    """What one person did on one day of one kind, how often, between which moments."""

    first: datetime
    last: datetime
    times: int = 1


def looks(case: Case) -> Chapter:
    """Who looked at the case, downloaded of it or was refused it, and when: from the log (two queries)."""
    events = Event.objects.filter(object_type=Case._meta.label_lower, object_id=str(case.pk))
    found = [event for event in events.order_by("at", "id") if event.is_look]
    names = User.objects.in_bulk({event.actor_id for event in found if event.actor_id})
    headings = (_("Day"), _("Between"), _("Who"), _("What"), _("How often"))
    rows = tuple(
        (
            _day(day),
            _between(seen),
            str(names.get(actor, _("somebody unknown"))),
            sentence,
            str(seen.times),
        )
        for (day, actor, sentence), seen in _together(found).items()
    )
    return Chapter(
        "looks",
        _("Who looked"),
        intro=_(
            "From the log, which nobody can change. Looks of one person on one day are one line."
        ),
        tables=(Table(headings, rows),),
        empty=_("Nobody looked yet."),
    )


def _together(events: Iterable[Event]) -> dict[tuple[date, Any, str], _Look]:
    found: dict[tuple[date, Any, str], _Look] = {}
    for event in events:
        key = (local_date(event.at), event.actor_id, event.sentence)
        if key in found:
            found[key].last, found[key].times = event.at, found[key].times + 1
        else:
            found[key] = _Look(event.at, event.at)
    return found


def _between(seen: _Look) -> str:
    first, last = (f"{timezone.localtime(moment):%H:%M}" for moment in (seen.first, seen.last))
    return first if first == last else f"{first}–{last}"
