"""Reading a dossier: the chronology, its records, who is around the pupil, who looked. No writes."""

from dossiers.selectors.abilities import abilities, hand_over_abilities, signal_abilities
from dossiers.selectors.chronology import (
    Chronology,
    Entry,
    Year,
    by_year,
    chronology,
    siblings_of,
)
from dossiers.selectors.looking import (
    FINDINGS_A_PAGE,
    Narrowing,
    findings,
    log_of,
    opening_of,
    openings_of,
    people_in_log,
    pupils_of,
)
from dossiers.selectors.people import (
    PICK_LIMIT,
    group_of,
    possible_assignees,
    pupils_to_pick,
)
from dossiers.selectors.records import (
    draft_of,
    hand_overs_of,
    is_handed_over,
    open_follow_ups,
    own_hand_overs,
    signals_before,
    signals_of,
    signals_this_year,
)

__all__ = [
    "FINDINGS_A_PAGE",
    "PICK_LIMIT",
    "Chronology",
    "Entry",
    "Narrowing",
    "Year",
    "abilities",
    "by_year",
    "chronology",
    "draft_of",
    "findings",
    "group_of",
    "hand_over_abilities",
    "hand_overs_of",
    "is_handed_over",
    "log_of",
    "open_follow_ups",
    "opening_of",
    "openings_of",
    "own_hand_overs",
    "people_in_log",
    "possible_assignees",
    "pupils_of",
    "pupils_to_pick",
    "siblings_of",
    "signal_abilities",
    "signals_before",
    "signals_of",
    "signals_this_year",
]
