"""The bundle of Rapportages as one PDF: the summary in front, then the Rapportage of each case (M11, A8)."""

from django.template.loader import render_to_string
from django.utils.html import format_html_join

from audit.services import record
from core import documents, pdf
from meldcode import events
from meldcode.bundling import CaseInBundle, cases_of, contents_of, period_label
from meldcode.rapportage import context_for

_READING = 300  # of a thousand: how much of the bar the reading takes


def make_bundle(making: documents.Making) -> bytes:
    """Return the PDF: one case a transaction, each asked anew whether it exists for the owner."""
    with making.reading() as (reader, bundle):
        found = contents_of(bundle, reader)
        context = making.frame(reader) | {
            "bundle": bundle,
            "contents": found,
            "period": period_label(bundle),
        }
    written = [row for row in found.cases if row.written]
    parts: list[str] = []
    for number, row in enumerate(written, start=1):
        parts.append(_rapportage(making, row))
        making.progress(_READING * number // len(written), 1000)
    body = format_html_join("", "{}", ((part,) for part in parts))
    html = render_to_string("meldcode/bundle_pdf.html", context | {"rapportages": body})
    return making.laid_out(pdf.with_places_to_break(html), begin=_READING)


def _rapportage(making: documents.Making, row: CaseInBundle) -> str:
    """Return the Rapportage of one case as HTML, and log that its owner read it; '' if it is gone."""
    with making.reading() as (reader, bundle):
        case = cases_of(bundle, reader).filter(pk=row.case.pk).first()
        if case is None:
            return ""
        record(events.RAPPORTAGE_BUNDLED, actor=reader, obj=case)
        return render_to_string("meldcode/paper/rapportage_in_bundle.html", context_for(case))
