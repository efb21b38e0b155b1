"""Changes of a board's list of words. A change is a new version; nothing is overwritten."""

import uuid
from dataclasses import dataclass

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import Conflict, Refused
from core.once import already_made
from schools.models import Board
from writing import events
from writing.models import CODE_LENGTH, Word
from writing.querysets import MANAGE
from writing.spellings import SpellingError, joined


@dataclass(frozen=True, slots=True)
class WordValues:
    """What a version of a word holds, as it is typed."""

    kind: str
    term: str
    reason: str
    forms: str = ""
    unless: str = ""
    alternative: str = ""


@transaction.atomic
def add_word(*, actor: Actor, board: Board, key: uuid.UUID, values: WordValues) -> Word:
    """Put a word of the board's own in its list. Returns it; a repeat returns the first.

    Raises PermissionDenied for others than who keeps the list, and Refused for a word that stands in
    it already or that can't be looked for.
    """
    made = already_made(Word, key, made_by_id=actor.pk, board_id=board.pk)
    if made is not None:
        return made
    author = _keeper(actor, board)
    tidy = _tidy(values)
    code = slugify(tidy["term"])[:CODE_LENGTH]
    if not code:  # letters of another script
        code = f"w-{key}"
    if Word.objects.counting_for(board).filter(code=code).exists():
        raise Refused(
            _("This word is in the list already. Change it there, or switch it on."), field="term"
        )
    word = Word(pk=key, board=board, code=code, made_by_id=author, **tidy)
    word.save(force_insert=True)
    record(events.WORD_ADDED, actor=actor, obj=word, board=board.pk, kind=word.kind)
    return word


@transaction.atomic
def change_word(
    *, actor: Actor, board: Board, seen: Word, key: uuid.UUID, values: WordValues
) -> Word:
    """Make a new version for the board of the word that was `seen`. Returns it; a repeat the first.

    Raises as `add_word` does, and Conflict if the word was changed since.
    """
    made = already_made(Word, key, made_by_id=actor.pk, board_id=board.pk, code=seen.code)
    if made is not None:
        return made
    author = _keeper(actor, board)
    current = _current(board, seen.code)
    if current.pk != seen.pk:
        raise Conflict(_("Meanwhile a colleague changed this word. Read it and try again."))
    word = _version(current, board, author, active=current.active, pk=key, **_tidy(values))
    record(events.WORD_CHANGED, actor=actor, obj=word, board=board.pk, number=word.number)
    return word


@transaction.atomic
def switch_word(*, actor: Actor, board: Board, code: str, active: bool) -> Word:
    """Mark a word from now on in this board, or no longer. Returns the version that counts.

    Nothing happens if it is so already. Raises PermissionDenied as `add_word` does.
    """
    author = _keeper(actor, board)
    current = _current(board, code)
    if current.active is active:
        return current
    word = _version(current, board, author, active=active)
    event = events.WORD_SWITCHED_ON if active else events.WORD_SWITCHED_OFF
    record(event, actor=actor, obj=word, board=board.pk, number=word.number)
    return word


def _keeper(actor: Actor, board: Board) -> int:
    """Lock the board's list and return the account that changes it. Raises PermissionDenied."""
    Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    if not isinstance(actor, User) or not rules.has_perm(MANAGE, actor, board):
        raise PermissionDenied(MANAGE)
    return actor.pk


def _current(board: Board, code: str) -> Word:
    found: Word = Word.objects.counting_for(board).get(code=code)
    return found


def _version(
    current: Word,
    board: Board,
    author: int,
    *,
    active: bool,
    pk: uuid.UUID | None = None,
    **values: str,
) -> Word:
    names = ("kind", "term", "forms", "unless", "reason", "alternative")
    kept = {name: getattr(current, name) for name in names} | values
    number = current.number + 1 if current.is_own else 1
    word = Word(
        board=board,
        code=current.code,
        number=number,
        active=active,
        made_by_id=author,
        **kept,
        **({"pk": pk} if pk else {}),
    )
    word.save(force_insert=True)
    return word


def _tidy(values: WordValues) -> dict[str, str]:
    """Return the values as they are kept. Raises Refused by the field."""
    tidy = {
        "kind": values.kind,
        "reason": " ".join(values.reason.split()),
        "alternative": " ".join(values.alternative.split()),
    }
    if not tidy["reason"]:
        raise Refused(_("Say why this word is better not used."), field="reason")
    for name in ("term", "forms", "unless"):
        try:
            tidy[name] = joined(getattr(values, name))
        except SpellingError as error:
            raise Refused(told(error), field=name) from None
    if not tidy["term"]:
        raise Refused(_("Fill in a word."), field="term")
    return tidy


def told(error: SpellingError) -> str:
    """Return in words for people why a spelling can't be looked for."""
    if error.stem:
        return _("Put at least three letters before *: %(spelling)s") % {"spelling": error.spelling}
    return _(
        "This is no word to look for: %(spelling)s. Use letters only, with commas between."
    ) % {"spelling": error.spelling}
