"""The one door to WeasyPrint: HTML from a template to PDF/UA, without any fetch but our own style sheet."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.errors import Refused


def available() -> bool:
    """Return whether WeasyPrint finds its system libraries (Pango) on this machine."""
    try:
        import weasyprint  # noqa: F401 - fails where Pango is missing
    except (OSError, ImportError):
        return False
    return True


def render(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF/UA-1 of a template. Raises Refused where WeasyPrint can't run.

    Nothing is fetched: the style sheet is read here, and every URL in the document is refused.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (OSError, ImportError):
        raise Refused(
            _("PDFs cannot be made on this server yet: the library Pango is missing.")
        ) from None
    style = (settings.BASE_DIR / "static" / "css" / "pdf.css").read_text()
    fetcher = URLFetcher(allowed_protocols=(), allow_redirects=False)
    document = HTML(string=render_to_string(template, context), url_fetcher=fetcher)
    result: bytes = document.write_pdf(
        stylesheets=[CSS(string=style, url_fetcher=fetcher)], pdf_variant="pdf/ua-1"
    )
    return result


def response(content: bytes, filename: str) -> HttpResponse:
    """Return a download. `filename` holds no name of a person."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
