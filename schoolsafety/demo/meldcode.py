"""Stories of the Meldcode: cases in every state, at both schools, with brothers and sisters."""

from datetime import timedelta

from accounts.models import User
from core.workdays import today
from meldcode import services
from meldcode.models import Case
from schoolsafety.demo import (
    meldcode_acute,
    meldcode_after,
    meldcode_disputes,
    meldcode_people,
    meldcode_steps,
)
from schoolsafety.demo.case import HELP_REFUSED, NO_SUSPICION, SAFE_TO_HELP, UNSAFE, Teller
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.dossiers import hand_over
from schoolsafety.demo.themes import ALONE, MORNINGS, TENSION
from schoolsafety.demo.world import World


def tell(world: World) -> None:
    """Tell them all."""
    regenboog = (world.user("af.hgkm"), world.user("manager"))
    wilg = (world.user("twee.rollen"), world.user("manager.wilg"))
    _worked_on(world, regenboog, wilg)
    _before_the_manager(world, regenboog)
    _reported(world, regenboog)
    _watched(world, regenboog)
    meldcode_steps.tell(world)
    meldcode_acute.tell(world)
    meldcode_after.tell(world)
    meldcode_disputes.tell(world)
    meldcode_people.tell(world)


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
    """The five working days run; they have passed; Veilig Thuis decided, and it was reported again."""
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
    _reported_again(one)


def _reported_again(one: Teller) -> None:
    """It came back: weighed again in a new round, and reported a second time (M5.5, M10)."""
    with at(workday_before(5), 9):
        services.weigh_again(actor=one.af, case=one.case)
    one.answer(workday_before(4), UNSAFE)
    again = one.propose(workday_before(4), report=True)
    one.confirm(again, workday_before(3)).file(again, workday_before(3))


def _watched(world: World, regenboog: tuple[User, User]) -> None:
    """There was no suspicion, and the school looks again."""
    watched = Teller.open(regenboog, world.pupil("Milan", "Dijkstra"), MORNINGS, workday_before(22))
    watched.steps(workday_before(21)).answer(workday_before(15), NO_SUSPICION)
    # Due three working days ago: somebody still has to look.
    watched.confirm(
        watched.propose(workday_before(14), monitor_on=workday_before(3)), workday_before(13)
    )
