"""The one door to WeasyPrint: HTML from a template to PDF/UA, without any fetch but our own style sheet.

What makes WeasyPrint slow, and what this module does about it (docs/performance.md has the figures):
a word of thousands of letters, in which it tries every letter as an end of a line (so long words get
places to break), and a paragraph with thousands of `<br>`, of which the cost grows with the square (so
templates write lines as `class="text"`, which keeps them as they were typed, instead of linebreaksbr).
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.errors import Refused

LONG_WORD = 40  # letters after which a word gets places to break
_PIECE = 10
_CHARACTERS_A_PAGE = 2200
_TEXT = re.compile(r">[^<]+<")
_LETTER = r"&#?\w+;|[^\s&<>]|&"
_LONG = re.compile(rf"(?:{_LETTER}){{{LONG_WORD + 1},}}")
_PIECES = re.compile(rf"(?:{_LETTER}){{1,{_PIECE}}}")
_TAG = re.compile(r"<[^>]*>")


class NoTool(Refused):
    """WeasyPrint finds no Pango on this machine."""


def available() -> bool:
    """Return whether WeasyPrint finds its system libraries (Pango) on this machine."""
    try:
        import weasyprint  # noqa: F401 - fails where Pango is missing
    except (OSError, ImportError):
        return False
    return True


def html_of(template: str, context: dict[str, Any]) -> str:
    """Return the HTML of a template, ready to be laid out. Reads the database where the template does."""
    return with_places_to_break(render_to_string(template, context))


def with_places_to_break(html: str) -> str:
    """Return `html` in which words of more than 40 letters may be broken after each ten.

    The places are zero-width spaces in the text between tags: nothing is seen of them.
    """

    def broken(word: re.Match[str]) -> str:
        return "\u200b".join(_PIECES.findall(word[0]))

    return _TEXT.sub(lambda text: _LONG.sub(broken, text[0]), html)


def expected_pages(html: str) -> int:
    """Return a guess of how many pages `html` takes, at least two: for a progress bar."""
    return len(_TAG.sub("", html)) // _CHARACTERS_A_PAGE + 2


def from_html(html: str, *, on_page: Callable[[int], None] | None = None) -> bytes:
    """Return the PDF/UA-1 of `html`; calls `on_page(number)` for each page that is laid out.

    Raises NoTool where WeasyPrint can't run. Nothing is fetched: the style sheet is read here, and every
    URL in the document is refused.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (OSError, ImportError):
        raise NoTool(
            _("PDFs cannot be made on this server yet: the library Pango is missing.")
        ) from None
    style = (settings.BASE_DIR / "static" / "css" / "pdf.css").read_text()
    fetcher = URLFetcher(allowed_protocols=(), allow_redirects=False)
    with _told(on_page):
        result: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[CSS(string=style, url_fetcher=fetcher)], pdf_variant="pdf/ua-1"
        )
    return result


def render(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF/UA-1 of a template. Raises NoTool where WeasyPrint can't run."""
    return from_html(html_of(template, context))


class _PageHandler(logging.Handler):
    """Hears WeasyPrint's own account of its progress, which has the number of the page as argument."""

    def __init__(self, on_page: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.on_page = on_page

    def emit(self, record: logging.LogRecord) -> None:
        if "Page %d" in str(record.msg) and isinstance(record.args, tuple):
            self.on_page(int(str(record.args[-1])))


@contextmanager
def _told(on_page: Callable[[int], None] | None) -> Iterator[None]:
    """Pass WeasyPrint's progress on while the block runs. What `on_page` raises stops the layout."""
    if on_page is None:
        yield
        return
    told, handler = logging.getLogger("weasyprint.progress"), _PageHandler(on_page)
    before = told.level, told.propagate
    told.setLevel(logging.INFO)
    told.propagate = False
    told.addHandler(handler)
    try:
        yield
    finally:
        told.removeHandler(handler)
        told.setLevel(before[0])
        told.propagate = before[1]
