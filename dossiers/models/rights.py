"""Parents' rights: their view, their requests, their consents; and what Veilig Thuis was told (A1–A7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from core.ids import uuid7
from dossiers.models.base import ENTRIES, DossierRecord, at_most_one
from dossiers.models.contacts import ParentContact
from dossiers.models.signals import Signal, SignalVersion
from dossiers.models.talks import TalkReport
from dossiers.querysets import (
    ConsentQuerySet,
    InformationQuerySet,
    ParentRequestQuerySet,
    StatementQuerySet,
)
from schools.models import Guardian, Pupil, School


class Way(models.TextChoices):
    """How something of a parent reached the school."""

    PORTAL = "portal", _("in the portal")
    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail")
    PAPER = "paper", _("on paper at school")


class ParentStatement(models.Model):
    """A parent's own view, added to the dossier or to one entry of it (A1). Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="statements")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="statements")
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    contact = models.ForeignKey(
        ParentContact, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    report = models.ForeignKey(
        TalkReport, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    text = EncryptedTextField(_("the parent's view"))
    # The parent's own account, or the member of staff who put in what came on paper.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=at_most_one("signal", "contact", "report"),
                name="dossiers_statement_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"


class ParentRequest(Duty):
    """A parent asks to correct, complete or erase (A2). `due_on` is four weeks after it came in."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("correct what is wrong")
        ADD = "add", _("add what is missing")
        ERASE = "erase", _("erase what does not belong in it")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn by the parent")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("partly granted")
        REFUSED = "refused", _("refused")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="parentrequests")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="requests")
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind.choices)
    way = models.CharField(_("how it came in"), max_length=10, choices=Way.choices)
    received_on = models.DateField(_("received on"))
    signal = models.ForeignKey(
        Signal, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    contact = models.ForeignKey(
        ParentContact, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    report = models.ForeignKey(
        TalkReport, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    text = EncryptedTextField(_("the request"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    answer = EncryptedTextField(_("the answer"), blank=True, default="")
    grounds = EncryptedTextField(_("why it is not granted, or not wholly"), blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    # What became of it in the dossier, one of: a new version, the parent's view, or texts erased.
    version = models.ForeignKey(
        SignalVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    statement = models.OneToOneField(
        ParentStatement, null=True, blank=True, on_delete=models.PROTECT, related_name="request"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    # What was granted and is no version of a signal (a contact, a report): what was done, and when.
    carried_out = EncryptedTextField(_("what was changed in the dossier"), blank=True, default="")
    carried_out_on = models.DateField(null=True, blank=True)

    objects = ParentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"], name="dossiers_request_open", condition=Q(done_on=None)
            ),
            models.Index(fields=["pupil"], name="dossiers_request_pupil"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=at_most_one("signal", "contact", "report"), name="dossiers_request_entry"
            ),
            models.CheckConstraint(
                # A2: a written answer, with reasons if it is refused.
                condition=~Q(state="answered")
                | (
                    Q(done_on__isnull=False, done_by__isnull=False, answered_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(answer="")
                    & (Q(outcome="granted") | ~Q(grounds=""))
                ),
                name="dossiers_request_answer",
            ),
            models.CheckConstraint(
                condition=Q(state="received", done_on__isnull=True)
                | (~Q(state="received") & Q(done_on__isnull=False)),
                name="dossiers_request_done",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_on__isnull=True) | ~Q(carried_out=""),
                name="dossiers_request_carried_out",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def entry_name(self) -> str:
        """Which kind of entry it is about: one of ENTRIES, or '' for the dossier as a whole."""
        return next((name for name in ENTRIES if getattr(self, f"{name}_id")), "")

    @property
    def is_effected(self) -> bool:
        """Whether what was granted stands in the dossier too; a refusal asks nothing more."""
        if self.state != self.State.ANSWERED or self.outcome == self.Outcome.REFUSED:
            return True
        if self.kind == self.Kind.ERASE and self.outcome == self.Outcome.GRANTED:
            return self.erased_at is not None
        return any((self.version_id, self.statement_id, self.carried_out_on))


class Consent(Duty):
    """Parents agree that data go to another organisation (A6): what for, who gives, who receives.

    `due_on` is its last day. It ends by itself then, or earlier when it is withdrawn (`done_on`).
    """

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrawn by the parents")
        EXPIRED = "expired", _("expired")
        RENEWED = "renewed", _("replaced by a new one")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="consents")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = EncryptedTextField(_("what for"))
    what = EncryptedTextField(_("which data"))
    giver = EncryptedTextField(_("who gives the data"))
    receiver = EncryptedTextField(_("who receives the data"))
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.ManyToManyField(Guardian, related_name="consents")
    way = models.CharField(_("how the parents agreed"), max_length=10, choices=Way.choices)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")
    ending_note = EncryptedTextField(_("note"), blank=True, default="")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        indexes = [
            models.Index(
                fields=["due_on"], name="dossiers_consent_open", condition=Q(done_on=None)
            ),
            models.Index(fields=["pupil"], name="dossiers_consent_pupil"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("agreed_on")), name="dossiers_consent_period"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(what="") & ~Q(giver="") & ~Q(receiver=""),
                name="dossiers_consent_specific",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, ending="")
                | (Q(done_on__isnull=False) & ~Q(ending="")),
                name="dossiers_consent_ending",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class InformationGiven(DossierRecord):
    """What Veilig Thuis was told in its investigation (A7). For AF HGKM and manager alone."""

    class Manner(models.TextChoices):
        SPOKEN = "spoken", _("spoken")
        WRITTEN = "written", _("written questionnaire")

    class Approved(models.TextChoices):
        WAITING = "waiting", _("the account did not come yet")
        YES = "yes", _("approved by who told it")
        NO = "no", _("not approved")

    given_on = models.DateField(_("day"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = EncryptedTextField(_("who of Veilig Thuis asked"))
    file_number = EncryptedTextField(_("file number of Veilig Thuis"), blank=True, default="")
    manner = models.CharField(_("how"), max_length=10, choices=Manner.choices)
    what = EncryptedTextField(_("what was told"))
    consent = models.BooleanField(_("the parents agreed"), default=False)
    no_consent_reason = EncryptedTextField(_("why without consent"), blank=True, default="")
    approved = models.CharField(
        _("written account"), max_length=10, choices=Approved.choices, default=Approved.WAITING
    )
    approved_on = models.DateField(null=True, blank=True)
    approval_note = EncryptedTextField(_("note on the account"), blank=True, default="")

    objects = InformationQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=True) | ~Q(no_consent_reason=""),
                name="dossiers_information_consent",
            ),
            models.CheckConstraint(
                condition=Q(approved="waiting") | Q(approved_on__isnull=False),
                name="dossiers_information_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"information {self.pk}"
