"""Looking that stands out: what the clock finds in today's log, and what it found on earlier days (A8).

The audit log has Postgres' own time, so what is looked at here is of today. Findings of earlier days are
laid down as the clock would have done that night.
"""

from datetime import datetime, time, timedelta

from audit import registry
from audit.services import record, record_many
from core.actors import SYSTEM
from core.workdays import AMSTERDAM, today
from dossiers.events import DOSSIER_VIEWED
from dossiers.looking import Found
from dossiers.models import LookFinding
from dossiers.services.looking import lay_down, list_day, review_finding
from schools.models import Pupil
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.world import World, key

_KIND = LookFinding.Kind
MANY_TODAY, REFUSED_TODAY = 17, 6


def tell(world: World) -> None:
    """Tell them all."""
    _many_and_refused(world)
    _on_an_evening(world)
    _again(world)
    _of_the_manager(world)


def _many_and_refused(world: World) -> None:
    """Today: a teacher went through a whole other group, and tried dossiers of the other school."""
    who = world.user("meester.omar")
    others = Pupil.objects.filter(school=world.regenboog, left_on__isnull=True)
    others = others.exclude(pk__in=Pupil.objects.in_own_group(who).values("pk")).order_by("pk")
    record_many(DOSSIER_VIEWED, actor=who, rows=[(pupil, {}) for pupil in others[:MANY_TODAY]])
    elsewhere = Pupil.objects.filter(school=world.wilg).order_by("pk")
    for pupil in elsewhere[:REFUSED_TODAY]:
        record(
            registry.NOT_FOUND,
            actor=who,
            object_type=Pupil._meta.label_lower,
            object_id=str(pupil.pk),
            route="dossiers:dossier",
        )
    list_day(actor=SYSTEM, school=world.regenboog, day=today())


def _found(kind: LookFinding.Kind, days_ago: int, hour: int, pupil: Pupil, amount: int) -> Found:
    begins = datetime.combine(workday_before(days_ago), time(hour, 12), AMSTERDAM)
    return Found(kind, amount, begins, begins + timedelta(minutes=25), (pupil.pk,))


def _lay_down(world: World, username: str, found: Found) -> None:
    day = found.first_at.date()
    with at(day + timedelta(days=1), 2, 40):
        lay_down(
            actor=SYSTEM,
            school=world.regenboog,
            user_id=world.user(username).pk,
            day=day,
            found=found,
            of_manager=username == "manager",
        )


def _on_an_evening(world: World) -> None:
    noor = world.pupil("Noor", "Veenstra")
    _lay_down(world, "meester.omar", _found(_KIND.HOURS, 3, 21, noor, 1))


def _again(world: World) -> None:
    """On four days the dossier of somebody else's pupil; the manager asked, and knows why."""
    noor = world.pupil("Noor", "Veenstra")
    _lay_down(world, "meester.omar", _found(_KIND.AGAIN, 8, 11, noor, 4))
    finding = LookFinding.objects.get(kind=_KIND.AGAIN)
    with at(workday_before(6)):
        review_finding(
            actor=world.user("manager"),
            finding=finding,
            key=key("look-review", finding.day),
            note="Besproken. Meester Omar oefent die weken met Noor in de leesgroep.",
        )


def _of_the_manager(world: World) -> None:
    """What stands out of the manager goes to the AF HGKM."""
    noor = world.pupil("Noor", "Veenstra")
    _lay_down(world, "manager", _found(_KIND.HOURS, 2, 22, noor, 6))
