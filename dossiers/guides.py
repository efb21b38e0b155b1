"""Guides for talks with parents (D8): what to do before, during and after, as data for the side panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.models import Talk


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a talk, with what to do in it."""

    title: Promise
    steps: Sequence[Promise]


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide for one kind of talk."""

    kind: str
    title: Promise
    parts: Sequence[Part]


REGULAR = Guide(
    Talk.Kind.REGULAR,
    _("Guide for a regular talk"),
    (
        Part(
            _("Before"),
            (
                _("Read the signals again. What did you see yourself, and what did you only hear?"),
                _("Write your goal in one sentence. More than one goal? Then plan two talks."),
                _("Choose a room where nobody walks in, and a time without hurry."),
                _("Tell the parents beforehand what it is about. Nobody likes to be surprised."),
            ),
        ),
        Part(
            _("Beginning"),
            (
                _("Thank them for coming. Say how long you have and who writes."),
                _("Say first what goes well with the child."),
                _("Tell in one sentence why you asked them."),
            ),
        ),
        Part(
            _("The talk"),
            (
                _("Tell what you saw: when, where, how often. No guesses and no labels."),
                _("Then be silent. Ask: do you know this from home? How do you see it?"),
                _("Repeat in your own words what you heard, and ask whether that is right."),
                _("You see it differently? Say so calmly. It may both stand in the report."),
            ),
        ),
        Part(
            _("Agreements"),
            (
                _("Agree little, and make it small: what, by whom, and by when."),
                _("Ask: how will we see that it helps?"),
                _("Set the day on which you look at it again, while they are there."),
            ),
        ),
        Part(
            _("Closing"),
            (
                _("Read the agreements aloud. Is something missing?"),
                _("Tell that they get the report and can sign it: seen, or agreed."),
            ),
        ),
        Part(
            _("Record"),
            (
                _("Write the report on the same day, in words that the parents recognise."),
                _("Keep apart what you said, what they said and what you agreed."),
            ),
        ),
    ),
)

HEAVY = Guide(
    Talk.Kind.HEAVY,
    _("Guide for a heavy talk"),
    (
        Part(
            _("Before"),
            (
                _(
                    "Talk it over with the AF HGKM. Could this talk put the child in danger? Then wait."
                ),
                _("Hold it with two: one talks, one writes and watches. Divide that beforehand."),
                _("Say your first three sentences aloud once. They set the tone."),
                _("Think of what the parents may feel: fear, shame, anger. What do you do then?"),
                _("Parents who live apart: choose beforehand whether you talk with both at once."),
                _("Sit near the door, and agree who comes when you need help."),
            ),
        ),
        Part(
            _("Beginning"),
            (
                _("Tell who is there and why there are two of you."),
                _("Say at once what it is about. A long run-up makes people afraid."),
                _("Say what you want together: that it goes well with the child."),
            ),
        ),
        Part(
            _("The talk"),
            (
                _("Tell the facts one by one. Leave out what you think it means."),
                _("Do not ask who did it and do not accuse. You are not the police."),
                _("Let them react. Give room to anger, and name it: I see that this hits you."),
                _("Ask what they worry about themselves, and what would help."),
                _("Be honest about what the school must do. Promise no secrecy."),
                _("Does it get unsafe or too hot? Stop, and plan a new talk."),
            ),
        ),
        Part(
            _("Agreements"),
            (
                _("Agree what happens in the coming days for the safety of the child."),
                _(
                    "Agree who does what, how you see it, by when, and what follows if it is not kept."
                ),
                _("Set the next talk at once."),
            ),
        ),
        Part(
            _("Closing"),
            (
                _("Ask how they go home now, and who they can call."),
                _("Tell that they get the report. Signing for seen is not the same as agreeing."),
            ),
        ),
        Part(
            _("Record"),
            (
                _("Talk it through with your colleague: did you hear and see the same?"),
                _("Write the report on the same day. Put their own words between quotation marks."),
                _("Look at the child tomorrow. Does something change? Log it as a signal."),
            ),
        ),
    ),
)

GUIDES = (REGULAR, HEAVY)
