"""Reports that could not wait (M7): two people have still to decide; decided since; in a running case."""

from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from core.workdays import AMSTERDAM, today
from meldcode.models import Case, Feedback, Report
from meldcode.services.acute import AcuteReport, report_now
from schools.models import Pupil
from schoolsafety.demo.case import Teller
from schoolsafety.demo.case_after import letter
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.themes import NIGHT, TENSION, Theme
from schoolsafety.demo.world import World, key

_U, _TOLD = Report.Urgency, Report.ChildTold


def tell(world: World) -> None:
    """Tell them all."""
    people = (world.user("af.hgkm"), world.user("manager"))
    _waits_for_two(world, people)
    _complete(world, people)
    _in_a_running_case(world, people)


def _report(
    who: User, pupil: Pupil, days_ago: int, theme: Theme, urgency: str, **more: str
) -> Report:
    """Somebody called Veilig Thuis at a quarter past two, and wrote it down half an hour later."""
    day = workday_before(days_ago)
    words: dict[str, Any] = {
        "urgency": urgency,
        "grounds": theme.worry.format(naam=pupil.call_name),
        "spoken_with": "De bureaudienst van Veilig Thuis",
        "child_told": _TOLD.UNSAFE,
        "not_told_reason": "Veilig Thuis belt hen vanmiddag zelf. Tot dan zeggen wij niets.",
    }
    with at(day, 14, 45):
        return report_now(
            actor=who,
            key=key("acute", pupil, day),
            pupil=pupil,
            report=AcuteReport(
                filed_at=datetime.combine(day, time(14, 15), AMSTERDAM),
                reference=f"VT-{day:%Y%m}-{pupil.key}",
                **(words | more),
            ),
        )


def _teller(people: tuple[User, User], report: Report, theme: Theme, days_ago: int) -> Teller:
    """Go on with the case that the report opened."""
    case = Case.objects.select_related("pupil").get(pk=report.case_id)
    return Teller(case.pupil, theme, *people, case, workday_before(days_ago))


def _waits_for_two(world: World, people: tuple[User, User]) -> None:
    """Since yesterday: the manager reported alone, and the AF HGKM has not weighed in yet."""
    _report(people[1], world.pupil("Sara", "Haddad"), 1, NIGHT, _U.DISCLOSURE)


def _complete(world: World, people: tuple[User, User]) -> None:
    """The steps were taken afterwards; both decided; Veilig Thuis advises the school."""
    jayden = world.pupil("Jayden", "Tromp")
    report = _report(people[0], jayden, 16, NIGHT, _U.ACUTE)
    one = _teller(people, report, NIGHT, 16)
    one.gather(workday_before(15)).consult(workday_before(15), veilig_thuis=True)
    letter(one, workday_before(15))
    one.confirm(
        one.propose(workday_before(15), report=True, help_until=today() + timedelta(days=45)),
        workday_before(15),
    )
    one.talk(workday_before(13))
    one.feedback(
        report,
        workday_before(11),
        today() + timedelta(days=9),
        route=Feedback.Route.ADVICE,
        content="Het gezin werkt mee met de wijkhulp. De school houdt contact en belt bij twijfel.",
    )


def _in_a_running_case(world: World, people: tuple[User, User]) -> None:
    """Structural: while the case was worked on it went on and on. The proposal that waited went back."""
    fenna = Teller.open(people, world.pupil("Fenna", "Kok"), TENSION, workday_before(12))
    fenna.steps(workday_before(11))
    fenna.answer(workday_before(7), {"vermoeden": "nee"})
    fenna.propose(workday_before(6), monitor_on=today() + timedelta(days=20))
    _report(
        people[0],
        fenna.pupil,
        3,
        TENSION,
        _U.STRUCTURAL,
        grounds="Fenna vertelde dat de ruzies elke avond zijn, en dat ze dan in bed blijft.",
        not_told_reason="De ouders hebben elkaar vannacht bedreigd.",
    )
    decision = fenna.propose(workday_before(2), report=True)
    fenna.confirm(decision, workday_before(2))
    letter(fenna, workday_before(2))
