"""What Veilig Thuis was told about a pupil: for AF HGKM and manager alone (A7). No writes."""

from typing import Any

from django.db.models import QuerySet

from dossiers.models import InformationGiven
from schools.models import Pupil


def information_of(pupil: Pupil, user: Any) -> QuerySet[InformationGiven]:
    """Return what was told about a pupil, newest first; nothing for anybody else's eyes."""
    found = InformationGiven.objects.visible_to(user).filter(pupil=pupil)
    return found.select_related("given_by", "author")
