"""Which column is what, and which of the words in the file mean which of ours: the first guess."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.importing.reading import Table
from incidents.models import Kind, Party, Place

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise as _StrPromise

ACCIDENT: Final = "accident"
YES, NO = "yes", "no"
MOST_WORDS: Final = 80


class Field(StrEnum):
    """What a column can be (I1)."""

    DAY = "day"
    TIME = "time"
    PLACE = "place"
    KIND = "kind"
    ACCOUNT = "account"
    INVOLVED = "involved"
    BY_WHOM = "by_whom"
    AGAINST_WHOM = "against_whom"
    REPORTER = "reporter"
    ATTACHMENTS = "attachments"
    RESULT = "result"
    HANDLED = "handled"


LABELS: Final[dict[Field, "_StrPromise"]] = {
    Field.DAY: _("Day"),
    Field.TIME: _("Time"),
    Field.PLACE: _("Place"),
    Field.KIND: _("Kind"),
    Field.ACCOUNT: _("What happened"),
    Field.INVOLVED: _("Those involved"),
    Field.BY_WHOM: _("Who did it"),
    Field.AGAINST_WHOM: _("Whom it befell"),
    Field.REPORTER: _("Reported by"),
    Field.ATTACHMENTS: _("References to attachments"),
    Field.RESULT: _("Result"),
    Field.HANDLED: pgettext_lazy("import", "Handled (yes or no)"),
}
REQUIRED: Final = (Field.DAY, Field.PLACE, Field.KIND, Field.ACCOUNT)
CHOICES: Final[dict[Field, list[Any]]] = {
    Field.KIND: [*Kind.choices, (ACCIDENT, _("Accident"))],
    Field.PLACE: list(Place.choices),
    Field.BY_WHOM: list(Party.choices),
    Field.AGAINST_WHOM: list(Party.choices),
    Field.HANDLED: [(YES, _("Handled")), (NO, _("Not handled yet"))],
}
"""The fields of which each word of the file becomes one of ours."""

_HEADS: Final[dict[Field, str]] = {
    Field.DAY: "datum dag date day",
    Field.TIME: "tijd tijdstip uur time",
    Field.PLACE: "plaats locatie plek waar place location",
    Field.KIND: "soort categorie type aard kind",
    Field.ACCOUNT: "omschrijving beschrijving toedracht relaas verslag gebeurtenis wat account",
    Field.INVOLVED: "betrokkenen betrokken leerlingen leerling namen wie involved",
    Field.BY_WHOM: "initiatief door",
    Field.AGAINST_WHOM: "overkomen tegen jegens",
    Field.REPORTER: "melder gemeld ingevuld registrator invuller reporter",
    Field.ATTACHMENTS: "bijlagen bijlage verwijzing verwijzingen bestand bestanden attachments",
    Field.RESULT: "resultaat afloop uitkomst maatregel maatregelen actie vervolg result",
    Field.HANDLED: "afgehandeld gesloten afgerond status klaar handled",
}
_PARTIES: Final[dict[str, str]] = {
    Party.PUPILS: "leerling kind pupil",
    Party.STAFF: "personeel leerkracht medewerk collega staff",
    Party.PARENTS: "ouder moeder vader parent",
    Party.UNKNOWN: "onbekend unknown",
}
# The first that occurs in the word counts: 'verbaal geweld' is aggression, 'pesten online' bullying.
_WORDS: Final[dict[Field, dict[str, str]]] = {
    Field.KIND: {
        ACCIDENT: "ongeval ongeluk accident valpartij",
        Kind.EXCLUSION: "buitensl uitsluit",
        Kind.BULLYING: "pest bullying",
        Kind.PRESSURE: "groepsdruk",
        Kind.POWER: "macht",
        Kind.NEGLECT: "verwaarlo",
        Kind.THREAT: "dreig",
        Kind.AGGRESSION: "verba agress schel ruzie",
        Kind.DISCRIMINATION: "discrim racis",
        Kind.RADICALISATION: "radical",
        Kind.TRANSGRESSION: "grensover seks ongepast intimid",
        Kind.VIOLENCE: "fysiek geweld vecht slaan schop",
        Kind.IMPACT: "overl mishandel misbruik ingrijpend",
    },
    Field.PLACE: {
        Place.ONLINE: "online internet whatsapp social media",
        Place.LUNCH: "overblijf bso lunch opvang",
        Place.GYM: "gym kleed sport",
        Place.CLASSROOM: "klas lokaal",
        Place.CORRIDOR: "gang trap",
        Place.TOILETS: "toilet wc",
        Place.OUTING: "uitje kamp excursie schoolreis",
        Place.GATE: "hek poort ingang",
        Place.PLAYGROUND: "plein buiten",
        Place.ROUTE: "onderweg weg route fiets",
        Place.ELSEWHERE: "elders anders overig",
    },
    Field.BY_WHOM: _PARTIES,
    Field.AGAINST_WHOM: _PARTIES,
    Field.HANDLED: {
        NO: "nee no niet open loopt onwaar 0 n",
        YES: "ja yes x waar afgehandeld gesloten afgerond klaar 1 j v true",
    },
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a person said about a file: a column a field, one of our words a word of the file."""

    columns: dict[Field, int] = field(default_factory=dict)
    words: dict[Field, dict[str, str]] = field(default_factory=dict, repr=False)
    all_handled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"columns": self.columns, "words": self.words, "all_handled": self.all_handled}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        """Return what `as_json` gave."""
        return cls(
            {Field(name): column for name, column in kept["columns"].items()},
            {Field(name): words for name, words in kept["words"].items()},
            kept["all_handled"],
        )

    def meant(self, name: Field, text: str) -> str:
        """Return our word for a word of the file; nothing when nobody chose one."""
        return self.words.get(name, {}).get(plain(text), "")


