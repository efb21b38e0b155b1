"""What counts as a reason in full sentences: one rule, pure, for every reason not to report (M6).

It can't judge whether a reason is good. It stops what complaint bodies meet most: 'n.v.t.', 'besproken',
a list of loose words. Ten words are about the least in which one can say what was seen and what follows.
"""

import re
from typing import Final

LEAST_WORDS: Final = 10
_LEAST_DIFFERENT: Final = 6

_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_STARTS: Final = re.compile(r"""^["'“‘„(]*[^\W_]""")
_ENDS: Final = re.compile(r"""[.!?…]["'”’)]*$""")


def full_sentences(text: str) -> bool:
    """Return whether `text` reads as sentences: a capital or figure first, a mark last, ten words or more.

    Words that are only repeated don't count as ten.
    """
    text = text.strip()
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < LEAST_WORDS or len(set(words)) < _LEAST_DIFFERENT:
        return False
    first = _STARTS.match(text)
    return first is not None and not first.group()[-1].islower() and bool(_ENDS.search(text))
