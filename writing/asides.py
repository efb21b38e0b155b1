"""What surrounds a word in Dutch: quotations, sentences, titles, and names that are words as well. Pure."""

import re
from typing import Final

from writing.masking import Place

LONGEST_QUOTATION: Final = 1000

_PAIRS: Final = (("“", "”"), ("„", "”"), ("„", "“"), ("«", "»"), ('"', '"'), ("‘", "’"), ("'", "'"))
# What starts with an apostrophe and is no quotation: 's avonds, 't, 'n, 'm, 'k, 'r.
_CLIPPED: Final = re.compile(r"(?:s|t|n|m|k|r|ns|tis)(?![^\W_])", re.IGNORECASE)
_END: Final = re.compile(r"[.!?]{1,5}[\"”’')\]]{0,3}(?=\s{1,5}[^\sa-zß-ÿ])|\n")
_ABBREVIATED: Final = re.compile(
    r"(?:^|[\s(])(?:drs?|prof|ir|mr|ds|mevr|mw|dhr|fam|bijv|bv|enz|evt|ca|nr|gr|o\.a|d\.w\.z|m\.b\.t|i\.v\.m|t\.a\.v|[^\W\d_])\.$",
    re.IGNORECASE,
)
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)\.?[\s]*$")
_WORD_AFTER: Final = re.compile(r"\s*([^\W\d_]+)")

TITLES: Final = frozenset(
    """
    mevrouw mevr mw meneer mijnheer dhr heer familie fam gezin echtpaar moeder vader mama papa oma opa
    """.split()  # noqa: SIM905 (shorter)
)
"""A surname after these is a person's name."""
COLLEAGUES: Final = frozenset(
    """
    juf juffrouw meester leerkracht collega directeur directrice stagiair stagiaire conciërge concierge
    dokter dr drs schoolarts logopedist ib'er wijkagent psycholoog orthopedagoog psychiater
    """.split()  # noqa: SIM905 (shorter)
)
"""A name alone after these is a professional's: who signals is named (D6)."""
UNSURE: Final = frozenset(
    """
    wil mag kan ben mark mei april juni juli storm hoop joy lente zomer winter herfst toon lot ward stan
    rust vrede sneeuw regen zon leen lees groen licht min fijn lief lieve rein eerlijk bloem faith
    """.split()  # noqa: SIM905 (shorter)
)
"""First names that may start a sentence as another word: only with a verb after them ('Wil heeft')."""
NEVER_FIRST: Final = frozenset(
    "dan door ook bij al hen max ad nu toen an na bo do".split()  # noqa: SIM905 (shorter)
)
"""First names that at the start of a sentence are nearly always another word ('Dan', 'Door')."""
ORDINARY: Final = (
    UNSURE
    | NEVER_FIRST
    | frozenset(
        """
        roos bas iris jet floor mees sterre merel beer vos engel linde madelief anemoon jasmijn bram daan
        puk pim tijger pepper sam kit jip fee pleun mus spin tom tim
        """.split()  # noqa: SIM905 (shorter)
    )
)
"""First names that are also words: without a capital they are the word."""
VERBS: Final = frozenset(
    """
    is was heeft had wordt werd gaat ging komt kwam zegt zei vertelt vertelde vraagt vroeg doet deed
    slaat sloeg schopt schopte duwt duwde trekt trok pakt pakte gooit gooide roept riep schreeuwt
    schreeuwde huilt huilde lacht lachte speelt speelde zit zat staat stond ligt lag loopt liep rent rende
    ziet zag hoort hoorde weet wist vindt vond wil wilde kan kon mag mocht moet moest zal zou geeft gaf
    krijgt kreeg laat liet blijft bleef begint begon denkt dacht belt belde schrijft schreef bijt beet
    spuugt spuugde pest pestte scheldt schold reageert reageerde helpt hielp haalt haalde brengt bracht
    """.split()  # noqa: SIM905 (shorter)
)
"""Verbs of notes in the third person: what stands before them at the start of a sentence is a name."""


def quotations(text: str) -> list[Place]:
    """Return from where to where somebody's own words stand, within one paragraph; not nested."""
    found: list[Place] = []
    at = 0
    while at < len(text):
        end = _closed_at(text, at)
        if end is None:
            at += 1
        else:
            found.append((at, end))
            at = end
    return found


def _closed_at(text: str, at: int) -> int | None:
    """Return where the quotation that opens at `at` ends; None if none opens there."""
    ends = [close for opened, close in _PAIRS if text[at] == opened]
    if not ends or (at and text[at - 1].isalnum()) or text[at + 1 : at + 2].isspace():
        return None
    single = text[at] in "'‘"
    if single and _CLIPPED.match(text, at + 1):
        return None
    limit = text.find("\n\n", at)
    limit = min(len(text) if limit < 0 else limit, at + LONGEST_QUOTATION)
    closings = (_closing(text, at, close, limit, single=single) for close in ends)
    return min((end for end in closings if end is not None), default=None)


def _closing(text: str, at: int, close: str, limit: int, *, single: bool) -> int | None:
    """Return the place after the closing mark; a single one is no apostrophe within or before a word."""
    here = text.find(close, at + 1, limit)
    while here >= 0:
        after = text[here + 1 : here + 2]
        if here > at + 1 and not (single and (after.isalnum() or _CLIPPED.match(text, here + 1))):
            return here + 1
        here = text.find(close, here + 1, limit)
    return None


def sentences(text: str) -> list[Place]:
    """Return from where to where each sentence stands, without gaps; 'drs.' and 'J.' end none."""
    found: list[Place] = []
    start = 0
    for end in _END.finditer(text):
        dotted = text[max(0, end.start() - 8) : end.start() + 1]
        if end.group() == "." and _ABBREVIATED.search(dotted):
            continue
        found.append((start, end.end()))
        start = end.end()
    return [*found, (start, len(text))]


def word_before(text: str, at: int) -> str:
    """Return the word that stands before `at`, or ''."""
    found = _WORD_BEFORE.search(text[max(0, at - 40) : at])
    return found.group(1) if found else ""


def word_after(text: str, at: int) -> str:
    """Return the word that stands after `at`, or ''."""
    found = _WORD_AFTER.match(text, at)
    return found.group(1) if found else ""
