"""AF HGKM and manager disagree, or both depart from the weighing: what waits, and what was chosen (M8)."""

from datetime import timedelta

from core.workdays import today
from meldcode import services
from meldcode.models import Decision, DeputyRequest
from meldcode.services.proposals import Proposal
from meldcode.standing import standing_of
from schoolsafety.demo.case import HELP_REFUSED, SAFE_TO_HELP, Teller
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.themes import ALONE, QUIET
from schoolsafety.demo.world import World, key

REPORT_TOO = Proposal(
    report=True,
    report_reason="De ouders zeiden drie keer hulp toe en die kwam er niet. Ik wil niet langer wachten.",
    help=True,
    help_reason="Hulp op school gaat intussen door.",
    deviation_ground="Wij denken verschillend over de vraag of hulp genoeg is. Ik weeg zwaarder dat "
    "het al een half jaar duurt.",
)
HELP_FIRST = Proposal(
    report=False,
    report_reason="De ouders vroegen vorige week zelf om hulp en de wijkverpleegkundige is gisteren "
    "begonnen. Ik wil dat eerst een kans geven.",
    help=True,
    help_reason="De hulp is gisteren begonnen.",
    deviation_ground="Bij het gesprek van vorige week was de AF HGKM niet. Daar hoorde ik iets anders.",
)


def tell(world: World) -> None:
    """Tell them all."""
    _waits(world)
    _settled(world)
    _departed(world)


def _disagree(
    one: Teller, first: Decision, proposal: Proposal, days_ago: int, days: int
) -> Decision:
    """The manager writes an own proposal beside that of the AF HGKM."""
    day = workday_before(days_ago)
    ends = {"help_until": today() + timedelta(days=days)}
    words = {name: getattr(proposal, name) for name in proposal.__slots__} | ends
    with at(day, 15, 40):
        return services.disagree(
            actor=one.manager,
            decision=first,
            key=key(one.case.pk, "counter", day),
            seen=standing_of(one.case).last_number,
            proposal=Proposal(**words),
        )


def _waits(world: World) -> None:
    """Since yesterday: the board reads that a deputy is needed, and not in which case."""
    people = (world.user("af.hgkm"), world.user("manager"))
    nova = Teller.open(people, world.pupil("Nova", "Smeets"), QUIET, workday_before(20))
    nova.steps(workday_before(19)).answer(workday_before(4), SAFE_TO_HELP)
    first = nova.propose(workday_before(2), help_until=today() + timedelta(days=60))
    _disagree(nova, first, REPORT_TOO, 1, 60)


def _settled(world: World) -> None:
    """The manager of the other school chose to report, for the board."""
    people = (world.user("af.hgkm"), world.user("manager"))
    levi = Teller.open(people, world.pupil("Levi", "Jonker"), ALONE, workday_before(26))
    levi.steps(workday_before(25)).consult(workday_before(20), veilig_thuis=True)
    levi.answer(workday_before(14), HELP_REFUSED)
    first = levi.propose(workday_before(13), report=True)
    _disagree(levi, first, HELP_FIRST, 12, 60)
    deputy = world.user("manager.wilg")
    with at(workday_before(11), 9, 40):
        services.name_deputy(
            actor=world.user("bestuur"),
            request=DeputyRequest.objects.get(case=levi.case),
            who=deputy,
            until=today() + timedelta(days=30),
        )
    with at(workday_before(10), 13, 20):
        services.settle(
            actor=deputy,
            chosen=first,
            ground="Ik las beide voorstellen en sprak met allebei. De hulp die nu begint is te licht voor "
            "wat Levi al doet. Melden sluit die hulp niet uit.",
        )
    levi.file(first, workday_before(9))


def _departed(world: World) -> None:
    """Both decided otherwise than the weighing says, each with a ground; it shows in the figures (M6)."""
    people = (world.user("af.hgkm"), world.user("manager"))
    one = Teller.open(people, world.pupil("Björn", "Müller"), ALONE, workday_before(34))
    one.steps(workday_before(33)).consult(workday_before(28), veilig_thuis=True)
    one.answer(workday_before(24), HELP_REFUSED)
    decision = one.propose(
        workday_before(23),
        help_until=today() + timedelta(days=25),
        report_reason="Veilig Thuis raadde ons twee keer aan om eerst met oma te praten, die in huis komt.",
        deviation_ground="Na het weigeren van de hulp kwam oma. Veilig Thuis kent dit plan en belt ons.",
    )
    one.confirm(
        decision,
        workday_before(22),
        ground="Ik sprak oma zelf. Zij is er elke middag, en dat is wat er ontbrak.",
    )
