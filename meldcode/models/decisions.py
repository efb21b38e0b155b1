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
from meldcode.texts import DECISIONS, OUTCOMES
from meldcode.weighing import Outcome
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class Decision(CaseRecord):
    """Step 5: is reporting needed, and is help (also) possible? Two decisions, both reasoned (M1, M8).

    `author` proposes, another person confirms or returns; `confirm_ground` is what that person writes
    under a departure from the weighing, or what the deputy writes under the choice.
    `follows_weighing`: the proposal is what the weighing came to; otherwise `deviation_ground` says why
    not. `steps_complete`: steps 1 and 2 left a record before it (B3: were the steps taken as agreed?);
    otherwise `steps_ground` says why not.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")
        SET_ASIDE = "set_aside", _("not chosen")

    # A manager who sees it otherwise writes a proposal beside that of the AF HGKM; the board's deputy
    # confirms one of the two, and the other is set aside.
    counter_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="counter"
    )
    # The acute report that was filed before this decision (M7).
    covers = models.OneToOneField(
        "Report", null=True, blank=True, on_delete=models.PROTECT, related_name="covered_by"
    )
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
    confirm_ground = EncryptedTextField(_("why you agree"), blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed", "returned", "set_aside"]),
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
                fields=["case"],
                name="meldcode_decision_one_waiting",
                condition=Q(state="proposed", counter_to__isnull=True),
            ),
            # M6, M8: who departs from the weighing does so with a ground of both. Added without a
            # look at what was confirmed before there was such a ground.
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(follows_weighing=True) | ~Q(confirm_ground=""),
                name="meldcode_decision_both_grounds",
            ),
        ]

    @property
    def in_short(self) -> str:
        """Both decisions in a line."""
        return str(DECISIONS[self.report, self.help])

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

    class Urgency(models.TextChoices):
        """Why it could not wait (M7)."""

        ACUTE = "acute", _("Acute danger")
        STRUCTURAL = "structural", _("Structural unsafety")
        DISCLOSURE = "disclosure", _("The child or an adult told it by themselves")

    # None for an acute report: the decision of two people follows, and covers it (M7, M8).
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="report_filed"
    )
    acute = models.BooleanField(default=False)
    grounds = EncryptedTextField(_("why it could not wait"), blank=True, default="")
    urgency = models.CharField(
        _("why at once"), max_length=20, choices=Urgency.choices, blank=True, default=""
    )
    spoken_with = EncryptedTextField(
        _("who of Veilig Thuis was spoken with"), blank=True, default=""
    )
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
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | (Q(acute=True) & ~Q(grounds="")),
                name="meldcode_report_decided",
            ),
        ]


class ReportLetter(CaseRecord):
    """The words of the letter to Veilig Thuis that the case doesn't hold itself (M8). Versions stay."""

    number = models.PositiveIntegerField()
    worry = EncryptedTextField(_("what worries the school"))
    request = EncryptedTextField(_("what is asked of Veilig Thuis"))
    told = EncryptedTextField(_("what the parents and the child know"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_letter_number"),
            models.CheckConstraint(
                condition=~Q(worry="") & ~Q(request="") & ~Q(told=""), name="meldcode_letter_words"
            ),
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
    parties = EncryptedTextField(_("who does what"), blank=True, default="")
    conditions = EncryptedTextField(_("agreements about safety"), blank=True, default="")
    monitor_on = models.DateField(_("look again on"))
    monitor_until = models.DateField(_("watched until"), null=True, blank=True)

    class Meta:
        ordering = ["-received_on", "-created_at"]


class HelpPlan(CaseRecord):
    """The help that was decided on: who does what, for which result, seen by what (M5.3–M5.5).

    The day of question 5 is that of the decision, and its duty; a plan never moves it.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    who = EncryptedTextField(_("who helps"))
    what = EncryptedTextField(_("what is done"))
    result = EncryptedTextField(_("which result"))
    measured = EncryptedTextField(_("by what it is seen"))

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_helpplan_number"),
            models.CheckConstraint(
                condition=~Q(who="") & ~Q(what="") & ~Q(result="") & ~Q(measured=""),
                name="meldcode_helpplan_words",
            ),
        ]


class Evaluation(CaseRecord):
    """Looking back with those involved, before a case is closed (M10, M11)."""

    happened_on = models.DateField(_("day"))
    spoken_with = EncryptedTextField(_("with whom"))
    went_well = EncryptedTextField(_("what went well"))
    better = EncryptedTextField(_("what can be better"), blank=True, default="")
    family_view = EncryptedTextField(_("how the family looks back"), blank=True, default="")

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(went_well=""), name="meldcode_evaluation_words")
        ]


PACE = ("progress", "confirmation", "filing")
"""The days of the next move (services/pace.py): the product's own, no term of the law."""

# Of these a case has at most one that is open; of the others as many as were agreed.
_ONE_OPEN = [
    "help_term",
    "monitoring",
    "acute_decision",
    "settlement",
    *PACE,
]
_AGREED = ["help_check", "agreement", "aftercare"]


class CaseDuty(Duty):
    """What must be done in a case by a date (M5, M9, M10, T). `what` and `who` are for agreements."""

    class Kind(models.TextChoices):
        VEILIG_THUIS_DECISION = "veilig_thuis_decision", _("Decision of Veilig Thuis")
        HELP_TERM = "help_term", _("End of the term of help")
        MONITORING = "monitoring", _("Look again whether the child is safe")
        PROGRESS = "progress", _("Come to a proposal")
        CONFIRMATION = "confirmation", _("Confirm or return the proposal")
        FILING = "filing", _("Report to Veilig Thuis")
        ACUTE_DECISION = "acute_decision", _("Decide together on the acute report")
        SETTLEMENT = "settlement", _("Decision of the board's deputy")
        HELP_CHECK = "help_check", _("Interim check of the help")
        AGREEMENT = "agreement", _("Agreement with Veilig Thuis")
        AFTERCARE = "aftercare", _("Aftercare")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    what = EncryptedTextField(_("what has to be done"), blank=True, default="")
    who = EncryptedTextField(_("by whom"), blank=True, default="")
    report = models.OneToOneField(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="duty"
    )
    feedback = models.ForeignKey(
        Feedback, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    plan = models.ForeignKey(
        HelpPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
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
                | (
                    Q(report__isnull=True)
                    & (Q(kind__in=_ONE_OPEN) | (Q(kind__in=_AGREED) & ~Q(what="")))
                ),
                name="meldcode_duty_kind",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                name="meldcode_duty_one_open",
                condition=Q(done_on__isnull=True, kind__in=_ONE_OPEN),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="meldcode_duty_open", condition=Q(done_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_agreed(self) -> bool:
        """Whether it was agreed on in words: a case has as many as were agreed, each done once."""
        return self.kind in _AGREED


class MonitoringNote(CaseRecord):
    """Somebody looked again whether the child is safe, or did what was agreed (M10)."""

    happened_on = models.DateField(_("day"))
    findings = EncryptedTextField(_("how it goes"))
    next_on = models.DateField(_("look again on"), null=True, blank=True)
    duty = models.ForeignKey(
        CaseDuty, null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=False) | Q(duty__isnull=False),
                name="meldcode_monitoringnote_next",
            )
        ]


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
