"""Stories of the Meldcode: cases in every state, at both schools, with brothers and sisters."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from accounts.models import User
from core.workdays import AMSTERDAM, today
from dossiers.models import HandOver, Signal
from dossiers.services import SignalText
from meldcode import services
from meldcode.models import Case, CaseSignal, Consultation, Decision, Feedback, Report
from meldcode.services.decisions import Proposal
from meldcode.services.follow_up import Filing, Word
from meldcode.services.steps import Pick
from meldcode.standing import standing_of
from schools.models import Pupil
from schoolsafety.demo.clock import at, days_of_last_year, workday_before
from schoolsafety.demo.dossiers import hand_over, log
from schoolsafety.demo.themes import ALONE, MORNINGS, TENSION, Theme
from schoolsafety.demo.world import World, key

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
    ) -> Self:
        """Open a case on `day`, from a hand-over or at once."""
        af, manager = people
        with at(day, 9, 15):
            case = services.open_case(
                actor=af,
                key=key("case", pupil, day),
                pupil=pupil,
                cause=cause,
                reason=theme.worry.format(naam=pupil.call_name),
                hand_over=handed_over,
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
                    key=key(self.case.pk, "answer", seen, question),
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
    ) -> Decision:
        """Step 5: propose to report, to help, both, or to look again. Returns the proposal."""
        helps = help_until is not None
        with at(day, 14):
            return services.propose_decision(
                actor=self.af,
                case=self.case,
                key=key(self.case.pk, "proposal", day),
                seen=standing_of(self.case).last_number,
                proposal=Proposal(
                    report=report,
                    report_reason=self.say(self.theme.report_reason)
                    if report
                    else "Er is nu geen onveiligheid en de zorgen kunnen we samen dragen.",
                    help=helps,
                    help_reason=self.say(self.theme.help_reason)
                    if helps
                    else "Hulp van de school alleen is nu niet het antwoord.",
                    help_until=help_until,
                    monitor_on=monitor_on,
                ),
            )

    def confirm(self, decision: Decision, day: date) -> Self:
        """The manager agrees (M8)."""
        with at(day, 16):
            services.confirm_decision(actor=self.manager, decision=decision)
        return self

    def file(self, decision: Decision, day: date, *, told: bool = True) -> Report:
        """The manager reports to Veilig Thuis. Returns the report."""
        with at(day, 16, 30):
            return services.file_report(
                actor=self.manager,
                decision=decision,
                key=key(self.case.pk, "report", day),
                filing=Filing(
                    filed_at=datetime.combine(day, time(16), tzinfo=AMSTERDAM),
                    child_told=Report.ChildTold.YOUNG if told else Report.ChildTold.UNSAFE,
                    parents_told_on=day if told else None,
                    not_told_reason=""
                    if told
                    else "Dat zou de spanning thuis vandaag groter maken.",
                    reference=f"VT-{day:%Y%m}-{self.pupil.key}",
                ),
            )

    def feedback(self, report: Report, day: date, monitor_on: date) -> Self:
        """What Veilig Thuis decided (M9)."""
        with at(day, 12):
            services.record_feedback(
                actor=self.af,
                report=report,
                key=key(self.case.pk, "feedback", day),
                word=Word(
                    received_on=day,
                    route=Feedback.Route.HANDED_ON,
                    content="Het sociaal team gaat met het gezin aan de slag en belt de school elke maand.",
                    conditions="De school belt direct als het kind zonder bericht wegblijft.",
                    monitor_on=monitor_on,
                ),
            )
        return self

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

    def close(self, day: date) -> Self:
        """Close a case that was monitored."""
        with at(day, 16, 45):
            services.close_case(
                actor=self.af,
                case=self.case,
                reason="Al een half jaar gaat het goed, thuis en op school.",
            )
        return self


def _next(day: date, workdays: int) -> date:
    """Return a day some days later that isn't later than today."""
    return min(today(), day + timedelta(days=workdays))


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


def tell(world: World) -> None:
    """Tell them all."""
    regenboog = (world.user("af.hgkm"), world.user("manager"))
    wilg = (world.user("twee.rollen"), world.user("manager.wilg"))
    _worked_on(world, regenboog, wilg)
    _before_the_manager(world, regenboog)
    _reported(world, regenboog)
    _helped(world, regenboog)
    _closed(world, regenboog)


def _worked_on(world: World, regenboog: tuple[User, User], wilg: tuple[User, User]) -> None:
    """Just opened; being weighed, from a hand-over; at the other school."""
    Teller.open(regenboog, world.pupil("Emre", "Yılmaz"), ALONE, workday_before(1))
    ruben = world.pupil("Ruben", "Pinas")
    handed = hand_over(
        world.user("meester.omar"), ruben, workday_before(11), TENSION.worry.format(naam="Ruben")
    )
    (
        Teller.open(regenboog, ruben, TENSION, workday_before(10), handed_over=handed)
        .steps(workday_before(9))
        .answer(workday_before(2), {"vermoeden": "ja", "veiligheid": "nee"})
    )
    (
        Teller.open(wilg, world.pupil("Loua", "Martina"), MORNINGS, workday_before(7))
        .gather(workday_before(6))
        .consult(workday_before(5), veilig_thuis=True)
    )


