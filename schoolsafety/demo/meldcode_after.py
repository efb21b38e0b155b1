"""What comes after the decision: help with its term, Veilig Thuis' agreements, aftercare, opening again."""

from datetime import date, timedelta

from accounts.models import User
from core.workdays import is_workday, today
from meldcode import services
from meldcode.models import CaseDuty, Feedback, Report
from meldcode.services.duties import Agreed
from schoolsafety.demo.case import HELP_REFUSED, SAFE_TO_HELP, UNSAFE, Teller
from schoolsafety.demo.case_after import aftercare, did, evaluate, followed, letter, plan
from schoolsafety.demo.clock import at, days_of_last_year, workday_before
from schoolsafety.demo.meldcode_steps import talk_with_child
from schoolsafety.demo.themes import ALONE, MORNINGS, QUIET, TENSION
from schoolsafety.demo.world import World

_CHECK, _AGREEMENT, _AFTERCARE = (
    CaseDuty.Kind.HELP_CHECK,
    CaseDuty.Kind.AGREEMENT,
    CaseDuty.Kind.AFTERCARE,
)
WELL = "Het gaat goed: op tijd, met eten, en er wordt weer gelachen."


def tell(world: World) -> None:
    """Tell them all."""
    people = (world.user("af.hgkm"), world.user("manager"))
    _help_runs(world, people)
    _term_passed(world, people)
    _agreements(world, people)
    _aftercare(world, people)
    _closed(world, people)
    _opened_again(world, people)


def _helped(one: Teller, answered: int, until: date) -> None:
    """Weigh, decide to help, and write the plan, from `answered` working days ago."""
    one.answer(workday_before(answered), SAFE_TO_HELP)
    one.confirm(
        one.propose(workday_before(answered - 1), help_until=until), workday_before(answered - 2)
    )


def _help_runs(world: World, people: tuple[User, User]) -> None:
    """One check was done, one is late, one still comes."""
    one = Teller.open(people, world.pupil("Yara", "Ploeg"), ALONE, workday_before(25))
    one.steps(workday_before(24)).consult(workday_before(19), veilig_thuis=True)
    followed(one, workday_before(18))
    _helped(one, 18, today() + timedelta(days=20))
    plan(one, workday_before(15), workday_before(10), workday_before(2), _soon(10))
    did(one, _CHECK, workday_before(10), "De opvang is begonnen. Yara ging twee keer voetballen.")
    plan(one, workday_before(9), _soon(15))


def _term_passed(world: World, people: tuple[User, User]) -> None:
    """The term of the help ended two working days ago: question 5 waits."""
    one = Teller.open(people, world.pupil("Isa", "Wolters"), QUIET, workday_before(45))
    one.steps(workday_before(44))
    _helped(one, 36, workday_before(2))
    plan(one, workday_before(33), workday_before(16))
    did(one, _CHECK, workday_before(16), "De hulp komt elke week. Isa praat thuis weer aan tafel.")


def _agreements(world: World, people: tuple[User, User]) -> None:
    """Doubt about safety, a child of 12 who was told, and Veilig Thuis' agreements as dated duties."""
    sami = Teller.open(people, world.pupil("Sami", "Yousfi"), TENSION, workday_before(32))
    sami.steps(workday_before(31)).consult(workday_before(26), veilig_thuis=True)
    followed(sami, workday_before(25))
    talk_with_child(sami, workday_before(25))
    sami.answer(workday_before(24), UNSAFE)
    letter(sami, workday_before(24))
    decision = sami.propose(workday_before(23), report=True)
    letter(sami, workday_before(22), again=True)
    report = sami.confirm(decision, workday_before(22)).file(
        decision, workday_before(22), child=Report.ChildTold.TOLD
    )
    sami.feedback(
        report,
        workday_before(18),
        _soon(20),
        route=Feedback.Route.OWN,
        content="Veilig Thuis onderzoekt het zelf en praat met alle gezinsleden.",
        parties="Veilig Thuis: onderzoek. Wijkteam: steun aan de ouders. School: kijken en bellen.",
        monitor_until=today() + timedelta(days=540),
        agreements=(
            Agreed("De school belt Veilig Thuis over de eerste weken.", workday_before(9)),
            Agreed("Gesprek met Sami, de mentor en Veilig Thuis.", workday_before(3), "De mentor"),
            Agreed("Verslag van de school over rust en aanwezigheid.", _soon(15), "De AF HGKM"),
        ),
    )
    did(sami, _AGREEMENT, workday_before(9), "Gebeld. Veilig Thuis heeft iedereen gesproken.")
    sami.monitor(
        workday_before(8), _soon(18), "Sami is er elke dag en praat op maandag met de IB’er."
    )


