"""Pages of documents that the worker makes: asking, following, downloading, the own list.

Other rooms need `AskDocument` only; see the top of core/documents/__init__.py.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import documents
from core.errors import NotVisible
from core.ids import uuid7
from core.models import Document
from core.views import GuardedAction, GuardedObjectMixin, GuardedObjectPage, GuardedPage

REASONS = {
    Document.Failure.NOT_ALLOWED: gettext_lazy(
        "You may not read this any more. Ask the AF HGKM or the manager if you think that is a mistake."
    ),
    Document.Failure.TOO_HEAVY: gettext_lazy(
        "It is too large to make in one piece. Choose a smaller part of it and ask again."
    ),
    Document.Failure.NO_TOOL: gettext_lazy(
        "PDFs cannot be made on this server yet: the library Pango is missing."
    ),
    Document.Failure.BROKEN: gettext_lazy(
        "Something went wrong on our side. Nothing is lost. Try again."
    ),
}


def page_of(document: Document) -> str:
    """Return the address of a document's page."""
    return reverse("documents:document", args=[document.pk])


class AskDocument(GuardedAction, abstract=True):
    """The button that asks for a document about `object`: POST, then the document's page.

    A subclass names `permission`, `model` and `kind`, says where a refusal goes (`refused_url`) and may
    say which part is asked for (`choice`: codes, numbers and ids). Put `key` (a UUID) in the form, so
    that a button pressed twice asks once.
    """

    kind: ClassVar[str]

    def choice(self) -> dict[str, Any]:
        """Return which part of it, as codes, numbers and ids."""
        return {}

    def key(self) -> uuid.UUID:
        """Return the key of the form, or a new one for a button without."""
        try:
            return uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return uuid7()

    def perform(self) -> str:
        document = documents.ask(
            actor=self.request.user,
            kind=self.kind,
            subject=self.object,
            key=self.key(),
            choice=self.choice(),
        )
        return page_of(document)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as a page shows it: what is it, about whom, how far, and why not."""

    document: Document
    title: str
    label: str
    reason: str
    back: str


def shown(user: Any, rows: Iterable[Document]) -> list[Shown]:
    """Return documents in words: one query a kind for what they are about, however many there are."""
    rows = list(rows)
    found: dict[str, dict[str, Any]] = {}
    for kind in {row.kind for row in rows} & set(documents.codes()):
        asked = [row for row in rows if row.kind == kind]
        subjects = documents.kind_of(asked[0]).rows(user)
        subjects = subjects.filter(pk__in={row.subject for row in asked})
        found[kind] = {str(subject.pk): subject for subject in subjects}
    return [_shown(row, found.get(row.kind, {}).get(row.subject)) for row in rows]


def _shown(row: Document, subject: Any) -> Shown:
    if row.kind not in documents.codes():
        return Shown(row, _("Document"), "", str(REASONS.get(_failure(row), "")), "")
    kind = documents.kind_of(row)
    reason = str(REASONS.get(_failure(row), ""))
    if row.failure == Document.Failure.TOO_HEAVY and kind.advice:
        reason = str(kind.advice)
    if row.failure == Document.Failure.NOT_ALLOWED and kind.refusal and subject is not None:
        reason = str(kind.refusal)
    label = kind.label(subject) if subject is not None else ""
    back = kind.back(subject) if subject is not None and kind.back else ""
    return Shown(row, str(kind.title), label, reason, back)


def _failure(row: Document) -> Any:
    return Document.Failure(row.failure) if row.failure else None


class DocumentMixin(GuardedObjectMixin, abstract=True):
    """One document of the own list."""

    permission = "core.own_documents"
    model = Document
    object: Document


class DocumentView(DocumentMixin, GuardedObjectPage):
    """How far a document is; the page asks for itself again until it is ready."""

    template_name = "documents/document.html"
    purpose = gettext_lazy(
        "A document is made in the background. You may leave this page: it stays in your list."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (seen,) = shown(self.request.user, [self.object])
        asked = self.request.GET.get("seen", "") if self.request.headers.get("HX-Request") else ""
        extra = {"shown": seen, "title": seen.title, "unchanged": asked == self.object.state}
        return super().get_context_data(**(extra | kwargs))


class DownloadView(DocumentMixin):
    """The document itself, if its owner may still read what it is about; each download is a look (A8)."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.state != Document.State.READY:
            return redirect(page_of(self.object))
        try:
            content, subject = documents.read(actor=request.user, document=self.object)
        except documents.NotAllowed as refused:
            raise NotVisible(self.object._meta.label_lower, str(self.object.pk)) from refused
        kind = documents.kind_of(self.object)
        request.__dict__.setdefault("looks", []).append((kind.look, subject))
        name = f"{kind.filename}-{str(self.object.pk)[-8:]}.{kind.ending}"
        return HttpResponse(
            content,
            content_type=kind.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )


class TryAgain(DocumentMixin, GuardedAction):
    """Let a failed document be made once more."""

    def perform(self) -> str:
        documents.try_again(actor=self.request.user, document=self.object)
        return page_of(self.object)

    def refused_url(self) -> str:
        return page_of(self.object)


class DocumentsView(GuardedPage):
    """The documents that I asked for and that are still there."""

    permission = "core.own_documents"
    template_name = "documents/documents.html"
    title = gettext_lazy("My documents")
    purpose = gettext_lazy(
        "Documents that you asked for. They are copies: after a day they are deleted."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Document.objects.visible_to(self.request.user)[:50]
        return super().get_context_data(documents=shown(self.request.user, rows), **kwargs)
