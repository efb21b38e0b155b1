"""What is counted, and what each figure means (R4, B3). Counting: monitoring/counting.py."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.models import Kind


class Theme(models.TextChoices):
    """What a figure is about; the pages group by it."""

    SIGNALS = "signals", _("Signals")
    MELDCODE = "meldcode", _("Meldcode")
    INCIDENTS = "incidents", _("Incidents and protocols")
    DEADLINES = "deadlines", _("Deadlines")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its code in the table of figures, its name, and in a sentence what it counts."""

    code: str
    theme: Theme
    label: Promise
    definition: Promise
    icon: str
    tile: bool = False


MEASURES: Final = (
    Measure(
        "signals",
        Theme.SIGNALS,
        _("Signals logged"),
        _("How many signals were logged in this school year. A correction of one is not counted."),
        "signal",
        tile=True,
    ),
    Measure(
        "signal-pupils",
        Theme.SIGNALS,
        _("Pupils with a signal"),
        _("About how many pupils at least one signal was logged in this school year."),
        "pupils",
    ),
    Measure(
        "cases",
        Theme.MELDCODE,
        _("Meldcode cases opened"),
        _("How many Meldcode cases the AF HGKM opened in this school year."),
        "meldcode",
        tile=True,
    ),
    Measure(
        "reports",
        Theme.MELDCODE,
        _("Reports to Veilig Thuis"),
        _("How many reports were filed with Veilig Thuis in this school year."),
        "send",
        tile=True,
    ),
    Measure(
        "not-reported",
        Theme.MELDCODE,
        _("Decisions not to report"),
        _("How often two people decided, in this school year, that a report was not needed."),
        "decide",
    ),
    Measure(
        "steps-missing",
        Theme.MELDCODE,
        _("Decisions without all steps"),
        _(
            "How many confirmed decisions were taken while step 1 or 2 of the Meldcode had left no "
            "record. The reason stands in the case."
        ),
        "skipped",
    ),
    Measure(
        "departures",
        Theme.MELDCODE,
        _("Decisions that depart from the weighing"),
        _(
            "How often two people decided, in this school year, otherwise than the weighing questions came "
            "to. The ground of both stands in the case."
        ),
        "warning",
    ),
    Measure(
        "disagreements",
        Theme.MELDCODE,
        _("Disagreements put before the deputy"),
        _(
            "How often a manager wrote a proposal of their own beside that of the AF HGKM, in this school "
            "year. The board's deputy then chooses."
        ),
        "talk",
    ),
    Measure(
        "incidents",
        Theme.INCIDENTS,
        _("Incidents"),
        _("How many incidents happened in this school year. Accidents are counted apart."),
        "incident",
        tile=True,
    ),
    Measure(
        "accidents",
        Theme.INCIDENTS,
        _("Accidents"),
        _("How many accidents, without anyone's intent, happened in this school year."),
        "warning",
    ),
    Measure(
        "runs",
        Theme.INCIDENTS,
        _("Protocols started"),
        _("How many protocols were started in this school year."),
        "protocol",
    ),
    Measure(
        "deadlines-kept",
        Theme.DEADLINES,
        _("Deadlines kept"),
        _(
            "How many things with a last day in this school year were done in time: agreements to "
            "look at again, hand-overs, duties in cases and steps of protocols."
        ),
        "done",
        tile=True,
    ),
    Measure(
        "deadlines-missed",
        Theme.DEADLINES,
        _("Deadlines missed"),
        _("How many of them were done too late, or are not done while their last day has passed."),
        "late",
        tile=True,
    ),
)
BY_CODE: Final = {measure.code: measure for measure in MEASURES}
# Incidents divided by kind: shown as parts of one total, never per school to the board.
KINDS: Final = {f"incidents-{kind.value}": kind for kind in Kind}
CODES: Final = (*BY_CODE, *KINDS)
# The second can't exceed the first, so what is hidden in one is hidden in the other.
PAIR: Final = ("signals", "signal-pupils")
