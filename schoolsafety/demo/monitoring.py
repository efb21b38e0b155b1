"""Stories of monitoring: last year's and this year's round, figures of two school years, a conclusion."""

from datetime import timedelta

from core.actors import SYSTEM
from core.workdays import school_year_of, today
from monitoring import services
from monitoring.models import MonitoringRound
from schoolsafety.demo.clock import at, last_school_year
from schoolsafety.demo.world import World


def tell(world: World) -> None:
    """Tell them last: the figures count what the other stories left."""
    with at(last_school_year() + timedelta(days=60), 4):
        services.open_rounds(actor=SYSTEM)
    services.open_rounds(actor=SYSTEM)
    services.refresh_figures(actor=SYSTEM)
    first_day = school_year_of(today())[0]
    round_ = MonitoringRound.objects.get(school=world.wilg, school_year__ends_on__lt=first_day)
    if round_.remind_on is not None and round_.remind_on <= today():
        services.conclude_round(
            actor=world.user("bestuursondersteuner"),
            round_id=round_.pk,
            conclusion="Het team van De Wilg legt signalen snel vast. Het aantal voorvallen bleef gelijk.",
            measures="In januari oefent het team met het gesprek met ouders.",
        )
