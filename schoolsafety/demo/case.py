"""Telling one Meldcode case, step by step, each on its own day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self

from accounts.models import User
from core.workdays import AMSTERDAM, add_workdays, today
from dossiers.models import HandOver, Signal
from dossiers.services import SignalText
from meldcode import services
from meldcode.models import Case, CaseSignal, Consultation, Decision, Feedback, Report
from meldcode.services.filing import Filing
from meldcode.services.follow_up import Word
from meldcode.services.proposals import Proposal
from meldcode.services.steps import Pick
from meldcode.standing import standing_of
from schools.models import Pupil
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.dossiers import log
from schoolsafety.demo.themes import Theme
from schoolsafety.demo.world import key

SAFE_TO_HELP = {"vermoeden": "ja", "veiligheid": "nee", "hulp": "ja", "hulp_accepteren": "ja"}
HELP_REFUSED = SAFE_TO_HELP | {"hulp_accepteren": "nee"}
UNSAFE = {"vermoeden": "ja", "veiligheid": "twijfel"}
NO_SUSPICION = {"vermoeden": "nee"}

WHY = {
    "vermoeden": "Op grond van het dossier, het overleg en het gesprek met de ouders.",
    "veiligheid": "Zo zien wij het nu; we hebben er met twee collega’s naar gekeken.",
    "hulp": "Of wij genoeg kunnen bieden, hebben we met het wijkteam besproken.",
    "hulp_accepteren": "Dat bleek uit het gesprek en uit wat er daarna wel of niet gebeurde.",
    "resultaat": "We hebben teruggekeken met de ouders, het kind en de hulpverlener.",
}


@dataclass(slots=True)
class Teller:
    """Tells one case from its first signals on; every method returns itself and takes its own day."""

    pupil: Pupil
    theme: Theme
    af: User
    manager: User
    case: Case
    started: date

    @classmethod
    def open(
        cls,
        people: tuple[User, User],
        pupil: Pupil,
        theme: Theme,
        day: date,
        *,
        cause: str = Case.Cause.GROWING,
        handed_over: HandOver | None = None,
        **more: Any,
    ) -> Self:
        """Open a case on `day`, from a hand-over or at once; `more` goes to the service as it is."""
        af, manager = people
        with at(day, 9, 15):
            case = services.open_case(
                actor=af,
                key=key("case", pupil, day),
                pupil=pupil,
                cause=cause,
                reason=theme.worry.format(naam=pupil.call_name),
                hand_over=handed_over,
                **more,
            )
        return cls(pupil, theme, af, manager, case, day)

    def say(self, text: str) -> str:
        """Return a text of the theme about this child."""
        return text.format(naam=self.pupil.call_name)

    def gather(self, day: date) -> Self:
        """Step 1: signals for and against, and the seven questions."""
        picks = {
            signal.pk: Pick(
                CaseSignal.Speaks.AGAINST if against else CaseSignal.Speaks.FOR,
                "Dit weegt ook mee." if against else "",
            )
            for signal, against in _signals(self)
        }
        with at(day, 10):
            services.gather_signals(actor=self.af, case=self.case, picks=picks)
            services.record_analysis(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "analysis", day),
                seen=0,
                answers={
                    "signals": self.say(self.theme.worry),
                    "frequency": self.theme.frequency,
                    "situations": "Vooral op school, aan het begin en het eind van de dag.",
                    "more_pupils": "Nee, voor zover we weten niet.",
                    "development": "Anders dan we bij deze leeftijd gewend zijn.",
                    "shown_before": "Vorig schooljaar zagen we dit niet.",
                    "worries_before": "Er waren geen eerdere zorgen.",
                },
            )
        return self

    def consult(self, day: date, *, veilig_thuis: bool = False) -> Self:
        """Step 2: a colleague, or Veilig Thuis without a name."""
        with at(day, 11):
            services.record_consultation(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "consultation", day, veilig_thuis),
                kind=Consultation.Kind.VEILIG_THUIS
                if veilig_thuis
                else Consultation.Kind.COLLEAGUE,
                happened_on=day,
                spoken_with="Adviesteam"
                if veilig_thuis
                else "De leerkracht en de IB’er van de bovenbouw",
                asked=self.say(self.theme.asked),
                advice=self.say(self.theme.advice),
                file_number=f"DEMO-{day:%y%m}-{self.pupil.key}" if veilig_thuis else "",
            )
        return self

    def talk(self, day: date) -> Self:
        """Step 3: the talk with the parents and the child."""
        with at(day, 15):
            services.record_parent_talk(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "talk", day),
                happened_on=day,
                spoken_with="De ouders",
                told=self.say(self.theme.told),
                reaction=self.theme.reaction,
                child=self.say(self.theme.child),
                agreed=self.say(self.theme.agreed),
            )
        return self

    def skip_talk(self, day: date) -> Self:
        """Step 3 is skipped, with its reason (M4)."""
        with at(day, 15):
            services.skip_parent_talk(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "skip", day),
                danger="Een gesprek nu kan de spanning thuis vandaag groter maken.",
                reason="Veilig Thuis raadt aan om eerst met hen te overleggen.",
            )
        return self

    def steps(self, day: date) -> Self:
        """Steps 1 to 3 in the week after `day`."""
        return self.gather(day).consult(_next(day, 1)).talk(_next(day, 3))

    def answer(self, day: date, answers: dict[str, str]) -> Self:
        """Step 4: one question after the other."""
        with at(day, 13):
            for question, answer in answers.items():
                seen = standing_of(self.case).last_number
                services.answer_question(
                    actor=self.af,
                    case=self.case,
                    key=key(self.case.pk, "answer", day, seen, question),
                    seen=seen,
                    question=question,
                    answer=answer,
                    reason=WHY[question],
                )
        return self

    def propose(
        self,
        day: date,
        *,
        report: bool = False,
        help_until: date | None = None,
        monitor_on: date | None = None,
        **words: str,
    ) -> Decision:
        """Step 5: propose to report, to help, both, or to look again; `words` say it otherwise."""
        helps = help_until is not None
        reasons = {
            "report_reason": self.say(self.theme.report_reason)
            if report
            else "Er is nu geen onveiligheid en de zorgen kunnen we samen dragen.",
            "help_reason": self.say(self.theme.help_reason)
            if helps
            else "Hulp van de school alleen is nu niet het antwoord.",
        }
        with at(day, 14):
            return services.propose_decision(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "proposal", day),
                seen=standing_of(self.case).last_number,
                proposal=Proposal(
                    report=report,
                    help=helps,
                    help_until=help_until,
                    monitor_on=monitor_on,
                    **(reasons | words),
                ),
            )

    def confirm(self, decision: Decision, day: date, *, ground: str = "") -> Self:
        """The manager agrees (M8), with a ground when it departs from the weighing."""
        with at(day, 16):
            services.confirm_decision(actor=self.manager, decision=decision, ground=ground)
        return self

    def file(self, decision: Decision, day: date, *, told: bool = True, child: str = "") -> Report:
        """The manager reports to Veilig Thuis; `child` says otherwise what the child knows. Returns it."""
        young = Report.ChildTold.YOUNG if told else Report.ChildTold.UNSAFE
        with at(day, 16, 30):
            return services.file_report(
                actor=self.manager,
                decision=decision,
                key=key(self.case.pk, "report", day),
                filing=Filing(
                    filed_at=datetime.combine(day, time(16), tzinfo=AMSTERDAM),
                    child_told=child or young,
                    parents_told_on=day if told else None,
                    not_told_reason=""
                    if told
                    else "Dat zou de spanning thuis vandaag groter maken.",
                    reference=f"VT-{day:%Y%m}-{self.pupil.key}",
                ),
            )

    def feedback(self, report: Report, day: date, monitor_on: date, **more: Any) -> Feedback:
        """What Veilig Thuis decided (M9); `more` are further parts of its word. Returns it."""
        word: dict[str, Any] = {
            "received_on": day,
            "route": Feedback.Route.HANDED_ON,
            "content": "Het sociaal team gaat met het gezin aan de slag en belt de school elke maand.",
            "conditions": "De school belt direct als het kind zonder bericht wegblijft.",
            "monitor_on": monitor_on,
        }
        with at(day, 12):
            return services.record_feedback(
                actor=self.af,
                report=report,
                key=key(self.case.pk, "feedback", day),
                word=Word(**(word | more)),
            )

    def monitor(self, day: date, next_on: date, findings: str) -> Self:
        """Somebody looked again (M10)."""
        with at(day, 12, 30):
            services.record_monitoring(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "monitoring", day),
                happened_on=day,
                findings=findings,
                next_on=next_on,
            )
        return self

    def rapportage(self, day: date) -> Self:
        """The words of the Rapportage Meldcode (M11)."""
        with at(day, 17):
            services.save_rapportage(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "rapportage", day),
                texts={
                    "subject": "Zorg om de dagelijkse verzorging",
                    "description": self.say(self.theme.worry),
                    "unrest": "Geen onrust in de klas of op het plein.",
                    "involved": "Een leerling en de ouders.",
                    "activities": "Drie gesprekken met de ouders, elke week een gesprek met het kind.",
                    "informing": "De ouders wisten van elke stap.",
                    "bottlenecks": "Het duurde twee weken voor het wijkteam plek had.",
                    "remarks": "",
                },
            )
        return self

    def close(self, day: date, *, missing_ground: str = "") -> Self:
        """Close a case that was monitored."""
        with at(day, 16, 45):
            services.close_case(
                actor=self.af,
                case=self.case,
                reason="Al een half jaar gaat het goed, thuis en op school.",
                missing_ground=missing_ground,
            )
        return self


def _next(day: date, workdays: int) -> date:
    """Return a working day some days later, but no later than today."""
    return min(today(), add_workdays(day, workdays))


def _signals(teller: Teller) -> list[tuple[Signal, bool]]:
    """Log the signals of the theme in the weeks before the case; True for what speaks against."""
    theme, told = teller.theme, (*teller.theme.seen, teller.theme.against)
    return [
        (
            log(
                teller.af,
                teller.pupil,
                workday_before(back, teller.started),
                list(theme.kinds),
                SignalText(
                    facts=teller.say(facts), action="Ik heb geluisterd en het hier opgeschreven."
                ),
            ),
            facts is theme.against,
        )
        for facts, back in zip(told, (14, 6, 3), strict=True)
    ]