def _aftercare(world: World, people: tuple[User, User]) -> None:
    """The help had its result: the school goes on watching, and looked back with the family."""
    mila = Teller.open(people, world.pupil("Mila", "Verhoeven"), MORNINGS, workday_before(90))
    mila.steps(workday_before(89)).consult(workday_before(84), veilig_thuis=True)
    followed(mila, workday_before(83))
    _helped(mila, 82, workday_before(30))
    plan(mila, workday_before(79), workday_before(60))
    did(
        mila, _CHECK, workday_before(60), "De oppas komt drie ochtenden. Mila is twee keer te laat."
    )
    mila.answer(workday_before(29), {"resultaat": "ja"})
    mila.confirm(mila.propose(workday_before(28), monitor_on=_soon(12)), workday_before(28))
    aftercare(mila, workday_before(27), workday_before(12), workday_before(1), _soon(25))
    did(mila, _AFTERCARE, workday_before(12), WELL)
    evaluate(mila, workday_before(5))


def _closed(world: World, people: tuple[User, User]) -> None:
    """A case of last school year, walked from the first signal to looking back, and closed."""
    days = days_of_last_year(30)
    one = Teller.open(people, world.pupil("Ayoub", "Bouzid"), MORNINGS, days[3])
    one.steps(days[4]).consult(days[5], veilig_thuis=True)
    followed(one, days[6])
    one.answer(days[6], SAFE_TO_HELP)
    one.confirm(one.propose(days[7], help_until=days[14]), days[7])
    plan(one, days[8], days[11])
    did(one, _CHECK, days[11], "De ouder is tevreden over het wijkteam.")
    one.answer(days[14], {"resultaat": "ja"})
    one.confirm(one.propose(days[15], monitor_on=days[22]), days[15])
    aftercare(one, days[16], days[20])
    did(one, _AFTERCARE, days[20], WELL)
    one.monitor(days[22], days[27], "Ayoub is op tijd en doet mee. De ouder is tevreden.")
    one.monitor(days[27], days[29], "Ook na de vakantie gaat het goed.")
    evaluate(one, days[27])
    one.rapportage(days[28]).close(days[28])


def _opened_again(world: World, people: tuple[User, User]) -> None:
    """Brother and sister in one case, closed last year and opened again; help did not work: report."""
    days = days_of_last_year(30)
    roos = Teller.open(people, world.pupil("Roos", "Brand"), QUIET, days[2])
    with at(days[2], 9, 50):
        services.add_pupil(actor=roos.af, case=roos.case, pupil=world.pupil("Finn", "Brand"))
    roos.steps(days[3]).answer(days[5], HELP_REFUSED)
    decision = roos.propose(days[6], report=True)
    report = roos.confirm(decision, days[6]).file(decision, days[6])
    roos.feedback(
        report,
        days[7],
        days[12],
        route=Feedback.Route.NOTHING,
        content="Veilig Thuis ziet nu geen reden voor onderzoek.",
        conditions="",
    )
    roos.close(
        days[13],
        missing_ground="De ouders wilden niet terugkijken. We hebben dat twee keer gevraagd.",
    )
    roos.rapportage(days[14])
    with at(workday_before(60), 9):
        services.reopen_case(
            actor=roos.af,
            case=roos.case,
            reason="Na de zomer zien we bij Roos en Finn opnieuw hetzelfde.",
        )
    roos.consult(workday_before(58)).talk(workday_before(57))
    _helped(roos, 56, workday_before(8))
    plan(roos, workday_before(53), workday_before(30))
    did(roos, _CHECK, workday_before(30), "De hulp kwam twee keer niet. Roos is weer stiller.")
    roos.answer(workday_before(7), {"resultaat": "nee"})
    roos.propose(workday_before(6), report=True)


def _soon(days: int) -> date:
    """Return a working day some days from now."""
    day = today() + timedelta(days=days)
    while not is_workday(day):
        day += timedelta(days=1)
    return day
