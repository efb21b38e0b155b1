"""Documents of a dossier that the worker makes (core/documents): the chronology as PDF."""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core import charts, documents, pdf
from dossiers import events
from dossiers.selectors.chronology import Chronology, Narrowing, Place, by_year, chronology
from dossiers.selectors.people import group_of
from schools.models import Pupil

CHRONOLOGY = "dossiers.chronology"
MOST = 5000  # entries in one PDF
_AT_ONCE = 100  # entries read in one transaction
_READING = 300  # of a thousand: how much of the bar the reading takes


def narrowing_of(choice: Any) -> Narrowing:
    """Return the part that was asked for, from the codes that the document keeps."""
    values = dict(choice)
    author = values.pop("author", "")
    return Narrowing(author=int(author) if author else None, **values)


def make_chronology(making: documents.Making) -> bytes:
    """Return the PDF: read a hundred entries at a time, then laid out. Raises TooHeavy beyond 5,000."""
    narrowing = narrowing_of(making.choice)
    with making.reading() as (reader, pupil):
        found = chronology(pupil, reader).narrowed(narrowing)
        if len(found.chosen) > MOST:
            raise documents.TooHeavy
        context = making.frame(reader) | {
            "pupil": pupil,
            "group": group_of(pupil),
            "chronology": found,
            "chosen_words": in_words(found),
            "chart": frequency(found),
        }
    parts: list[SafeString] = []
    for read, part in enumerate(_parts(making, found)):
        parts.append(part)
        making.progress(min(_READING, _READING * read * _AT_ONCE // len(found.chosen)), 1000)
    body = format_html_join("", "{}", ((part,) for part in parts))
    html = render_to_string("dossiers/chronology_pdf.html", context | {"body": body})
    return making.laid_out(pdf.with_places_to_break(html), begin=_READING)


def _parts(making: documents.Making, found: Chronology) -> Iterator[SafeString]:
    """Yield the entries as HTML, a hundred at a time; each time it is asked anew who may read."""
    last_year = ""
    for start in range(0, len(found.chosen), _AT_ONCE):
        places: tuple[Place, ...] = found.chosen[start : start + _AT_ONCE]
        with making.reading() as (reader, pupil):
            now = Chronology(pupil, reader, found.places, found.chosen, found.narrowing)
            years = by_year(now.entries(places))
            yield render_to_string(
                "dossiers/paper/entries.html", {"years": years, "last_year": last_year}
            )
        last_year = places[-1].year


def frequency(found: Chronology) -> charts.Chart:
    """Return the picture of how often, for paper."""
    rows = [(month["label"], month["value"]) for month in found.months()]
    return charts.bar_chart(rows, width=640, height=180)


def in_words(found: Chronology) -> list[str]:
    """Return which part of the chronology was chosen, for the head of a print; [] is all of it."""
    from dossiers.models import Signal

    narrowing = found.narrowing
    words = [str(source.label) for source in found.kinds() if source.kind == narrowing.kind]
    if narrowing.signal_kind:
        words.append(str(dict(Signal.Kind.choices).get(narrowing.signal_kind, "")))
    words += [str(user) for user in found.authors() if user.pk == narrowing.author]
    return words + ([narrowing.year] if narrowing.year else [])


def register() -> None:
    """Register the chronology; who asks needs the permission and a cause, then and later (R1)."""
    documents.register(
        CHRONOLOGY,
        make=make_chronology,
        title=_("Chronology of a dossier"),
        rows=lambda user: Pupil.objects.visible_to(user),
        permissions=("dossiers.open_dossier", "dossiers.has_cause", "dossiers.export_dossier"),
        look=events.DOSSIER_EXPORTED,
        filename="dossier-tijdlijn",
        label=lambda pupil: pupil.full_name,
        back=lambda pupil: reverse("dossiers:dossier", args=[pupil.pk]),
        advice=_("It is too large to make in one piece. Choose one school year and ask again."),
    )
