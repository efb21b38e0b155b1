"""Which words count for a board, and whose words somebody may read."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from schools.models import Board, School
from schools.scope import boards_with, schools_with

READ = "schools.view_pupils"
MANAGE = "writing.manage_words"


def boards_kept(user: Any) -> "models.QuerySet[Board]":
    """Return the boards whose words `user` may change: those of the own schools."""
    here = Q(schools__in=schools_with(user, MANAGE)) | Q(pk__in=boards_with(user, MANAGE))
    return Board.objects.filter(here).distinct().order_by("name", "pk")


def schools_of_staff(user: Any) -> "models.QuerySet[School]":
    """Return the schools whose pupils `user` sees."""
    return School._default_manager.filter(pk__in=schools_with(user, READ))


class WordQuerySet(models.QuerySet[Any]):
    """Versions of words; `counting_for` is what a board uses today."""

    def visible_to(self, user: Any) -> "WordQuerySet":
        """Return the library's words and those of the boards that `user` works for."""
        schools = schools_with(user, READ) | schools_with(user, MANAGE)
        return self.filter(Q(board__isnull=True) | Q(board__schools__in=schools)).distinct()

    def versions_for(self, board: Board) -> "WordQuerySet":
        """Return every version that counts or counted for `board`."""
        return self.filter(Q(board=board) | Q(board__isnull=True))

    def counting_for(self, board: Board) -> "WordQuerySet":
        """Return one version a word: the board's latest, else the library's latest. One query."""
        newest = self.versions_for(board).order_by(
            "code", F("board").asc(nulls_last=True), "-number"
        )
        return self.model._default_manager.filter(  # type: ignore[no-any-return]
            pk__in=newest.distinct("code").values("pk")
        ).order_by("term", "code")
