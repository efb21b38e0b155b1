"""What the Meldcode in full leaves at a school of the bench: around its cases, and of itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.workdays import school_year_of
from meldcode.models import (
    AnonymousSummary,
    Bundle,
    BundleText,
    CaseDuty,
    CaseQuestion,
    Decision,
    DeputyRequest,
    Evaluation,
    HelpPlan,
    Rapportage,
    ReportLetter,
)
from meldcode.workflow import State
from schools.models import Partner
from schoolsafety.bench.people import Staffed
from schoolsafety.bench.telling import SHORT, TEXT, Telling, moment

_YEARS_BACK = 3


@dataclass(slots=True)
class Casework:
    """Writes with the loader and chance of `telling`."""

    telling: Telling

    def around(self, at: Staffed, record: dict[str, Any], day: date, state: State) -> None:
        """Write what stands beside the steps of a case in this state."""
        add = self.telling.loader.add
        add(AnonymousSummary(number=1, text=TEXT, **record))
        self.question(at, record, day, answered=state != State.OPEN)
        if state == State.CLOSED:
            add(Evaluation(happened_on=day, spoken_with=SHORT, went_well=TEXT, **record))
            self._rapportage(record)
        if state in {State.CONFIRMED, State.REPORTED}:
            add(ReportLetter(number=1, worry=TEXT, request=SHORT, told=SHORT, **record))

    def disputed(self, at: Staffed, record: dict[str, Any], proposal: Decision) -> None:
        """Write the manager's own proposal beside that of the AF HGKM, and what waits for the board."""
        add = self.telling.loader.add
        mine = record | {"author": at.manager}
        add(
            Decision(
                counter_to=proposal,
                round=proposal.round,
                answers_up_to=proposal.answers_up_to,
                outcome=proposal.outcome,
                report=not proposal.report,
                report_reason=TEXT,
                help=True,
                help_reason=TEXT,
                help_until=self.telling.day + timedelta(days=60),
                follows_weighing=False,
                deviation_ground=TEXT,
                steps_complete=True,
                **mine,
            )
        )
        due = self.telling.day + timedelta(days=2)
        shared = {"school": at.school, "case": record["case"], "created_at": record["created_at"]}
        add(CaseDuty(kind=CaseDuty.Kind.SETTLEMENT, due_on=due, **shared))
        add(
            DeputyRequest(
                place=DeputyRequest.Place.DECIDER,
                cause=DeputyRequest.Cause.DISAGREEMENT,
                asked_by=at.manager,
                decision=proposal,
                due_on=due,
                **shared,
            )
        )

    def helped(self, at: Staffed, record: dict[str, Any], decision: Decision, number: int) -> None:
        """Write a plan of the help with three interim checks."""
        add = self.telling.loader.add
        words = {"who": SHORT, "what": TEXT, "result": SHORT, "measured": SHORT}
        plan = add(HelpPlan(decision=decision, number=number, **words, **record))
        for weeks in (2, 4, 6):
            self.duty(at, record, CaseDuty.Kind.HELP_CHECK, weeks, what=SHORT, plan=plan)

    def duty(
        self, at: Staffed, record: dict[str, Any], kind: str, weeks: int, **fields: Any
    ) -> None:
        """Write an open duty of a case, some weeks from now."""
        due = self.telling.day + timedelta(weeks=weeks)
        shared = {"school": at.school, "case": record["case"], "created_at": record["created_at"]}
        self.telling.loader.add(CaseDuty(kind=kind, due_on=due, **shared, **fields))

    def question(self, at: Staffed, record: dict[str, Any], day: date, *, answered: bool) -> None:
        """Write a question to a teacher of the school."""
        done = day + timedelta(days=2)
        self.telling.loader.add(
            CaseQuestion(
                school=at.school,
                case=record["case"],
                author=at.af,
                asked_of=self.telling.rng.choice(at.classes).teacher,
                question=SHORT,
                answer=TEXT if answered else "",
                answered_at=moment(done) if answered else None,
                due_on=day + timedelta(days=7),
                done_on=done if answered else None,
                created_at=record["created_at"],
            )
        )

    def _rapportage(self, record: dict[str, Any]) -> None:
        words = {"subject": SHORT, "description": TEXT, "involved": SHORT, "bottlenecks": SHORT}
        self.telling.loader.add(Rapportage(number=1, **words, **record))

    def of_school(self, at: Staffed) -> None:
        """Write the sociale kaart of a school and its bundles of the past years."""
        add, day = self.telling.loader.add, self.telling.day
        for kind in Partner.Kind:
            add(
                Partner(
                    school=at.school,
                    kind=kind,
                    name=f"Partner {kind.value}",
                    phone="0000 - 000 000",
                    checked_on=day,
                )
            )
        first = school_year_of(day)[0]
        for back in range(1, _YEARS_BACK + 1):
            starts_on = first.replace(year=first.year - back)
            ends_on = first.replace(year=first.year - back + 1) - timedelta(days=1)
            self._bundle(at, Bundle.Kind.YEAR, starts_on, ends_on, written=back > 1)
        two_years = first.replace(year=first.year - 2)
        self._bundle(at, Bundle.Kind.TWO_YEARS, two_years, first - timedelta(days=1), written=False)

    def _bundle(
        self, at: Staffed, kind: str, starts_on: date, ends_on: date, *, written: bool
    ) -> None:
        add, done = self.telling.loader.add, ends_on + timedelta(days=40)
        bundle = add(
            Bundle(
                school=at.school,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                due_on=done,
                done_on=done if written else None,
                done_by=at.af if written else None,
                created_at=moment(ends_on),
            )
        )
        if written:
            words = {"seen": TEXT, "bottlenecks": SHORT, "measures": TEXT}
            shared = {"school": at.school, "author": at.af, "created_at": moment(done)}
            add(BundleText(bundle=bundle, number=1, **words, **shared))
