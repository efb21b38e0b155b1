"""Who doesn't work at a school is logged out after a shorter silence: a parent reads at home, on any device."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.sessions import limit_silence
from schools.models import Membership


@receiver(user_logged_in)
def shorten_for_parents(
    sender: Any, request: HttpRequest | None = None, user: Any = None, **kwargs: Any
) -> None:
    """Let the session of somebody without a role end after a quarter of an hour of silence."""
    if request is None or not hasattr(request, "session"):
        return
    if not Membership.objects.filter(user=user).running().exists():
        limit_silence(request.session, settings.PARENT_SESSION_SECONDS)
