"""What a service may refuse, told in words that a form can show beside a field."""

from django.http import Http404
from django.utils.functional import Promise

Text = str | Promise


class Refused(Exception):
    """The rules of the domain forbid this now. Nothing was changed.

    `message` is shown to the user; `field` names the form field it belongs to, if any.
    """

    def __init__(self, message: Text, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class IllegalTransition(Refused):
    """This step is not possible from the state in which the record is."""


class Conflict(Refused):
    """Somebody else changed the record since this form was opened (lost-update guard)."""


class NotVisible(Http404):
    """The object does not exist for this user. Carries what was asked for, so that it can be logged."""

    def __init__(self, object_type: str, object_id: str) -> None:
        super().__init__("not found")
        self.object_type = object_type
        self.object_id = object_id
