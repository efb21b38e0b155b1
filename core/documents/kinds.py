"""The registry of kinds, and how a document is made as its owner sees it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from core import pdf
from core.context import acting_as, acting_as_system
from core.models import Document
from core.views import may

_BETWEEN_REPORTS = 1.0  # seconds


class NotAllowed(Exception):
    """The owner may not read this (any more)."""


class TooHeavy(Exception):
    """It is too large to make in one piece; a `make` may raise it itself."""


class LostLease(Exception):
    """Another worker took the document over; whoever sees this stops."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document; see the top of this package for what each part is for."""

    code: str
    title: Promise
    rows: Callable[[Any], "models.QuerySet[Any]"]
    permissions: tuple[str, ...]
    look: str
    make: Callable[["Making"], bytes]
    filename: str
    media_type: str = "application/pdf"
    ending: str = "pdf"
    label: Callable[[Any], str] = field(default=lambda subject: "")
    back: Callable[[Any], str] | None = None
    advice: Promise | None = None  # what to do when it is too heavy
    refusal: Promise | None = None  # why it isn't made for who may read what it is about

    def subject_for(self, user: Any, key: str) -> Any:
        """Return what the document is about. Raises NotAllowed if `user` may not read it now."""
        subject = self.rows(user).filter(pk=key).first()
        if subject is None or not all(may(user, name, subject) for name in self.permissions):
            raise NotAllowed(self.code)
        return subject


_kinds: dict[str, Kind] = {}


def register(code: str, *, make: Callable[["Making"], bytes], **parts: Any) -> Kind:
    """Register a kind whose bytes `make(making)` returns. Raises ValueError for a code that exists.

    `make` runs in the worker, outside any transaction. It reads inside `with making.reading() as
    (reader, subject)`, as the owner, as briefly as it can and as often as it likes, and calls
    `making.progress(done, total)` outside of it. It may raise `TooHeavy`.
    """
    if code in _kinds:
        raise ValueError(f"the kind of document {code} is registered twice")
    _kinds[code] = Kind(code=code, make=make, **parts)
    return _kinds[code]


def register_pdf(
    code: str,
    *,
    template: str,
    context: Callable[[Any, Any, Mapping[str, Any]], dict[str, Any]],
    **parts: Any,
) -> Kind:
    """Register a PDF of one template; `context(reader, subject, choice)` is asked for as the owner."""

    def make(making: Making) -> bytes:
        with making.reading() as (reader, subject):
            found = making.frame(reader) | context(reader, subject, making.choice)
            html = pdf.html_of(template, found)
        return making.laid_out(html)

    return register(code, make=make, **parts)


def registered(code: str) -> Kind:
    """Return a kind by its code. Raises KeyError for a code that no room registers."""
    return _kinds[code]


def kind_of(document: Document) -> Kind:
    """Return the kind of a document. Raises KeyError for a code that no room registers."""
    return registered(document.kind)


def codes() -> list[str]:
    """Return every registered code, sorted."""
    return sorted(_kinds)


class Making:
    """A document under way, as its `make` sees it."""

    def __init__(self, document: Document, kind: Kind) -> None:
        self.document, self.kind = document, kind
        self.choice: Mapping[str, Any] = document.choice
        self._reported = 0.0

    @contextmanager
    def reading(self) -> Iterator[tuple[Any, Any]]:
        """Read as the owner, in one transaction. Yields the owner and the subject, both fresh.

        Raises NotAllowed for somebody whose account or role has ended.
        """
        owner = get_user_model().objects.filter(pk=self.document.owner_id, is_active=True).first()
        if owner is None:
            raise NotAllowed(self.kind.code)
        with acting_as(owner):
            yield owner, self.kind.subject_for(owner, self.document.subject)

    def frame(self, reader: Any) -> dict[str, Any]:
        """Return what layouts/pdf.html needs: whose copy it is, of when, and what it is."""
        return {
            "reader": str(reader),
            "printed_at": timezone.localtime(),
            "document_title": self.kind.title,
        }

    def progress(self, done: int, total: int) -> None:
        """Report progress and keep the lease: at most one write a second, in a transaction of its own.

        Raises LostLease if the document is no longer ours.
        """
        if time.monotonic() - self._reported < _BETWEEN_REPORTS:
            return
        self._reported = time.monotonic()
        with acting_as_system():
            kept = held(self.document).update(
                done=min(done, total), total=total, lease_until=lease_end()
            )
        if not kept:
            raise LostLease(self.document.pk)

    def laid_out(self, html: str, *, begin: int = 0) -> bytes:
        """Return the PDF of `html`, reporting each page as progress from `begin` to a thousand."""
        expected, furthest = pdf.expected_pages(html), 0

        def on_page(number: int) -> None:
            # How many pages it takes is a guess, and some are laid out twice: never back, never full.
            nonlocal furthest
            furthest = max(furthest, min(number, expected - 1))
            self.progress(begin + (1000 - begin) * furthest // expected, 1000)

        return pdf.from_html(html, on_page=on_page)


def held(document: Document) -> "models.QuerySet[Document]":
    """Return the row of `document` if this try still holds it."""
    return Document.objects.filter(
        pk=document.pk, state=Document.State.WORKING, tries=document.tries
    )


def lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.DOCUMENT_LEASE_SECONDS)
