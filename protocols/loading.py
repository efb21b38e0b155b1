"""Brings the library's texts into the database. A version that is there is never changed."""

from typing import Any

from django.db import connections, transaction

from protocols.library import FOLDER, LibraryError, ProtocolText, read_folder
from protocols.models import Protocol


def load_library(*, folder: Any = FOLDER, using: str = "default") -> list[str]:
    """Add every version that is new, all or nothing. Returns the codes of those added.

    Raises LibraryError if a text is not right, or differs from what was loaded under the same version:
    runs refer to it. This is part of installing, like a migration; the texts' history is the repository's.
    """
    texts = read_folder(folder)
    with transaction.atomic(using=using):
        return [text.code for text in texts if _load(text, using)]


def _load(text: ProtocolText, using: str) -> bool:
    values = {
        "title": text.title,
        "summary": text.summary,
        "source": text.source,
        "content": text.content(),
    }
    found, added = Protocol.objects.using(using).get_or_create(
        code=text.code, version=text.version, defaults=values
    )
    if not added and any(getattr(found, name) != value for name, value in values.items()):
        raise LibraryError(
            f"{text.code}: version {text.version} was loaded with another text."
            " Give the changed text a higher version."
        )
    return added


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Load the library when the tables are there (Django's post_migrate; migrating back drops them)."""
    if Protocol._meta.db_table in connections[using].introspection.table_names():
        load_library(using=using)
