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


def test_long_words_get_places_to_break_and_nothing_else_changes() -> None:
    # In a word of 20,000 letters WeasyPrint tries each as the end of a line: seconds a paragraph.
    html = f'<p class="a{"b" * 60}">kort {"x" * 41} &amp;{"&lt;" * 41}</p>'
    broken = pdf.with_places_to_break(html)
    assert f'class="a{"b" * 60}"' in broken
    assert broken.replace("\u200b", "") == html
    assert f"{'x' * 10}\u200b{'x' * 10}" in broken
    assert "&\u200b" not in broken  # no entity is cut in two
    assert "\u200b" not in pdf.with_places_to_break(f"<p>{'x' * pdf.LONG_WORD}</p>")


def test_each_page_is_told_while_it_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    html = (
        '<html lang="nl"><head><title>Proef</title></head><body><h1>Proef</h1>'
        + "<p>Zij zag het.</p>" * 300
        + "</body></html>"
    )
    told: list[int] = []
    content = pdf.from_html(html, on_page=told.append)
    pages = len(pypdf.PdfReader(io.BytesIO(content)).pages)
    assert pages > 3
    assert set(range(1, pages + 1)) <= set(told)
    # A guess, for a bar: the right order of size.
    assert pages / 4 < pdf.expected_pages(html) < pages * 4


def test_who_no_longer_wants_it_stops_the_layout() -> None:
    class Enough(Exception):
        pass

    def stop(number: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        pdf.from_html("<html lang='nl'><title>x</title><p>Proef</p></html>", on_page=stop)
