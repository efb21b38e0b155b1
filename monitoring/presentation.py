"""From figures to what a template draws: tabs, tiles, charts, tables, steps. No queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.measures import KINDS, Theme
from monitoring.models import MonitoringRound
from monitoring.reading import Cell, Course, Line, Overview
from schools.models import SchoolYear


def year_tabs(years: Sequence[SchoolYear], index: int) -> list[dict[str, Any]]:
    """Return the school-year selector, the newest first."""
    return [
        {"label": year.name, "url": f"?year={year.name}", "active": number == index}
        for number, year in enumerate(years)
    ]


def hidden_note() -> str:
    """Say at a hidden figure why it is hidden."""
    return _("Not shown: too few, or it would tell how few another is.")


def trend(cell: Cell) -> str:
    """Say how a figure stands to that of the year before, if both are shown."""
    if not cell.known:
        return _("Not counted")
    if cell.value is None:
        return hidden_note()
    if cell.change is None:
        return ""
    words = {
        True: _("%(number)s more than last year"),
        False: _("%(number)s fewer than last year"),
    }
    if cell.change == 0:
        return _("As many as last year")
    return words[cell.change > 0] % {"number": abs(cell.change)}


def _url(line: Line) -> str:
    return reverse("monitoring:measure", args=[line.measure.code])


def _tile(line: Line) -> dict[str, Any] | None:
    cell = line.total or (line.cells[0] if len(line.cells) == 1 else None)
    if cell is None or not line.measure.tile:
        return None
    return {
        "label": line.measure.label,
        "value": cell.value,
        "note": trend(cell),
        "url": _url(line),
        "icon": line.measure.icon,
    }


def _themes(found: Overview) -> list[dict[str, Any]]:
    schools = [str(school) for school in found.reader.schools]
    lines = {theme: [one for one in found.lines if one.measure.theme == theme] for theme in Theme}
    return [
        {
            "code": theme.value,
            "title": theme.label,
            "lines": [
                {
                    "measure": one.measure,
                    "url": _url(one),
                    "cells": list(zip(schools, one.cells, strict=True)),
                    "total": one.total,
                }
                for one in lines[theme]
            ],
        }
        for theme in Theme
    ]


def _per_school(found: Overview, code: str) -> list[dict[str, Any]]:
    line = next(one for one in found.lines if one.measure.code == code)
    pairs = zip(found.reader.schools, line.cells, strict=True)
    return [{"label": str(school), "value": cell.value} for school, cell in pairs if cell.known]


def of_overview(found: Overview) -> dict[str, Any]:
    """Return the context of the page of one school year."""
    tiles = [tile for tile in map(_tile, found.lines) if tile is not None]
    kinds = [
        {"label": str(KINDS[code].label), "value": value} for code, value in found.kinds.items()
    ]
    return {
        "overview": found,
        "schools": found.reader.schools,
        "tiles": tiles,
        "themes": _themes(found),
        "signals_per_school": _per_school(found, "signals")
        if len(found.reader.schools) > 1
        else [],
        "kinds": sorted(kinds, key=lambda row: (-(row["value"] or 0), row["label"])),
        "has_exact": bool(found.reader.exact),
        "has_board": bool(found.reader.board),
    }


def of_course(found: Course) -> dict[str, Any]:
    """Return the context of the page of one measure."""
    single = found.schools[0][1] if len(found.schools) == 1 else []
    cells = found.totals if found.reader.has_total else single
    return {
        "course": found,
        "measure": found.measure,
        "years": found.years,
        "rows": [
            {"school": school, "cells": list(zip(found.years, cells, strict=True))}
            for school, cells in found.schools
        ],
        "totals": list(zip(found.years, found.totals, strict=True))
        if found.reader.has_total
        else [],
        "chart": [
            {"label": year.name, "value": cell.value}
            for year, cell in zip(found.years, cells, strict=False)
        ],
    }


def can_conclude(round_: MonitoringRound, day: date) -> bool:
    """Return whether the round is open and its school year over."""
    return round_.is_open and round_.remind_on is not None and round_.remind_on <= day


def round_facts(round_: MonitoringRound) -> list[tuple[str, str]]:
    """Return the dates of a round, for a definition list."""
    days = [
        (_("The figures are gathered before"), round_.gather_by),
        (_("They are discussed before"), round_.discuss_by),
        (_("The report is there before"), round_.due_on),
    ]
    return [(label, date_format(day, "j F Y")) for label, day in days]
