"""The one door to WeasyPrint: tagged, without a fetch, and polite where it can't work."""

import io
import sys

import pypdf
import pytest
from django.template import engines

from core import pdf
from core.errors import Refused
from core.forms import NARRATIVE_LIMIT


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch, tmp_path) -> str:
    body = (
        '<html lang="nl"><head><title>Proef</title></head><body><h1>Proef</h1>'
        '<img src="file:///etc/passwd" alt="x"><img src="http://127.0.0.1:9/x" alt="x">'
        "<p>{{ text }}</p></body></html>"
    )
    made = engines["django"].from_string(body)
    monkeypatch.setattr(pdf, "render_to_string", lambda name, context: made.render(context))
    return "made-here.html"


def test_document_is_tagged_and_names_its_language(template: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(template, {"text": "Hallo"})))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert "Hallo" in reader.pages[0].extract_text()


def test_nothing_is_fetched_from_disk_or_network(template: str) -> None:
    text = "<img src='file:///etc/hostname'>"
    content = pdf.render(template, {"text": text})
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert b"root:" not in content
    assert not reader.pages[0].images
    assert "file:///etc/hostname" in reader.pages[0].extract_text()


def test_without_its_libraries_it_refuses_in_words(monkeypatch, template: str) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert not pdf.available()
    with pytest.raises(Refused, match="Pango"):
        pdf.render(template, {})


def test_a_cell_with_the_longest_text_there_can_be_goes_on_over_pages(monkeypatch) -> None:
    # Where a table seeks its own widths, this doesn't end today: the cost grows with the square.
    made = engines["django"].from_string(
        '<html lang="nl"><head><title>Proef</title></head><body><h1>Proef</h1>'
        '<table><tr><th scope="row">Wat</th><td>{{ text }}</td></tr></table></body></html>'
    )
    monkeypatch.setattr(pdf, "render_to_string", lambda name, context: made.render(context))
    text = ("Zij zag het. " * NARRATIVE_LIMIT)[: NARRATIVE_LIMIT - 6] + " Slot."
    pages = pypdf.PdfReader(io.BytesIO(pdf.render("made-here.html", {"text": text}))).pages
    assert len(pages) > 3
    assert "Slot." in pages[-1].extract_text()
