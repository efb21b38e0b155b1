"""What the services of incidents share."""

from django.core.exceptions import PermissionDenied
from django.db import models

from core.actors import Actor
from core.views import may
from incidents.models import Incident


def demand(actor: Actor, permission: str, obj: models.Model) -> None:
    """Raise PermissionDenied when `actor` may not do this with `obj`."""
    if not actor.is_system and not may(actor, permission, obj):
        raise PermissionDenied(permission)


def person(actor: Actor) -> int:
    """Return the account that writes. Raises PermissionDenied for the system."""
    if actor.pk is None:
        raise PermissionDenied("only a person writes in the register")
    return actor.pk


def locked(incident: Incident) -> Incident:
    """Return the incident, locked until the transaction ends."""
    return Incident.objects.select_for_update().get(pk=incident.pk)
