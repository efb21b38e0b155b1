"""Who acts in a request, as services take it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def actor_of(request: HttpRequest) -> User:
    """Return who acts. Raises PermissionDenied for a visitor without an account."""
    if not isinstance(request.user, User):
        raise PermissionDenied("an account is needed")
    return request.user
