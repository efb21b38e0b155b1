"""Contacts with parents, and what has to be looked at again on a date (D1, D8)."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from dossiers.models.base import DossierRecord, moment_of
from dossiers.models.signals import Signal
from dossiers.querysets import ContactQuerySet, FollowUpQuerySet
from schools.models import Guardian, Pupil, School


class ParentContact(DossierRecord):
    """A contact with a parent about the child (D1, D8): when, with whom, how, about what, agreed what.

    A correction is a new row that `replaces` the earlier one, with the reason (D6).
    """

    class Channel(models.TextChoices):
        TALK = "talk", _("Talk at school")
        PHONE = "phone", _("Telephone")
        DOOR = "door", _("At the door")
        MESSAGE = "message", _("Message")
        HOME_VISIT = "home_visit", _("Home visit")

    happened_on = models.DateField(_("day"))
    happened_at = models.TimeField(_("time"), null=True, blank=True)
    channel = models.CharField(_("how"), max_length=20, choices=Channel.choices)
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts"
    )
    spoken_with = EncryptedTextField(_("with whom"))
    guardian = models.ForeignKey(
        Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = EncryptedTextField(_("about what"), blank=True)
    agreed = EncryptedTextField(_("agreed"), blank=True, default="")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    change_reason = EncryptedTextField(_("why it is corrected"), blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        indexes = [models.Index(fields=["pupil", "-happened_on"], name="dossiers_contact_pupil")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(about="") | Q(erased_at__isnull=False), name="dossiers_contact_about"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def moment(self) -> date:
        """The day, or the day and time (Amsterdam) when the time is known."""
        return moment_of(self.happened_on, self.happened_at)

    def series(self) -> list[uuid.UUID]:
        """Return the ids of the contact with its corrections, before and after it, the first one first."""
        first = self
        while first.replaces is not None:
            first = first.replaces
        found, last = [first.pk], first
        while (after := ParentContact.objects.filter(replaces=last).first()) is not None:
            found, last = [*found, after.pk], after
        return found


class FollowUp(Duty):
    """Look at it again on a date: the evaluation of an agreement (D1, D8).

    An agreement made in a talk is SMART: `what`, by whom (`owner`), how one sees it (`measure`), by when.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="followups")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="followups"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follow_ups"
    )
    talk = models.ForeignKey(
        "dossiers.Talk", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    what = EncryptedTextField(_("what to look at"))
    owner = EncryptedTextField(_("who does it"), blank=True, default="")
    measure = EncryptedTextField(_("how we see that it is done"), blank=True, default="")
    result = EncryptedTextField(_("what came of it"), blank=True, default="")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False),
                name="dossiers_followup_done_by",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="dossiers_followup_open", condition=Q(done_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
