"""What the page of a case says of its papers: which can be made by whom, and until when it is kept."""

from typing import Any

from core import pdf
from core.ids import uuid7
from core.views import may
from meldcode.models import Case
from meldcode.reading import CaseFile
from meldcode.retention import keeping_of


def papers(case: Case, file: CaseFile, user: Any) -> dict[str, Any]:
    """Return the context of parts/documents.html; the case came with its school and board."""
    return {
        "can_record": may(user, "meldcode.download_record", case),
        "record_key": uuid7(),
        "writes_rapportage": may(user, "meldcode.work_on_case", case),
        "rapportage_key": uuid7(),
        "pdf_available": pdf.available(),
        "keeping": keeping_of(case, file.children),
    }
