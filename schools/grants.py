"""Exceptions to the roles: this person, this object, this reason, until this day.

The only module that speaks to django-guardian. Each kind of object has a table of its own with a direct
foreign key (a subclass of ObjectGrant), so that a deleted object takes its grants along.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from guardian.models import UserObjectPermissionBase

from audit import registry
from audit.services import record
from core.actors import Actor
from core.errors import Refused
from core.fields import EncryptedTextField
from core.ids import uuid7
from core.workdays import today

GRANTED = registry.register("schools.access_granted", gettext_lazy("gave a colleague access"))
ENDED = registry.register("schools.access_ended", gettext_lazy("ended a colleague's access"))


class ObjectGrant(UserObjectPermissionBase):
    """A guardian permission with the reason, who gave it, and its last day. Subclass per object."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reason = EncryptedTextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


def _table(permission: str) -> type[ObjectGrant]:
    for model in apps.get_models():
        if issubclass(model, ObjectGrant):
            options: Any = model._meta
            target = options.get_field("content_object").related_model
            if permission in {codename for codename, _name in target._meta.permissions}:
                return model
    raise LookupError(permission)


def granted(user: Any, *permissions: str) -> models.QuerySet[Any, Any]:
    """Return the ids of objects on which `user` has a running grant today of one of `permissions`.

    They are permissions on one kind of object.
    """
    table = _table(permissions[0])
    if not getattr(user, "is_authenticated", False):
        return table.objects.none().values("content_object_id")
    return table.objects.filter(
        user_id=user.pk, permission__codename__in=permissions, expires_on__gte=today()
    ).values("content_object_id")


@transaction.atomic
def grant(
    *, actor: Actor, user: Any, permission: str, obj: models.Model, reason: str, expires_on: date
) -> Any:
    """Give `user` one permission on one object until a day. The caller has checked that `actor` may.

    Raises Refused without a reason or with a day in the past. A second grant replaces the first's end.
    """
    if not reason.strip():
        raise Refused(_("Give a reason."), field="reason")
    if expires_on < today():
        raise Refused(_("This date has passed. Choose today or later."), field="expires_on")
    table: Any = _table(permission)
    right = Permission.objects.get(codename=permission, content_type__app_label=obj._meta.app_label)
    found = table.objects.select_for_update().filter(
        user=user, permission=right, content_object=obj
    ).first() or table(user=user, permission=right, content_object=obj)
    found.reason, found.expires_on, found.granted_by_id = reason, expires_on, actor.pk
    found.save()
    record(GRANTED, actor=actor, obj=obj, grantee=user.pk, until=expires_on)
    return found


@transaction.atomic
def end(*, actor: Actor, given: Any) -> None:
    """End a grant now."""
    record(ENDED, actor=actor, obj=given.content_object, grantee=given.user_id)
    given.delete()
