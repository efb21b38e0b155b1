"""Step 5 and what follows: decision, report, feedback, monitoring, duties, Rapportage Meldcode."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.duties import Duty
from core.fields import EncryptedTextField
from meldcode.models.cases import Case, CaseRecord
from meldcode.models.steps import WeighingRound
from meldcode.querysets import CaseDutyQuerySet
from meldcode.texts import OUTCOMES
from meldcode.weighing import Outcome
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Decision(CaseRecord):
    """Step 5: is reporting needed, and is help (also) possible? Two decisions, both reasoned (M1, M8).

    `author` proposes, another person confirms or returns. `follows_weighing`: the proposal is what the
    weighing came to; otherwise `deviation_ground` says why not. `steps_complete`: steps 1 and 2 left a
    record before it (B3: were the steps taken as agreed?); otherwise `steps_ground` says why not.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")

    round = models.ForeignKey(WeighingRound, on_delete=models.PROTECT, related_name="decisions")
    answers_up_to = models.PositiveIntegerField()
    outcome = models.CharField(max_length=40, choices=[(o.value, o.value) for o in Outcome])
    report = models.BooleanField(_("report to Veilig Thuis"))
    report_reason = EncryptedTextField(_("why, or why not, report"))
    help = models.BooleanField(_("give or organise help"))
    help_reason = EncryptedTextField(_("why, or why not, help"))
    help_until = models.DateField(_("end of the term"), null=True, blank=True)
    monitor_on = models.DateField(_("look again on"), null=True, blank=True)
    follows_weighing = models.BooleanField()
    deviation_ground = EncryptedTextField(blank=True, default="")
    steps_complete = models.BooleanField()
    steps_ground = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    confirmed_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    returned_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = EncryptedTextField(_("why it goes back"), blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed", "returned"]),
                name="meldcode_decision_known_state",
            ),
            # M8: nobody confirms their own proposal, whatever the code says.
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("author")),
                name="meldcode_decision_not_own",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False
                )
                | (~Q(state="confirmed") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="meldcode_decision_confirmed_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(return_reason="")),
                name="meldcode_decision_returned_why",
            ),
            models.CheckConstraint(
                condition=~Q(report_reason="") & ~Q(help_reason=""),
                name="meldcode_decision_reasons",
            ),
            models.CheckConstraint(
                condition=(Q(follows_weighing=True) | ~Q(deviation_ground=""))
                & (Q(steps_complete=True) | ~Q(steps_ground="")),
                name="meldcode_decision_grounds",
            ),
            models.CheckConstraint(
                condition=Q(help=False) | Q(help_until__isnull=False),
                name="meldcode_decision_help_term",
            ),
            # M10: whatever is decided, a date follows on which somebody looks again.
            models.CheckConstraint(
                condition=Q(report=True) | Q(help=True) | Q(monitor_on__isnull=False),
                name="meldcode_decision_date",
            ),
            models.UniqueConstraint(
                fields=["case"], name="meldcode_decision_one_waiting", condition=Q(state="proposed")
            ),
        ]

    @property
    def outcome_text(self) -> str:
        """What the weighing came to, in words."""
        return str(OUTCOMES[Outcome(self.outcome)])


class Report(CaseRecord):
    """The report was filed with Veilig Thuis by the manager (M8). `author` is who filed it."""

    class ChildTold(models.TextChoices):
        TOLD = "told", _("The child was told")
        YOUNG = "young", _("The child is younger than 12 and was not told")
        UNSAFE = "unsafe", _("Not told, because of safety")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="report_filed")
    filed_at = models.DateTimeField(_("reported on"))
    reference = EncryptedTextField(_("reference of Veilig Thuis"), blank=True, default="")
    anonymous = models.BooleanField(
        _("the school's name was not given to the parents"), default=False
    )
    parents_told_on = models.DateField(_("parents told on"), null=True, blank=True)
    not_told_reason = EncryptedTextField(_("why they were not told"), blank=True, default="")
    child_told = models.CharField(max_length=10, choices=ChildTold.choices)

    class Meta:
        ordering = ["-filed_at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(parents_told_on__isnull=False) & Q(anonymous=False))
                | ~Q(not_told_reason=""),
                name="meldcode_report_told",
            )
        ]


class Feedback(CaseRecord):
    """What Veilig Thuis decided on a report, or told later (M9)."""

    class Route(models.TextChoices):
        OWN = "own", _("Veilig Thuis takes it up itself")
        HANDED_ON = "handed_on", _("Other help takes it up")
        ADVICE = "advice", _("The school goes on, with advice")
        NOTHING = "nothing", _("Veilig Thuis does nothing more")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="feedbacks")
    received_on = models.DateField(_("received on"))
    route = models.CharField(_("what follows"), max_length=20, choices=Route.choices)
    content = EncryptedTextField(_("what Veilig Thuis told"))
    conditions = EncryptedTextField(_("agreements about safety"), blank=True, default="")
    monitor_on = models.DateField(_("look again on"))

    class Meta:
        ordering = ["-received_on", "-created_at"]


class MonitoringNote(CaseRecord):
    """Somebody looked again whether the child is safe (M10)."""

    happened_on = models.DateField(_("day"))
    findings = EncryptedTextField(_("how it goes"))
    next_on = models.DateField(_("look again on"))

    class Meta:
        ordering = ["-happened_on", "-created_at"]


class CaseDuty(Duty):
    """What must be done in a case by a date: the decision of Veilig Thuis, the term of help, monitoring."""

    class Kind(models.TextChoices):
        VEILIG_THUIS_DECISION = "veilig_thuis_decision", _("Decision of Veilig Thuis")
        HELP_TERM = "help_term", _("End of the term of help")
        MONITORING = "monitoring", _("Look again whether the child is safe")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    report = models.OneToOneField(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="duty"
    )

    objects = CaseDutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False),
                name="meldcode_duty_done_by",
            ),
            models.CheckConstraint(
                condition=Q(kind="veilig_thuis_decision", report__isnull=False)
                | (Q(kind__in=["help_term", "monitoring"]) & Q(report__isnull=True)),
                name="meldcode_duty_kind",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                name="meldcode_duty_one_open",
                condition=Q(done_on__isnull=True) & ~Q(kind="veilig_thuis_decision"),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="meldcode_duty_open", condition=Q(done_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Rapportage(CaseRecord):
    """The words of the Rapportage Meldcode that no other record holds (M11); the latest version counts.

    Date, contact, consultations and whether a report was made come from the case itself.
    """

    number = models.PositiveIntegerField()
    subject = EncryptedTextField(_("subject"))
    description = EncryptedTextField(_("description"))
    unrest = EncryptedTextField(_("social unrest"), blank=True, default="")
    involved = EncryptedTextField(_("those involved"))
    activities = EncryptedTextField(_("activities carried out"), blank=True, default="")
    informing = EncryptedTextField(_("informing those involved"), blank=True, default="")
    bottlenecks = EncryptedTextField(_("bottlenecks"), blank=True, default="")
    remarks = EncryptedTextField(_("remarks"), blank=True, default="")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_rapportage_number")
        ]
