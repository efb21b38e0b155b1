"""The Meldcode in the browser, act by act, for the journeys that begin with a case that is there already."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from core.context import acting_as_system
from core.workdays import AMSTERDAM, today
from meldcode.models import Case
from tests.factories import PASSWORD
from tests.journeys.browser import Visitor

WHY = "Dat volgt uit het dossier, het overleg en het gesprek met de ouders van deze week."
SAFE = {"vermoeden": "ja", "veiligheid": "nee", "hulp": "ja", "hulp_accepteren": "ja"}
REFUSED = SAFE | {"hulp_accepteren": "nee"}
DOUBT = {"vermoeden": "ja", "veiligheid": "twijfel"}


def url(name: str, case: uuid.UUID, *more: Any) -> str:
    """Return the address of a page of a case."""
    return reverse(f"meldcode:{name}", args=[case, *more])


def day(days: int) -> str:
    """Return a day from now as a date field takes it."""
    return (today() + timedelta(days=days)).isoformat()


def state_of(case: uuid.UUID) -> str:
    """Return where a case stands."""
    with acting_as_system():
        return Case.objects.get(pk=case).state


def case_page(visitor: Visitor, case: uuid.UUID, look: str) -> str:
    """Open the page of the case and look at it; returns its words."""
    visitor.go(url("case", case))
    assert visitor.path == url("case", case)
    visitor.look(look)
    return visitor.words("main")


def gather(af: Visitor, case: uuid.UUID) -> None:
    """Step 1: every signal supports the suspicion; and the first of the seven questions."""
    af.go(url("gather", case))
    for radio in af.page.locator('main [name^="speaks-"][value="for"]').all():
        radio.check()
    af.send()
    af.go(url("analyse", case))
    af.fill(signals="Zonder eten naar school, en stil.", frequency="Elke week twee keer.")
    af.send()


def consult(af: Visitor, case: uuid.UUID, kind: str = "colleague", **words: str) -> None:
    """Step 2: a colleague, or Veilig Thuis without a name."""
    af.go(url("consult", case))
    af.tick("kind", kind)
    if kind != "colleague":
        af.tick("anonymous")
        words.setdefault("file_number", "VT-2026-0117")
    af.fill(
        happened_on=day(0), spoken_with="de IB'er van de bovenbouw", asked="Wat zie jij?",
        advice="Praat met de ouders.", **words,
    )  # fmt: skip
    af.send()


def talk(af: Visitor, case: uuid.UUID) -> None:
    """Step 3: with both parents."""
    af.go(url("talk", case))
    af.fill(
        happened_on=day(0), spoken_with="beide ouders", told="Wat wij zagen.",
        reaction="Zij herkennen het.", agreed="Volgende week weer.",
    )  # fmt: skip
    af.send()


def steps(af: Visitor, case: uuid.UUID) -> None:
    """Steps 1 to 3."""
    gather(af, case)
    consult(af, case)
    talk(af, case)


def weigh(af: Visitor, case: uuid.UUID, answers: dict[str, str], look: str) -> None:
    """One question a page, each with a reason."""
    for number, answer in enumerate(answers.values(), 1):
        af.go(url("weigh", case))
        af.tick("answer", answer)
        af.fill(reason=WHY)
        if number == 1:
            af.look(look)
        af.send()


def propose(
    af: Visitor, case: uuid.UUID, *, report: bool, help: bool, look: str, **words: str
) -> None:
    """Step 5: both decisions with their reasons."""
    af.go(url("propose", case))
    decide(af, report=report, help=help, **words)
    af.look(look)
    af.send()
    assert state_of(case) == "proposed"


def decide(visitor: Visitor, *, report: bool, help: bool, **words: str) -> None:
    """Fill in both decisions, on the page of the proposal or of a disagreement."""
    visitor.tick("report", "yes" if report else "no")
    visitor.tick("help", "yes" if help else "no")
    reasons = {"report_reason": WHY, "help_reason": "Het wijkteam kan volgende week beginnen."}
    visitor.fill(**(reasons | words))


def confirm(manager: Visitor, case: uuid.UUID, look: str) -> None:
    """The manager finds the proposal in 'Vandaag', reads it and confirms it."""
    manager.go("/")
    manager.follow(url("decision", case))
    manager.look(look)
    manager.send(manager.page.locator("#confirm-title ~ form button.btn-primary"))
    assert manager.path == url("case", case)


def file_report(manager: Visitor, case: uuid.UUID, look: str, child: str = "young") -> None:
    """The manager reported, and tells when and who knows."""
    moment = timezone.localtime() - timedelta(minutes=2)
    manager.go(url("file_report", case))
    manager.fill(
        filed_on=moment.date().isoformat(), filed_time=f"{moment:%H:%M}",
        parents_told_on=moment.date().isoformat(), reference="VT-2026-0117",
    )  # fmt: skip
    manager.tick("child_told", child)
    manager.look(look)
    manager.send()
    assert manager.path == url("case", case)


@contextmanager
def later(on: date) -> Iterator[None]:
    """Let it be nine o'clock in the morning of another day, for the server too."""
    with travel(datetime.combine(on, time(9), AMSTERDAM), tick=True):
        yield


def back(visitor: Visitor, username: str) -> Visitor:
    """Log in again, as one does after a night: the session is over. Returns the visitor."""
    visitor.context.clear_cookies()
    visitor.log_in(username, PASSWORD)
    return visitor
