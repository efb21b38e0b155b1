"""What steps 1 to 4 leave behind (M1). Every table here only grows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from meldcode.models.cases import CaseRecord
from meldcode.querysets import SummaryQuerySet
from meldcode.texts import ANSWERS, QUESTIONS
from meldcode.weighing import Answer, Question


class Analysis(CaseRecord):
    """Step 1: the seven questions about what was gathered (M3). A later version replaces nothing."""

    number = models.PositiveIntegerField()
    signals = EncryptedTextField(_("Which signals are there?"))
    frequency = EncryptedTextField(_("How often do they occur?"), blank=True, default="")
    situations = EncryptedTextField(_("In which situations do they occur?"), blank=True, default="")
    more_pupils = EncryptedTextField(_("Does it concern more pupils?"), blank=True, default="")
    development = EncryptedTextField(
        _("How does it compare with what is usual at this age?"), blank=True, default=""
    )
    shown_before = EncryptedTextField(
        _("Did the child show this behaviour earlier?"), blank=True, default=""
    )
    worries_before = EncryptedTextField(
        _("Were there worries about this child earlier?"), blank=True, default=""
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_analysis_number")
        ]


class Consultation(CaseRecord):
    """Step 2: somebody was asked to think along (M1, M12); Veilig Thuis anonymously or not (A5, A6)."""

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", _("A colleague")
        VEILIG_THUIS = "veilig_thuis", _("Veilig Thuis")
        OTHER = "other", _("Another expert")
        CONFERENCE = "conference", _("A case conference")

    happened_on = models.DateField(_("day"))
    kind = models.CharField(_("who was asked"), max_length=20, choices=Kind.choices)
    spoken_with = EncryptedTextField(_("with whom"))
    anonymous = models.BooleanField(_("anonymous"), default=True)
    file_number = EncryptedTextField(_("file number at Veilig Thuis"), blank=True, default="")
    consent = EncryptedTextField(_("what the parents agreed to"), blank=True, default="")
    asked = EncryptedTextField(_("what you asked"))
    advice = EncryptedTextField(_("what came out of it"))
    next_steps = EncryptedTextField(_("agreed next steps"), blank=True, default="")
    summary = models.ForeignKey(
        "AnonymousSummary",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consultations",
    )

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                # A5: the number under which Veilig Thuis finds an anonymous case again.
                condition=~Q(kind="veilig_thuis", anonymous=True) | ~Q(file_number=""),
                name="meldcode_consultation_file",
            ),
            models.CheckConstraint(
                # A6, M12: no child's data to others without what the parents agreed to.
                condition=~Q(kind__in=["other", "conference"], anonymous=False) | ~Q(consent=""),
                name="meldcode_consultation_consent",
            ),
        ]


class AnonymousSummary(CaseRecord):
    """What is told to Veilig Thuis without saying whom it is about (A5). Each version stays.

    Saved only when no name of the school stands in it; see services/summaries.py.
    """

    number = models.PositiveIntegerField()
    text = EncryptedTextField(_("summary without names"))

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_summary_number"),
            models.CheckConstraint(condition=~Q(text=""), name="meldcode_summary_text"),
        ]

    @property
    def pupil_id(self) -> object:
        """The pupil whom it is about, for the log of looking."""
        return self.case.pupil_id


class AdviceFollowed(CaseRecord):
    """What was done with the advice of a consultation, and why (M1). A later row replaces nothing."""

    class Followed(models.TextChoices):
        YES = "yes", _("followed")
        PARTLY = "partly", _("followed in part")
        NO = "no", _("not followed")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="followed"
    )
    followed = models.CharField(max_length=10, choices=Followed.choices)
    what = EncryptedTextField(_("what was done with it, and why"))

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(followed__in=["yes", "partly", "no"]) & ~Q(what=""),
                name="meldcode_advicefollowed_what",
            )
        ]


class TalkWith(models.TextChoices):
    """With whom step 3 is: the parents, and the child, always asked from 12 years on (M8)."""

    PARENTS = "parents", _("the parents")
    CHILD = "child", _("the child")


_KNOWN_PARTNER = Q(partner__in=TalkWith.values)


class ParentTalk(CaseRecord):
    """Step 3: a talk with the parents, or with the child, about the worry (M1)."""

    partner = models.CharField(max_length=10, choices=TalkWith.choices, default=TalkWith.PARENTS)

    happened_on = models.DateField(_("day"))
    spoken_with = EncryptedTextField(_("with whom"))
    told = EncryptedTextField(_("what you told"))
    reaction = EncryptedTextField(_("how they reacted"))
    child = EncryptedTextField(_("what the child said"), blank=True, default="")
    agreed = EncryptedTextField(_("what you agreed"), blank=True, default="")

    class Meta:
        ordering = ["-happened_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=_KNOWN_PARTNER, name="meldcode_parenttalk_partner")
        ]


class TalkSkipped(CaseRecord):
    """A talk of step 3 is skipped, because it would itself endanger somebody (M4)."""

    partner = models.CharField(max_length=10, choices=TalkWith.choices, default=TalkWith.PARENTS)
    danger = EncryptedTextField(_("the danger of a talk"))
    reason = EncryptedTextField(_("why you skip the talk"))

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(danger="") & ~Q(reason=""), name="meldcode_talkskipped_why"
            ),
            models.CheckConstraint(condition=_KNOWN_PARTNER, name="meldcode_talkskipped_partner"),
        ]


class WeighingRound(CaseRecord):
    """One walk through the five questions. A case that is weighed again gets a new round (M10)."""

    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="meldcode_round_number")
        ]


class WeighingAnswer(CaseRecord):
    """One answer with its reason (M5). A later row to the same question revises it, see workflow.fold."""

    round = models.ForeignKey(WeighingRound, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    question = models.CharField(
        max_length=20, choices=[(question.value, question.value) for question in Question]
    )
    answer = models.CharField(
        max_length=10, choices=[(answer.value, answer.value) for answer in Answer]
    )
    reason = EncryptedTextField(_("why"))
    with_veilig_thuis = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="meldcode_answer_number"),
            models.CheckConstraint(
                condition=Q(question__in=[question.value for question in Question]),
                name="meldcode_answer_question",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[Answer.JA.value, Answer.NEE.value])
                | Q(answer=Answer.TWIJFEL.value, question=Question.VEILIGHEID.value),
                name="meldcode_answer_doubt",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="meldcode_answer_reason"),
        ]

    @property
    def asked(self) -> str:
        """The question in words."""
        return str(QUESTIONS[Question(self.question)].question)

    @property
    def answered(self) -> str:
        """The answer in a word."""
        return str(ANSWERS[Answer(self.answer)])
