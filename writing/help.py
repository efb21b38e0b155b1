"""The writing help for a pupil or a school: its words and names, read once for any number of texts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from schools.models import Board, Pupil, School
from writing.checks import Listed, Mark, WordTable, check
from writing.masking import NameTable
from writing.models import Word
from writing.names import names_around, names_of_school
from writing.spellings import split

NAME_REASON = _("Others go by initials only, so that nobody else can be recognised here.")


@dataclass(frozen=True, slots=True)
class WritingHelp:
    """Marks texts. Nothing of a text is kept."""

    words: WordTable
    names: NameTable

    def marks(self, text: str) -> list[Mark]:
        """Return the marks of `text` in order; see writing.checks."""
        return check(text, self.words, self.names)


def for_subject(subject: Pupil | School) -> WritingHelp:
    """Return the help for texts about a pupil, whose own name and parents stay, or about a whole school.

    Three queries. Who asks must see the whole school: rules `writing.check_for_pupil` and `_school`.
    """
    if isinstance(subject, Pupil):
        return WritingHelp(words_of(subject.school.board), names_around(subject))
    return WritingHelp(words_of(subject.board), names_of_school(subject))


def words_of(board: Board) -> WordTable:
    """Return the words that count for the board, without those switched off: one query."""
    counting = Word.objects.counting_for(board)
    return WordTable.of(listed(word) for word in counting if word.active)


def listed(word: Word) -> Listed:
    """Return a word of the database as the checker takes it."""
    return Listed(
        kind=word.kind,
        spellings=(*split(word.term), *split(word.forms)),
        reason=word.reason,
        alternative=word.alternative,
        unless=tuple(split(word.unless)),
    )
