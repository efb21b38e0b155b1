"""From what else a case starts: a signal, an incident, a question of Veilig Thuis (M14)."""

from datetime import time

from dossiers.services import SignalText
from incidents.models import Kind, Part, Party, Place
from incidents.services import Report
from meldcode.models import Case
from meldcode.services.cases import Asked, Start
from schoolsafety.demo.case import Teller
from schoolsafety.demo.clock import workday_before
from schoolsafety.demo.dossiers import log
from schoolsafety.demo.incidents import Teller as IncidentTeller
from schoolsafety.demo.themes import ALONE, QUIET, TENSION
from schoolsafety.demo.world import World


def tell(world: World) -> None:
    """Tell them, after the incidents."""
    people = (world.user("af.hgkm"), world.user("manager"))
    otis = world.pupil("Otis", "Meijer")
    signal = log(
        people[0],
        otis,
        workday_before(6),
        list(ALONE.kinds),
        SignalText(facts="Otis zei dat hij sinds zondag alleen met zijn broertje thuis is."),
    )
    Teller.open(
        people, otis, ALONE, workday_before(5), cause=Case.Cause.ACUTE, start=Start(signal=signal)
    ).gather(workday_before(5)).consult(workday_before(4), veilig_thuis=True)
    lieke = world.pupil("Lieke", "Bosman")
    incident = IncidentTeller(world.regenboog, people[0]).report(
        world.user("twee.rollen"),
        workday_before(11),
        Report(
            occurred_on=workday_before(11),
            occurred_at=time(14, 5),
            kind=Kind.AGGRESSION,
            place=Place.GATE,
            by_whom=Party.PARENTS,
            against_whom=Party.PUPILS,
            account="Bij het ophalen trok een ouder Lieke hard aan de arm mee. Lieke huilde.",
        ),
        {lieke: Part.BEFELL},
    )
    Teller.open(people, lieke, TENSION, workday_before(10), start=Start(incident=incident.pk))
    Teller.open(
        people,
        world.pupil("Yusuf", "Kaya"),
        QUIET,
        workday_before(2),
        start=Start(
            asked=Asked(
                by="een onderzoeker van Veilig Thuis",
                what="Hoe gaat het met Yusuf op school, en hoe is het contact met de ouders?",
            )
        ),
    )
