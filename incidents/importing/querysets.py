"""Which imports of a register exist for whom."""

from typing import TYPE_CHECKING, Any

from django.db import models

from schools.scope import schools_with

if TYPE_CHECKING:
    from incidents.models import RegisterImport  # noqa: F401 - in the types below


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    """Imports of a register."""

    def visible_to(self, user: Any) -> "RegisterImportQuerySet":
        """Return those of the schools where `user` may bring in a register."""
        return self.filter(school__in=schools_with(user, "incidents.import_register"))