def plain(text: str) -> str:
    """Return a word as it is compared: small letters, no accents, single blanks."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in folded if not unicodedata.combining(one)).split())


def guess_columns(head: tuple[str, ...]) -> dict[Field, int]:
    """Return the columns whose names tell what they are; each column once, the surest first."""
    scores = sorted(
        ((_score(name, wanted), -place, kind) for kind, wanted in _HEADS.items()
         for place, name in enumerate(head)),
        key=lambda found: (-found[0], -found[1]),
    )  # fmt: skip
    found: dict[Field, int] = {}
    for score, place, kind in scores:
        if score and kind not in found and -place not in found.values():
            found[kind] = -place
    return found


def _score(name: str, wanted: str) -> int:
    words, known = re.findall(r"\w+", plain(name)), wanted.split()
    if len(words) == 1 and words[0] in known:
        return 3
    return 2 if words and words[0] in known else int(bool(set(words) & set(known)))


def words_in(table: Table, columns: dict[Field, int]) -> dict[Field, dict[str, str]]:
    """Return for each field with words the words of its column, as compared and as written.

    The most frequent come first. A column with more than MOST_WORDS words gives the first of them and one
    more: it is another kind of column.
    """
    found: dict[Field, dict[str, str]] = {}
    for name in CHOICES:
        if name not in columns:
            continue
        column = columns[name]
        texts = [row.cell(column) for row in table.rows if len(row.cells) > column]
        written = {plain(text): text for text in reversed(texts) if text}
        counted = Counter(plain(text) for text in texts if text)
        most = sorted(counted, key=lambda word: (-counted[word], word))[: MOST_WORDS + 1]
        found[name] = {word: written[word] for word in most}
    return found


def guess_word(name: Field, word: str) -> str:
    """Return which of ours `word` (as compared) probably means; nothing if it can't be told."""
    labels = {plain(str(label)): str(code) for code, label in CHOICES[name]}
    if word in labels:
        return labels[word]
    for code, parts in _WORDS[name].items():
        if name == Field.HANDLED:
            if set(word.split()) & set(parts.split()):
                return str(code)
        elif any(part in word for part in parts.split()):
            return str(code)
    return ""
