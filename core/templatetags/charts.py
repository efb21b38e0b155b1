"""Tags that draw figures of two years beside each other and heat maps; see docs/components.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template

from core import charts

register = template.Library()


@register.inclusion_tag("components/paired_chart.html")
def paired_chart(
    title: object,
    rows: Iterable[Mapping[str, Any]],
    now: object,
    before: object,
    id: str = "chart",
    what: object = "",
) -> dict[str, Any]:
    """Draw two years as bars (SVG) with the same figures in a table beneath.

    Each row is a mapping of `label`, `value` and `before`; None means: not known (yet). `now` and
    `before` name the years, `what` the rows.
    """
    given = [(str(row["label"]), row["value"], row["before"]) for row in rows]
    chart = charts.paired_chart(given)
    return {
        "title": title,
        "chart": chart,
        "now": now,
        "before": before,
        "id": id,
        "what": what,
        "any_drawn": any(pair.now.value or pair.before.value for pair in chart.pairs),
    }


@register.inclusion_tag("components/heat_map.html")
def heat_map(
    title: object,
    rows: Sequence[object],
    columns: Sequence[Mapping[str, Any]],
    tables: Sequence[Mapping[str, Any]],
    id: str = "heat",
    apart: tuple[int, int] = (0, 0),
    corner: object = "",
) -> dict[str, Any]:
    """Draw counts of rows × columns as a heat map (SVG) with tables of the figures beneath.

    `columns` are mappings of `short` (in the drawing) and `label`; `tables` are mappings of `label` and
    `values` (a list a row), of which the first is drawn. `apart` as in core/charts.py; `corner`
    says what rows and columns are.
    """
    names = [str(name) for name in rows]
    short = [str(column["short"]) for column in columns]
    return {
        "title": title,
        "drawn": tables[0]["label"],
        "map": charts.heat_map(names, short, tables[0]["values"], apart=apart),
        "columns": columns,
        "tables": [
            {"label": table["label"], "rows": list(zip(names, table["values"], strict=True))}
            for table in tables
        ],
        "id": id,
        "corner": corner,
    }
