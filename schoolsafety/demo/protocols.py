"""Stories of protocols: runs that run with late steps, that wait for their evaluation, that are closed."""

from datetime import date, datetime, time

from accounts.models import User
from core.workdays import AMSTERDAM, local_date
from protocols import services
from protocols.models import Protocol, Run, RunStep
from schools.models import Pupil, School
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.world import World, key


def tell(world: World) -> None:
    """Tell them all. The run after an incident is told with the incident."""
    _running_late(world)
    _to_evaluate(world)
    _closed(world)


def _start(
    who: User, school: School, code: str, day: date, title: str, pupil: Pupil | None = None
) -> Run:
    protocol = Protocol.objects.filter(code=code).latest("version")
    with at(day, 11):
        return services.start_run(
            actor=who,
            key=key("run", school.brin, day, title),
            school=school,
            protocol=protocol,
            title=title,
            pupil=pupil,
            counts_from=datetime.combine(day, time(9), tzinfo=AMSTERDAM),
        )


def _open_steps(run: Run) -> list[RunStep]:
    return list(run.steps.filter(done_on__isnull=True))


def _running_late(world: World) -> None:
    """Temporary rules for a child: the first evaluation came, the monthly one is late."""
    af, manager = world.user("af.hgkm"), world.user("manager")
    run = _start(
        af,
        world.regenboog,
        "tijdelijke-omgangsregels",
        workday_before(40),
        "Afspraken over pauzes en omkleden",
        world.pupil("Ruben", "Pinas"),
    )
    steps = {step.code: step for step in _open_steps(run)}
    with at(workday_before(39), 10):
        for code in ("aanleiding", "momenten"):
            services.complete_step(actor=af, step=steps[code], note="Besproken in het team.")
    with at(workday_before(38), 10):
        services.complete_step(actor=manager, step=steps["ouders"], note="De ouders zijn het eens.")
        services.complete_step(actor=af, step=steps["team"])
    with at(workday_before(31), 10):
        services.complete_step(
            actor=af, step=steps["eerste-evaluatie"], note="Het gaat beter in de pauzes."
        )


def _to_evaluate(world: World) -> None:
    """Everything was done or, with a reason, left out."""
    manager = world.user("manager")
    run = _start(
        manager,
        world.regenboog,
        "opvang-voorval",
        workday_before(32),
        "Opvang na een val bij het klimrek",
        world.pupil("Evi", "Peters"),
    )
    _finish(run, manager, skipped={"instanties", "schade"})


def _closed(world: World) -> None:
    """The small school's run, evaluated and closed."""
    manager = world.user("manager.wilg")
    run = _start(
        manager, world.wilg, "opvang-voorval", workday_before(45), "Opvang na een ruzie bij het hek"
    )
    _finish(run, manager, skipped={"instanties", "schade", "hulp"})
    with at(workday_before(12), 15):
        services.close_run(
            actor=manager,
            run=run,
            evaluation="Het team wist snel wat er moest gebeuren. Volgende keer bellen we de ouders eerder.",
        )


def _finish(run: Run, who: User, *, skipped: set[str]) -> None:
    """Tick every step off on its last day, or soon after the one before it when it has no term."""
    day = local_date(run.counts_from)
    while (step := _first_open(run)) is not None:
        day = max(day, step.due_on or day)
        with at(day, 14):
            if step.code in skipped:
                services.skip_step(actor=who, step=step, reason="Dat was hier niet nodig.")
            else:
                services.complete_step(actor=who, step=step, note="Gedaan.", last=True)


def _first_open(run: Run) -> RunStep | None:
    """Return the open step that comes first: by its last day, then by its place in the protocol."""
    steps = _open_steps(run)
    return min(steps, key=lambda step: (step.due_on or date.max, step.order)) if steps else None
