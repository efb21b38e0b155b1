"""Brings the library's words into the database, for every board that is there or will be."""

from pathlib import Path
from typing import Any

from django.db import connections, transaction

from writing.library import FILE, read
from writing.models import Word


def load_words(*, path: Path = FILE, using: str = "default") -> int:
    """Add a version of each word that is new, changed or gone from the file. Returns how many.

    Versions of boards are left alone. Raises writing.library.LibraryError, and changes nothing, if the
    file is not right. This is part of installing, like a migration, so it has no actor; its history is
    the repository's and the versions themselves.
    """
    texts = read(path)
    with transaction.atomic(using=using):
        library = Word.objects.using(using).filter(board__isnull=True)
        last = {word.code: word for word in library.order_by("code", "-number").distinct("code")}
        made = []
        for text in texts:
            known = last.pop(text.code, None)
            values = text.values()
            if known is None or not known.active or _differs(known, values):
                made.append(Word(code=text.code, number=_next(known), **values))
        made += [_retired(word) for word in last.values() if word.active]
        Word.objects.using(using).bulk_create(made)
    return len(made)


def _differs(word: Word, values: dict[str, str]) -> bool:
    return any(getattr(word, name) != value for name, value in values.items())


def _next(word: Word | None) -> int:
    return word.number + 1 if word else 1


def _retired(word: Word) -> Word:
    kept = ("code", "kind", "term", "forms", "unless", "reason", "alternative")
    values = {name: getattr(word, name) for name in kept}
    return Word(number=word.number + 1, active=False, **values)


def after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Load the library when the table is there (Django's post_migrate; migrating back drops it)."""
    if Word._meta.db_table in connections[using].introspection.table_names():
        load_words(using=using)
