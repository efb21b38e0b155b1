"""Who is kept out of a case, who takes a place in it, and what is asked of a colleague (R1, M8)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from core.workdays import today
from meldcode.models.cases import Case, CaseRecord
from meldcode.models.decisions import Decision
from meldcode.querysets import CaseQuestionQuerySet, DeputyRequestQuerySet
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Involvement(CaseRecord):
    """`person` is involved in person and shut out of the case: it does not exist for them.

    Row-level security keeps it from them too; see migrations/0004. It ends only with a reason, by
    somebody else.
    """

    class Kind(models.TextChoices):
        OWN_FAMILY = "own_family", _("It is about their own child or family")
        ACCUSED = "accused", _("The worry is about what they did")
        CLOSE = "close", _("They are close to the family")
        OTHER = "other", _("They cannot judge freely for another reason")

    person: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = EncryptedTextField(_("why this person stays out"))
    ended_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                name="meldcode_involvement_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["own_family", "accused", "close", "other"]) & ~Q(reason=""),
                name="meldcode_involvement_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(end_reason="")
                    & ~Q(ended_by=F("person"))
                ),
                name="meldcode_involvement_ended",
            ),
        ]


class DeputyRequest(Duty):
    """The board is asked to name somebody for a place in a case. It reads this row, not the case (R4).

    Done when a deputy is named, who gets a grant on the case until `until`.
    """

    class Place(models.TextChoices):
        MANAGER = "manager", _("in the place of the manager sociale veiligheid")
        AF_HGKM = "af_hgkm", _("in the place of the AF HGKM")
        DECIDER = "decider", _("decides, because AF HGKM and manager disagree")

    class Cause(models.TextChoices):
        INVOLVED = "involved", _("somebody is involved in person")
        DISAGREEMENT = "disagreement", _("AF HGKM and manager disagree")
        VACANT = "vacant", _("nobody holds this role")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deputy_requests")
    place = models.CharField(max_length=20, choices=Place.choices)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    asked_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deputy: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DeputyRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=["manager", "af_hgkm", "decider"])
                & Q(cause__in=["involved", "disagreement", "vacant"]),
                name="meldcode_deputyrequest_kinds",
            ),
            # Done without a deputy: it was not needed any more.
            models.CheckConstraint(
                condition=Q(deputy__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False, until__isnull=False),
                name="meldcode_deputyrequest_named",
            ),
            models.UniqueConstraint(
                fields=["case", "place"],
                name="meldcode_deputyrequest_one_open",
                condition=Q(done_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"deputy {self.pk}"

    @property
    def runs(self) -> bool:
        """Whether somebody was named whose last day has not passed."""
        return self.until is not None and self.until >= today()

    @property
    def case_code(self) -> str:
        """What the board calls the case by; the case itself it can't read (R4)."""
        return Case(pk=self.case_id).code


class CaseQuestion(Duty):
    """A question to a colleague, mostly who handed the worry over. It is all they see of the case (R1)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions")
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_of: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    question = EncryptedTextField(_("question"))
    answer = EncryptedTextField(_("answer"), blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="meldcode_casequestion_text"),
            # Done without an answer: it was taken back by who asked.
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False, done_on__isnull=False),
                name="meldcode_casequestion_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
