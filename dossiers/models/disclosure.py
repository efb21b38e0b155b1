"""What parents read, from when, and what is kept from them with a reason (A1, A4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models.base import exactly_one
from dossiers.models.contacts import ParentContact
from dossiers.models.signals import Signal, SignalVersion
from dossiers.models.talks import Talk, TalkReport
from dossiers.querysets import DisclosureQuerySet, DisclosureTermQuerySet, WithholdingQuerySet
from schools.models import Guardian, Pupil, School


class Disclosure(models.Model):
    """What parents read of one version of an entry, from now on (A1).

    `content` is the reading itself, with others masked: a parent's request can't see the names of other
    children, so it could not mask them. An open withholding of the entry hides it again (A4). A letter
    about a talk is disclosed too: it is no entry and can't be withheld, and a talk that changes has
    several (the last one counts).
    """

    class Ground(models.TextChoices):
        """Why it is open."""

        DECIDED = "decided", _("opened by a person")
        DISCUSSED = "discussed", _("discussed with the parents")
        TERM = "term", _("opened after the term")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="disclosures")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    version = models.OneToOneField(
        SignalVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosure"
    )
    contact = models.ForeignKey(
        ParentContact, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    report = models.ForeignKey(
        TalkReport, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    invitation = models.ForeignKey(
        Talk, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    # For one parent alone; empty is for every parent with gezag.
    guardian = models.ForeignKey(
        Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ground = models.CharField(max_length=10, choices=Ground.choices, default=Ground.DECIDED)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    content = EncryptedTextField()

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("signal", "contact", "report", "invitation"),
                name="dossiers_disclosure_entry",
            ),
            models.CheckConstraint(
                condition=Q(signal__isnull=True, version__isnull=True)
                | Q(signal__isnull=False, version__isnull=False, guardian__isnull=True),
                name="dossiers_disclosure_version",
            ),
            models.CheckConstraint(
                # The clock is nobody's account.
                condition=Q(ground="term") | Q(author__isnull=False),
                name="dossiers_disclosure_author",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "guardian"],
                    name=f"dossiers_disclosure_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                    nulls_distinct=False,
                )
                for name in ("contact", "report")
            ),
        ]
        indexes = [
            models.Index(
                fields=["invitation"],
                name="dossiers_disclosure_letter",
                condition=Q(invitation__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class EntryDuty(Duty):
    """A duty about one entry of a dossier."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="%(class)ss")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    contact = models.ForeignKey(
        ParentContact, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    report = models.ForeignKey(
        TalkReport, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class DisclosureTerm(EntryDuty):
    """The day on which an entry opens to parents by itself (`due_on`), unless somebody withholds it.

    `decide`: no clock opens it; somebody must choose, and is reminded and escalated until then (A4). Done
    when it was opened, withheld, or replaced by a newer version.
    """

    decide = models.BooleanField(default=False)

    objects = DisclosureTermQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="dossiers_term_open", condition=Q(done_on=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("signal", "contact", "report"), name="dossiers_term_entry"
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    name=f"dossiers_term_one_{name}",
                    condition=Q(done_on=None) & Q(**{f"{name}__isnull": False}),
                )
                for name in ("signal", "contact", "report")
            ),
        ]

    def __str__(self) -> str:
        return f"term {self.pk}"


class Withholding(EntryDuty):
    """An entry is kept from the parents, or from one of them (A4): reason, by whom, looked at again on.

    `due_on` is the day of the review. At the review it ends (`done_on`, `outcome`), and a new one begins
    if it is still needed.
    """

    class Outcome(models.TextChoices):
        OPENED = "opened", _("the parents may read it now")
        CONTINUED = "continued", _("still needed")

    guardian = models.ForeignKey(
        Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = EncryptedTextField(_("why the parents may not read it"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    result = EncryptedTextField(_("what the review came to"), blank=True, default="")

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"], name="dossiers_withheld_open", condition=Q(done_on=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("signal", "contact", "report"), name="dossiers_withheld_entry"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True)
                | (Q(done_by__isnull=False) & ~Q(outcome="") & ~Q(result="")),
                name="dossiers_withheld_done",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "guardian"],
                    name=f"dossiers_withheld_{name}",
                    condition=Q(done_on=None) & Q(**{f"{name}__isnull": False}),
                    nulls_distinct=False,
                )
                for name in ("signal", "contact", "report")
            ),
        ]

    def __str__(self) -> str:
        return f"withholding {self.pk}"
