"""From figures to what the page draws: tiles, bars of two years, heat maps. No queries."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.workdays import today
from incidents.models import Party, Place
from incidents.trends import wording
from incidents.trends.counting import SLOTS, Year
from incidents.trends.figures import MONTHS, Both, Key, Trends

Drawn = dict[str, Any]


def of_page(found: Trends) -> Drawn:
    """Return what the template of the page shows."""
    context: Drawn = {"year": found.year, "before": found.year.before, "empty": found.is_empty}
    if found.is_empty:
        return context
    incidents, accidents = found.total(accident=False), found.total(accident=True)
    return context | {
        "tiles": [
            _tile(_("Incidents"), incidents, found.year, "incident"),
            _tile(_("Accidents"), accidents, found.year, "warning"),
        ],
        "charts": _charts(found) if incidents != Both() else [],
        "maps": _maps(found) if incidents != Both() else [],
        "accident_charts": _accident_charts(found) if accidents != Both() else [],
    }


def _tile(label: str, figure: Both, year: Year, icon: str) -> Drawn:
    if year.runs:
        note = _("Up to this day a year ago: %(same)s. In that whole year: %(before)s.")
    else:
        note = _("The year before: %(before)s.")
    note %= {"same": figure.same, "before": figure.before}
    return {"label": label, "value": figure.now, "note": note, "icon": icon}


def _charts(found: Trends) -> list[Drawn]:
    return [
        _chart("kind", _("By kind"), _("Kind"), _ranked(found.by("kind"), wording.kind)),
        _chart("place", _("By place"), _("Place"), _ranked(found.by("place"), wording.place)),
        _chart("month", _("By month"), _("Month"), _months(found, accident=False)),
        _chart("group", _("By group"), _("Group"), _rows(found.by_group(), wording.group))
        | {"note": _group_note()},
    ]


def _accident_charts(found: Trends) -> list[Drawn]:
    places = _ranked(found.by("place", accident=True), wording.place)
    groups = _rows(found.by_group(accident=True), wording.group)
    return [
        _chart("accident-place", _("Accidents by place"), _("Place"), places),
        _chart(
            "accident-month",
            _("Accidents by month"),
            _("Month"),
            _months(found, accident=True),
        ),
        _chart("accident-group", _("Accidents by group"), _("Group"), groups)
        | {"note": _group_note()},
    ]


def _group_note() -> str:
    return _(
        "The group in which a pupil was on that day. With pupils of two groups it counts at both."
    )


def _chart(name: str, title: str, what: str, rows: list[Drawn]) -> Drawn:
    return {"id": f"by-{name}", "title": title, "what": what, "rows": rows}


def _rows(figures: Mapping[Key, Both], word: Callable[[Any], str]) -> list[Drawn]:
    return [_row(word(key), figure) for key, figure in figures.items()]


def _row(label: str, figure: Both) -> Drawn:
    return {"label": label, "value": figure.now, "before": figure.before}


def _ranked(figures: Mapping[Key, Both], word: Callable[[Any], str]) -> list[Drawn]:
    """Return the rows with what happened most in front."""
    rows = _rows(figures, word)
    return sorted(rows, key=lambda row: (-row["value"], -row["before"], row["label"]))


def _months(found: Trends, *, accident: bool) -> list[Drawn]:
    """Return a row a month; a month that has yet to come has no figure."""
    figures = found.by("month", accident=accident)
    begun = _begun(found.year)
    rows = [_row(wording.month(month), figures.get(month, Both())) for month in MONTHS]
    return rows[:begun] + [row | {"value": None} for row in rows[begun:]]


def _begun(year: Year) -> int:
    """Return how many months of the year have begun."""
    return MONTHS.index(today().month) + 1 if year.runs else len(MONTHS)


def _maps(found: Trends) -> list[Drawn]:
    parties = _each(Party.values, wording.party)
    week = _weekdays(found)
    days = [
        {"short": wording.weekday(day, short=True), "label": wording.weekday(day)} for day in week
    ]
    hours = [
        {"short": wording.slot(hour, short=True), "label": wording.slot(hour)} for hour in SLOTS
    ]
    places = sorted(found.by("place"), key=Place.values.index)
    return [
        {
            "id": "map-week",
            "title": _("Weekday and hour"),
            "corner": _("Hour"),
            "rows": [wording.slot(hour) for hour in SLOTS],
            "columns": days,
            "apart": (1, 0),
            "tables": _tables(found, ("slot", SLOTS), ("weekday", week)),
        },
        {
            "id": "map-place",
            "title": _("Place and hour"),
            "note": _(
                "At the top the hour. '<8' is before 8:00, '17' is 17:00 and later, '?' is time unknown."
            ),
            "corner": _("Place"),
            "rows": [wording.place(code) for code in places],
            "columns": hours,
            "apart": (0, 1),
            "tables": _tables(found, ("place", places), ("slot", SLOTS)),
        },
        {
            "id": "map-parties",
            "title": _("From whom and toward whom"),
            "note": _("In the rows from whom it came, in the columns whom it befell."),
            "corner": _("It came from"),
            "rows": [party["label"] for party in parties],
            "columns": parties,
            "apart": (0, 0),
            "tables": _tables(found, ("by_whom", Party.values), ("against_whom", Party.values)),
        },
    ]


def _each(codes: Iterable[str], word: Callable[[str], str]) -> list[Drawn]:
    return [{"short": word(code), "label": word(code)} for code in codes]


def _weekdays(found: Trends) -> list[int]:
    """Return Monday to Friday, and the days of the weekend on which something happened."""
    return sorted({1, 2, 3, 4, 5, *found.by("weekday")})


def _tables(found: Trends, rows: Any, columns: Any) -> list[Drawn]:
    return [
        {"label": found.year.label, "values": found.grid(rows, columns, now=True)},
        {"label": found.year.before.label, "values": found.grid(rows, columns, now=False)},
    ]
