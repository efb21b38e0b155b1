"""Pages of the writing help."""

from writing.views.mixins import WritingHelpMixin

__all__ = ["WritingHelpMixin"]
