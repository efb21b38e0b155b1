"""What every story of the bench shares: the loader, the chance, the texts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from core.workdays import AMSTERDAM
from schoolsafety.bench.copying import Loader

DAYS_BACK = 1000
TEXT = (
    "Na de gymles bleef hij zitten en wilde niet mee naar de klas. Ik vroeg wat er was; hij zei dat hij"
    " liever hier bleef. Samen met Noor en Bram heeft hij daarna getekend. Bij het ophalen praatte zijn"
    " moeder kort met de leerkracht van de andere groep. Hij heeft deze week drie keer geen eten bij"
    " zich gehad en draagt dezelfde trui als vorige week."
)
SHORT = "We spreken elkaar volgende week weer en kijken dan samen hoe het gaat."


def moment(day: date, hour: int = 12) -> datetime:
    """Return a moment on `day`, in Amsterdam."""
    return datetime.combine(day, time(hour), AMSTERDAM)


@dataclass(slots=True)
class Telling:
    """Writes one school after another."""

    loader: Loader
    rng: Random
    day: date

    def past(self, days: int = DAYS_BACK) -> date:
        """Return a day in the last `days` days."""
        return self.day - timedelta(days=self.rng.randrange(days))
