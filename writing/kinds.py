"""The kinds of marks. Words of four kinds are listed as data; names come from the school itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is the matter with a word (D2, D4, I6)."""

    JUDGING = "judging", _("judging")
    ABSOLUTE = "absolute", _("absolute")
    DIAGNOSING = "diagnosing", _("diagnosing")
    AVOID = "avoid", _("better not")


NAME = "name"
"""The kind of a mark on the name of another pupil or of a guardian (D1)."""
NAME_LABEL = _("name of somebody else")

EXPLAINED = {
    Kind.JUDGING: _("They say what you think of somebody, not what you saw."),
    Kind.ABSOLUTE: _("They are seldom true to the letter. Say how often, and when."),
    Kind.DIAGNOSING: _("A diagnosis stands in a dossier only with who made it."),
    Kind.AVOID: _("They fix a role on a child or alarm more than they tell."),
}
"""What the words of a kind have in common, for the page of the list."""
