"""The sociale kaart of a school: whom it can call, and when somebody last saw that it is right (K1)."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from core.actors import Actor
from core.errors import IllegalTransition, Refused
from core.once import already_made
from core.views import may
from core.workdays import today
from schools import events
from schools.models import Partner, School

KEEP = "schools.manage_partners"
FIELDS = ("kind", "name", "phone", "email", "hours", "note")


@transaction.atomic
def add_partner(*, actor: Actor, key: uuid.UUID, school: School, values: dict[str, Any]) -> Partner:
    """Add whom the school can call; today counts as the day on which it was checked. Returns it.

    `values` holds FIELDS. The same form again is one entry. Raises PermissionDenied; Refused by the
    field without a name or number, for an unknown kind, and for what is in the list already.
    """
    made = already_made(Partner, key, school_id=school.pk)
    if made is not None:
        return made
    _require(actor, school)
    # Two people who add the same entry at the same moment queue up here.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    partner = Partner(id=key, school=school, checked_on=today(), **_cleaned(values))
    _check(partner)
    partner.save(force_insert=True)
    record(events.PARTNER_ADDED, actor=actor, obj=partner, kind=partner.kind)
    return partner


@transaction.atomic
def correct_partner(*, actor: Actor, partner: Partner, values: dict[str, Any]) -> Partner:
    """Correct an entry, by which it is checked too. The same values again change nothing. Returns it.

    Raises as `add_partner`, and IllegalTransition for an entry that was taken out of the list.
    """
    found = _locked(actor, partner)
    wanted = _cleaned(values)
    fields = [name for name in FIELDS if getattr(found, name) != wanted[name]]
    if not fields:
        return found
    for name in fields:
        setattr(found, name, wanted[name])
    found.checked_on = today()
    _check(found)
    found.save(update_fields=[*fields, "checked_on"])
    record(events.PARTNER_CORRECTED, actor=actor, obj=found, fields=fields)
    return found


@transaction.atomic
def check_partner(*, actor: Actor, partner: Partner) -> Partner:
    """Note that the entry was checked today and is right. Twice on a day is once. Returns it.

    Raises PermissionDenied; IllegalTransition for an entry that was taken out of the list.
    """
    found = _locked(actor, partner)
    if found.checked_on != today():
        found.checked_on = today()
        found.save(update_fields=["checked_on"])
        record(events.PARTNER_CHECKED, actor=actor, obj=found)
    return found


@transaction.atomic
def archive_partner(*, actor: Actor, partner: Partner) -> Partner:
    """Take an entry out of the list; the row stays. Twice is once. Raises PermissionDenied."""
    _require(actor, partner)
    found: Partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if found.archived_at is None:
        found.archived_at = timezone.now()
        found.save(update_fields=["archived_at"])
        record(events.PARTNER_ARCHIVED, actor=actor, obj=found)
    return found


def _require(actor: Actor, obj: object) -> None:
    if not actor.is_system and not may(actor, KEEP, obj):
        raise PermissionDenied(KEEP)


def _locked(actor: Actor, partner: Partner) -> Partner:
    _require(actor, partner)
    found: Partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if found.archived_at is not None:
        raise IllegalTransition(_("This entry was taken out of the list. Add it again."))
    return found


def _cleaned(values: dict[str, Any]) -> dict[str, str]:
    return {name: " ".join(str(values.get(name) or "").split()) for name in FIELDS}


def _check(partner: Partner) -> None:
    if partner.kind not in Partner.Kind.values:
        raise Refused(_("Choose what kind of partner it is."), field="kind")
    if not partner.name:
        raise Refused(_("Fill in the name."), field="name")
    if not partner.phone:
        raise Refused(_("Fill in the number that one calls."), field="phone")
    others = Partner.objects.filter(school_id=partner.school_id, archived_at__isnull=True)
    if others.filter(kind=partner.kind, name__iexact=partner.name).exclude(pk=partner.pk).exists():
        raise Refused(_("This name stands in the list already. Correct it there."), field="name")
