"""The figures as a table that reads in a terminal and in Markdown."""

from collections.abc import Sequence

from schoolsafety.bench.pages import Figures, Timed

_HEAD = ("page", "role", "queries", "KiB", "own ms", "p50 ms", "p95 ms", "goal ms", "")
_TASKS = ("task", "seconds")


def percentile(times: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `times` lies (nearest rank)."""
    ordered = sorted(times)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def pages(rows: Sequence[Figures]) -> str:
    """Return the table of pages; what takes longer than its goal says so."""
    return _table(_HEAD, [_row(row) for row in rows])


def tasks(rows: Sequence[Timed]) -> str:
    """Return the table of what the clock and the command line do."""
    return _table(_TASKS, [(row.name, f"{row.seconds:.1f}") for row in rows])


def _row(row: Figures) -> tuple[str, ...]:
    p50, p95 = (percentile(row.milliseconds, share) for share in (0.5, 0.95))
    return (
        row.page.name,
        row.page.role,
        str(row.queries),
        f"{row.size / 1024:.0f}",
        f"{percentile(row.own, 0.5):.0f}",
        f"{p50:.0f}",
        f"{p95:.0f}",
        str(row.page.goal),
        "over" if p95 > row.page.goal else "",
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = list(zip(head, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )
