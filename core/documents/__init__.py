"""Documents that the worker makes: for whoever asked, with progress, and again when a worker was killed.

**For a room that has a document to give.** In the `ready()` of its app a room registers a *kind*, and
gives it a button with `core.document_views.AskDocument`; the rest (the page with progress, the
download, 'My documents') is here. A PDF of one template needs nothing but this:

    documents.register_pdf(
        "dossiers.talk_report",                   # the code; stands in the row
        title=_("Report of a talk"),              # without a name
        rows=lambda user: Talk.objects.visible_to(user),  # does it exist for them? (404)
        permissions=("dossiers.open_dossier", "dossiers.has_cause"),  # may they do this? (403)
        look=events.TALK_REPORT_DOWNLOADED,       # written for each download, about the subject
        template="dossiers/talk_report_pdf.html", # extends layouts/pdf.html
        context=report_context,                   # (reader, subject, choice) -> dict
        filename="gespreksverslag",               # without a name, without an ending
        label=lambda talk: talk.pupil.full_name,  # shown on pages only, never kept
        back=lambda talk: reverse("dossiers:talk", args=[talk.pk]),
    )

Anything else (a zip, a PDF in parts) registers a `make`; see `register` and `Making`.

**What is promised.** `ask` writes a row; beat wakes `core.tasks.make_documents` each few seconds, and
the web never speaks to Redis (ADR 4). A worker claims a row by a conditional update and holds it by a
lease, which each report of progress renews. If the worker dies, the lease runs out and another makes
it; three times at most. What is made is read as the owner: same rows, same permissions, asked anew, so
that somebody who lost the role meanwhile gets nothing, also at the download. A day later it is gone.
"""

from core.documents.asking import ask, read, try_again
from core.documents.kinds import (
    Kind,
    LostLease,
    Making,
    NotAllowed,
    TooHeavy,
    codes,
    kind_of,
    register,
    register_pdf,
)
from core.documents.making import claim, delete_expired, make, make_waiting

__all__ = [
    "Kind",
    "LostLease",
    "Making",
    "NotAllowed",
    "TooHeavy",
    "ask",
    "claim",
    "codes",
    "delete_expired",
    "kind_of",
    "make",
    "make_waiting",
    "read",
    "register",
    "register_pdf",
    "try_again",
]
