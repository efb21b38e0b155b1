"""Looking back on the cases of a school year, and of two (M11): written, written again, still to do."""

from datetime import date, timedelta

from core.actors import SYSTEM
from core.workdays import school_year_of, today
from meldcode import services
from meldcode.models import Bundle
from schools.models import School
from schoolsafety.demo.clock import at, last_school_year
from schoolsafety.demo.world import World, key

_SOON, _LATER = timedelta(days=30), timedelta(days=37)


def tell(world: World) -> None:
    """The clock opened them on the first days of two school years; the analysis of two years still waits
    at De Regenboog."""
    for first in (last_school_year(), school_year_of(today())[0]):
        with at(first + timedelta(days=1), 5):
            services.open_bundles(actor=SYSTEM)
        for school in (world.regenboog, world.wilg):
            _write(world, school, first)


def _write(world: World, school: School, first: date) -> None:
    """Both conclude on their year; De Regenboog writes the last one again, De Wilg does the two years too."""
    at_regenboog = school == world.regenboog
    for bundle in Bundle.objects.filter(school=school, ends_on=first - timedelta(days=1)):
        if at_regenboog and bundle.kind == Bundle.Kind.TWO_YEARS:
            continue
        _conclude(world, bundle, min(today(), first + _SOON))
        if at_regenboog and first > last_school_year():
            _conclude(world, bundle, min(today(), first + _LATER), again=True)


def _conclude(world: World, bundle: Bundle, day: date, *, again: bool = False) -> None:
    who = world.user("af.hgkm" if bundle.school_id == world.regenboog.pk else "twee.rollen")
    more = " Het bestuur vroeg ons ook naar de overblijf te kijken; dat doen we in januari."
    with at(day, 15):
        services.write_bundle(
            actor=who,
            bundle=bundle,
            key=key("bundle", bundle.school_id, bundle.kind, bundle.starts_on, again),
            seen_version=int(again),
            seen="De zorgen kwamen vooral in het voorjaar. Twee keer begon het met te laat komen.",
            bottlenecks="Het eerste gesprek met ouders kwam soms laat. Hulp begon na drie weken wachten.",
            measures="Na drie keer te laat zonder reden praten we dezelfde week met de ouders."
            + (more if again else ""),
        )
