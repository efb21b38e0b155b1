"""Reading a dossier: the chronology, its records, who is around the pupil, who looked. No writes."""

from dossiers.selectors.abilities import abilities, hand_over_abilities, signal_abilities
from dossiers.selectors.chronology import Entry, Year, by_year, chronology
from dossiers.selectors.looking import Look, looks_at, named
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
    "PICK_LIMIT",
    "Entry",
    "Look",
    "Year",
    "abilities",
    "by_year",
    "chronology",
    "draft_of",
    "group_of",
    "hand_over_abilities",
    "hand_overs_of",
    "is_handed_over",
    "looks_at",
    "named",
    "open_follow_ups",
    "own_hand_overs",
    "possible_assignees",
    "pupils_to_pick",
    "signal_abilities",
    "signals_before",
    "signals_of",
    "signals_this_year",
]
