"""The pages of the registry: request → service or overview → response."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def actor_of(request: HttpRequest) -> User:
    """Return who acts; behind a guarded view that is always a person with an account."""
    return cast(User, request.user)