def _before_the_manager(world: World, regenboog: tuple[User, User]) -> None:
    """Waiting for confirmation, with a sister in the case; returned; confirmed and to be reported."""
    daan = Teller.open(regenboog, world.pupil("Daan", "Vliet"), MORNINGS, workday_before(16))
    with at(workday_before(16), 9, 30):
        services.add_pupil(actor=daan.af, case=daan.case, pupil=world.pupil("Lotte", "Vliet"))
    daan.steps(workday_before(15)).consult(workday_before(8), veilig_thuis=True)
    daan.answer(workday_before(3), HELP_REFUSED).propose(
        workday_before(1), report=True, monitor_on=today() + timedelta(days=14)
    )
    bilal = Teller.open(regenboog, world.pupil("Bilal", "Amrani"), ALONE, workday_before(20))
    decision = (
        bilal.steps(workday_before(19))
        .answer(workday_before(6), SAFE_TO_HELP)
        .propose(workday_before(5), help_until=today() + timedelta(days=40))
    )
    with at(workday_before(4), 9):
        services.return_decision(
            actor=bilal.manager,
            decision=decision,
            reason="Schrijf erbij wie de opvang op dinsdag en donderdag doet, en vanaf wanneer.",
        )
    jinte = Teller.open(
        regenboog,
        world.pupil("Jinte", "Veld"),
        TENSION,
        workday_before(4),
        cause=Case.Cause.DISCLOSURE,
    )
    jinte.gather(workday_before(4)).consult(workday_before(3), veilig_thuis=True)
    jinte.skip_talk(workday_before(2)).answer(workday_before(2), UNSAFE)
    jinte.confirm(jinte.propose(workday_before(1), report=True), workday_before(1))


def _reported(world: World, regenboog: tuple[User, User]) -> None:
    """The five working days run; they have passed; Veilig Thuis decided and the school looks again."""
    for name, opened, filed in (
        (("Ravi", "Ramdin"), 18, 2),
        (("Suze", "Hendriks"), 30, 9),
        (("Tess", "Mulder"), 60, 40),
    ):
        one = Teller.open(regenboog, world.pupil(*name), TENSION, workday_before(opened))
        one.steps(workday_before(opened - 1)).consult(workday_before(opened - 2), veilig_thuis=True)
        one.answer(workday_before(filed + 2), HELP_REFUSED)
        decision = one.propose(workday_before(filed + 1), report=True)
        one.confirm(decision, workday_before(filed + 1))
        report = one.file(decision, workday_before(filed), told=filed != 2)
    one.feedback(report, workday_before(36), workday_before(15))
    one.monitor(
        workday_before(15),
        today() + timedelta(days=6),
        "Tess komt op tijd en vertelt over het weekend. Het sociaal team komt elke week.",
    )


def _helped(world: World, regenboog: tuple[User, User]) -> None:
    """Help runs; there was no suspicion and the school looks again."""
    help_runs = Teller.open(regenboog, world.pupil("Yara", "Ploeg"), ALONE, workday_before(25))
    help_runs.steps(workday_before(24)).answer(workday_before(18), SAFE_TO_HELP)
    help_runs.confirm(
        help_runs.propose(workday_before(17), help_until=today() + timedelta(days=20)),
        workday_before(16),
    )
    watched = Teller.open(regenboog, world.pupil("Milan", "Dijkstra"), MORNINGS, workday_before(22))
    watched.steps(workday_before(21)).answer(workday_before(15), NO_SUSPICION)
    # Due three working days ago: somebody still has to look.
    watched.confirm(
        watched.propose(workday_before(14), monitor_on=workday_before(3)), workday_before(13)
    )


def _closed(world: World, regenboog: tuple[User, User]) -> None:
    """A case of last school year: helped, weighed again, monitored, closed, with its Rapportage."""
    days = days_of_last_year(30)
    one = Teller.open(regenboog, world.pupil("Ayoub", "Bouzid"), MORNINGS, days[3])
    one.steps(days[4]).answer(days[6], SAFE_TO_HELP)
    one.confirm(one.propose(days[7], help_until=days[14]), days[7])
    with at(days[14], 10):
        services.weigh_again(actor=one.af, case=one.case)
    one.answer(days[14], {"resultaat": "ja"})
    one.confirm(one.propose(days[15], monitor_on=days[22]), days[15])
    one.monitor(days[22], days[27], "Ayoub is op tijd en doet mee. De ouder is tevreden.")
    one.rapportage(days[28]).close(days[28])
