"""Which files exist for whom, as far as the file alone can tell."""

from typing import Any

from django.db import models

from schools.scope import schools_with


class StoredFileQuerySet(models.QuerySet[Any]):
    """Files of the schools where somebody works in dossiers.

    The record that a file belongs to narrows this further: who may see the attachment sees the file.
    """

    def visible_to(self, user: Any) -> "StoredFileQuerySet":
        """Return the files of the schools whose pupils `user` may see as staff. Parents see none."""
        return self.filter(school__in=schools_with(user, "schools.view_pupils"))
