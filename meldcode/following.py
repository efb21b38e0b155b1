"""What follows a decision, as pages show it: the help, what was agreed, the watching, what is left open.

Pure: everything comes from the `CaseFile`, so nothing here costs a query.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format

from meldcode.coach import missing
from meldcode.models import CaseDuty, Decision, Feedback, HelpPlan, MonitoringNote, Report
from meldcode.reading import CaseFile
from meldcode.weighing import Answer, Question
from meldcode.workflow import Action, State, allows


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was agreed, and how it went: a note when it was done, none when it just ended."""

    duty: CaseDuty
    note: MonitoringNote | None

    @property
    def ended(self) -> bool:
        """Whether it ended without being done: a new decision replaced it, or the case was closed."""
        return self.note is None and not self.duty.is_open


@dataclass(frozen=True, slots=True)
class Heard:
    """What Veilig Thuis told once, with what was agreed then."""

    feedback: Feedback
    agreements: list[Kept]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and what Veilig Thuis told about it, the latest first."""

    report: Report
    heard: list[Heard]


class After:
    """The part of a case after its decision. Lists of duties hold the nearest day first."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self._notes = {note.duty_id: note for note in file.notes if note.duty_id}

    def _kept(self, kind: str) -> list[Kept]:
        duties = [duty for duty in self.file.duties if duty.kind == kind]
        return [Kept(duty, self._notes.get(duty.pk)) for duty in duties]

    def _open(self, kind: str) -> CaseDuty | None:
        return next((duty for duty in self.file.open_duties if duty.kind == kind), None)

    @property
    def help(self) -> Decision | None:
        """The decision whose help runs."""
        decided = [d for d in self.file.decisions if d.state == Decision.State.CONFIRMED and d.help]
        return decided[0] if decided and self.term else None

    @property
    def term(self) -> CaseDuty | None:
        """The day of question 5, while it waits."""
        return self._open(CaseDuty.Kind.HELP_TERM)

    @property
    def asks_result(self) -> bool:
        """Whether question 5 may be answered now."""
        return self.file.case.state == State.HELP_RUNNING and self.term is not None

    @property
    def plan(self) -> HelpPlan | None:
        """The plan that counts, of the help that runs or ran last."""
        return next(iter(self.file.plans), None)

    @property
    def plan_lacks(self) -> bool:
        """Whether help runs for which nobody wrote a plan."""
        running = self.help
        return running is not None and all(
            plan.decision_id != running.pk for plan in self.file.plans
        )

    @property
    def earlier_plans(self) -> list[HelpPlan]:
        """The versions before it, the latest first."""
        return self.file.plans[1:]

    @property
    def checks(self) -> list[Kept]:
        """The interim checks of the help."""
        return self._kept(CaseDuty.Kind.HELP_CHECK)

    @property
    def aftercare(self) -> list[Kept]:
        """What was agreed for after the help."""
        return self._kept(CaseDuty.Kind.AFTERCARE)

    @property
    def asks_aftercare(self) -> bool:
        """Whether the help brought its result, and nothing is agreed for afterwards (M5.5)."""
        row = self.file.standing.given.get(Question.RESULTAAT)
        return row is not None and row.answer == Answer.JA and not self.aftercare

    @property
    def reports(self) -> list[Reported]:
        """The reports, the latest first, each with what Veilig Thuis told about it."""
        agreements = self._kept(CaseDuty.Kind.AGREEMENT)
        return [
            Reported(
                report,
                [
                    Heard(word, [one for one in agreements if one.duty.feedback_id == word.pk])
                    for word in report.feedbacks.all()
                ],
            )
            for report in self.file.reports
        ]

    @property
    def last_word(self) -> Feedback | None:
        """What Veilig Thuis told last."""
        words = [word for report in self.file.reports for word in report.feedbacks.all()]
        return max(words, key=lambda word: word.created_at, default=None)

    @property
    def looked(self) -> list[MonitoringNote]:
        """When somebody looked again, the latest first."""
        return [note for note in self.file.notes if note.duty_id is None]

    @property
    def next_look(self) -> CaseDuty | None:
        """The next day on which somebody looks again."""
        return self._open(CaseDuty.Kind.MONITORING)

    @property
    def watched_until(self) -> date | None:
        """Until when Veilig Thuis asked the school to watch: the latest that was said."""
        words = [word for report in self.file.reports for word in report.feedbacks.all()]
        days = [word.monitor_until for word in words if word.monitor_until]
        return max(days, default=None)

    @property
    def watches(self) -> bool:
        """Whether there is a cycle of watching to show."""
        return bool(self.looked or self.next_look or self.watched_until)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all followed yet."""
        file = self.file
        return not (file.reports or self.watches or self.aftercare or file.evaluations) and not (
            file.closures or self.help or self.plan
        )


def left_open(file: CaseFile) -> list[str]:
    """Return in words what is missing or agreed and not done: each is accounted for at closing (M10)."""
    agreed = [duty for duty in file.open_duties if duty.is_agreed]
    return [item.text for item in missing(file)] + [
        f"{duty.get_kind_display()}, {date_format(duty.due_on, 'j F Y')}: {duty.what}"
        for duty in agreed
    ]


_WHERE: Final[dict[str, tuple[str, Action]]] = {
    CaseDuty.Kind.VEILIG_THUIS_DECISION: ("feedback", Action.FEEDBACK),
    CaseDuty.Kind.MONITORING: ("monitor", Action.MONITOR),
    CaseDuty.Kind.HELP_TERM: ("weigh", Action.ANSWER_RESULT),
    CaseDuty.Kind.ACUTE_DECISION: ("propose", Action.PROPOSE),
    CaseDuty.Kind.PROGRESS: ("case", Action.WORK),
    CaseDuty.Kind.CONFIRMATION: ("decision", Action.RETURN),
    CaseDuty.Kind.FILING: ("file_report", Action.FILE_REPORT),
}


def duty_url(duty: CaseDuty) -> str:
    """Return where a duty is done now; the case's own page when its state has another step first.

    Question 5 is asked on the page of the questions by itself, when its term ends (M5.5).
    """
    if duty.is_agreed:
        return reverse("meldcode:do_agreed", args=[duty.case_id, duty.pk])
    name, action = _WHERE.get(duty.kind, ("case", Action.WORK))
    if not allows(duty.case.state, action):
        name = "case"
    return reverse(f"meldcode:{name}", args=[duty.case_id])
