"""The words that the writing help marks (D1, D2, D4, I6).

A row is one version of one word and never changes. Rows without a board are the library's, the same for
everybody; a board changes a word by adding a version of its own, which counts for that board instead and
stays when the library is loaded anew. Words of its own have a code of their own.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from schools.models import Board
from writing.kinds import Kind
from writing.querysets import WordQuerySet

if TYPE_CHECKING:
    from accounts.models import User

TERM_LENGTH = 60
LIST_LENGTH = 400
REASON_LENGTH = 240
CODE_LENGTH = 64


class Word(models.Model):
    """One version of a word. `forms` and `unless` hold further spellings, with commas between."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    board = models.ForeignKey(
        Board, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.SlugField(max_length=CODE_LENGTH)
    number = models.PositiveIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    term = models.CharField(_("word"), max_length=TERM_LENGTH)
    forms = models.CharField(_("other forms"), max_length=LIST_LENGTH, blank=True)
    unless = models.CharField(_("not if the sentence has"), max_length=LIST_LENGTH, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    alternative = models.CharField(_("write instead"), max_length=REASON_LENGTH, blank=True)
    active = models.BooleanField(_("marked"), default=True)
    made_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ["term", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"],
                name="writing_word_library_version",
                condition=Q(board__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["board", "code", "number"],
                name="writing_word_board_version",
                condition=Q(board__isnull=False),
            ),
            # What a board changed, somebody changed; the library has no author.
            models.CheckConstraint(
                condition=Q(board__isnull=True, made_by__isnull=True)
                | Q(board__isnull=False, made_by__isnull=False),
                name="writing_word_author",
            ),
        ]

    def __str__(self) -> str:
        return f"word {self.code}"

    @property
    def is_own(self) -> bool:
        """Whether the board changed or added it."""
        return self.board_id is not None
