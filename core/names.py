"""Names as people look them up: sorting without the prefix, searching without accents, initials.

The database sorts by byte (the embedded Postgres has no ICU), so the order has to be in the stored
text: 'van Dijk' under D, ''t Hoen' under H, 'Zoë' as 'zoe', 'Édouard' as 'edouard'. Any other
script stays as it is, after the Latin names. Keys are for comparing only and are never shown.

Words that count as a prefix (voorvoegsel) are those that a Dutch school list sets apart. 'El',
'Al', 'Ben' and 'Bin' are not: families with these names look for them under E, A and B.
"""

import re
import unicodedata
from typing import Final

_PREFIXES: Final = frozenset(
    """
    's 't aan af auf aus bij d' da dal dalla das de degli dei del della den der des di die do dos du
    het im in l' la las le les lo los of onder op over te ten ter toe thoe tho to tot uijt uit van
    vd vande vanden vander ver vom von voor zu zum zur
    """.split()  # noqa: SIM905 (fifty words read better in three lines)
)

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ı": "i",
    }
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘‛`´ʼʻʹ′＇", "'"))
_BETWEEN_WORDS: Final = re.compile(r"[\s\-‐‑‒–—/,]+")
_ABBREVIATED: Final = re.compile(r"^v\s?[./]\s?d(?:\s?[./]\s*|\s+)(?=\S)")
_ATTACHED: Final = re.compile(r"(?<!\S)([dl])'(?=\w)")

# Two spaces: lower than any letter and than the one space within a name, so that a shorter name
# comes first ('Berg' before 'Berg Jansen'). It is text that any database and CSV takes.
_APART: Final = "  "


def sort_key(last_name: str, first_name: str = "") -> str:
    """The text to sort a person by, in code point order (collation "C").

    First the last name without its prefix, then the prefix, then the first name: the Dijks come
    before the Van Dijks, and brothers and sisters stand together. Longer than the names at most by
    what taking ligatures apart adds.
    """
    prefix, main = _split_prefix(last_name)
    return _APART.join((main, prefix, search_key(first_name))).rstrip()


def search_key(text: str) -> str:
    """`text` reduced to what two spellings of one name share, to look for any part of a name.

    Lower case, without accents, apostrophes, full stops and invisible characters, hyphens as
    spaces. Applied to the stored name and to what is typed: ``search_key('zoë van')`` is part of
    ``search_key('Zoë van Dijk')``.
    """
    return _plain(_fold(text))


def initials(full_name: str) -> str:
    """The initials of a full name, prefix in lower case: 'Zoë van Dijk' → 'Z.v.D.' (domain D1).

    Accents stay, as does 'IJ' as one letter. Empty when there is no letter in the name.
    """
    text = unicodedata.normalize("NFC", full_name).translate(_APOSTROPHES).replace("Ĳ", "IJ")
    text = _ATTACHED.sub(r"\1' ", text).replace(".", " ")
    words = [word for word in _BETWEEN_WORDS.split(text) if _letters(word)]
    letters = (
        _initial(word, first=index == 0, last=index == len(words) - 1)
        for index, word in enumerate(words)
    )
    return "".join(f"{letter}." for letter in letters)


def _initial(word: str, *, first: bool, last: bool) -> str:
    start = _letters(word)
    # 'Di Jansen' has Di as first name, 'van Dijk' has none: the capital tells.
    known = word.casefold() in _PREFIXES or (len(word) == 1 and word.islower())
    if not last and known and not (first and (word[0].isupper() or len(word) == 1)):
        return start[0].lower()
    return "IJ" if start[:2] in ("IJ", "ij", "Ij") else start[0].upper()


def _letters(word: str) -> str:
    return "".join(character for character in word if character.isalpha())


def _split_prefix(last_name: str) -> tuple[str, str]:
    name = _ABBREVIATED.sub("vd ", _fold(last_name).lstrip())
    words = _BETWEEN_WORDS.sub(" ", _ATTACHED.sub(r"\1' ", name)).split()
    count = 0
    # The last word is never a prefix: somebody may be called Ten, or Van.
    while count < len(words) - 1 and words[count].rstrip(".") in _PREFIXES:
        count += 1
    return _plain(" ".join(words[:count])), _plain(" ".join(words[count:]))


def _fold(text: str) -> str:
    """Lower case without marks, apostrophes made alike; the shape of the text stays."""
    # Before as well: an acute accent standing alone (´t Hoen) comes apart into a space and a mark.
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_LETTERS).translate(_APOSTROPHES)
    return "".join(c for c in text if not unicodedata.combining(c))


def _plain(folded: str) -> str:
    """Words with one space between; only letters, marks and digits are kept."""
    text = _BETWEEN_WORDS.sub(" ", folded)
    kept = (c for c in text if c == " " or unicodedata.category(c)[0] in "LMN")
    return " ".join("".join(kept).split())
