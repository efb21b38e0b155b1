"""An earlier register of De Wilg: one that came in, one that waits with a wrong row, one that was dropped."""

from datetime import date, timedelta

from core import csv
from incidents.importing.columns import guess_columns
from incidents.importing.reading import read
from incidents.models import RegisterImport
from incidents.services import importing
from schoolsafety.demo.clock import at, last_school_year, workday_before
from schoolsafety.demo.world import World, key

HEAD = (
    "Datum", "Tijd", "Plaats", "Soort", "Omschrijving", "Betrokkenen", "Melder", "Resultaat",
    "Afgehandeld",
)  # fmt: skip
STORIES = (
    ("10:20", "Schoolplein", "Pesten", "Een kind werd steeds nageroepen bij het spelen.",
     "twee kinderen uit groep 6", "juf Tineke", "Met de groep besproken."),
    ("12:10", "Overblijf", "Buitensluiten", "Een kind at alleen omdat niemand opschoof.",
     "groep 5", "overblijfkracht", "Vaste plaatsen aan tafel."),
    ("14:05", "Gang", "Verbale agressie", "Er werd hard gescholden bij de kapstokken.",
     "een kind uit groep 8", "meester Joop", ""),
    ("", "Gymzaal", "Ongeval", "Een kind gleed uit en had een dikke enkel.", "", "vakdocent",
     "Gekoeld en ouders gebeld."),
)  # fmt: skip


def tell(world: World) -> None:
    """Tell them all."""
    with at(workday_before(30), 16):
        found = _upload(world, "came in", _rows(last_school_year() - timedelta(days=200)))
        seen = importing.preview_of(found).fingerprint()
        importing.confirm_register(actor=world.user("manager.wilg"), upload=found, seen=seen)
    with at(workday_before(3), 16):
        dropped = _upload(world, "dropped", _rows(last_school_year() - timedelta(days=300)))
        importing.cancel_register(actor=world.user("manager.wilg"), upload=dropped)
    with at(workday_before(1), 16):
        rows = _rows(last_school_year() - timedelta(days=100))
        _upload(world, "waits", [*rows[:-1], ["vorige week", *rows[-1][1:]]])


def _rows(first: date) -> list[list[str]]:
    days = (first + timedelta(days=9 * number) for number in range(len(STORIES)))
    return [[f"{day:%d-%m-%Y}", *story, "ja"] for day, story in zip(days, STORIES, strict=True)]


def _upload(world: World, word: str, rows: list[list[str]]) -> RegisterImport:
    who, content = world.user("manager.wilg"), csv.of_rows(HEAD, rows)
    made = importing.upload_register(
        actor=who, key=key("register", word), school=world.wilg, content=content
    )
    if made.mapping or not made.is_waiting:
        return made
    columns = guess_columns(read(content).head)
    return importing.choose_columns(actor=who, upload=made, columns=columns)
