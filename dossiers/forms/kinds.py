"""The kinds of signal (D5), each with a sentence on what belongs under it, for who wonders which to choose."""

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dossiers.models import Signal

_K = Signal.Kind
HELP: Final[dict[str, Promise]] = {
    _K.BEHAVIOUR: _(
        "Suddenly quiet, angry, afraid, clinging, or otherwise different from what you know of the child."
    ),
    _K.CARE: _(
        "Not enough food or sleep, clothes that do not fit the weather, dirty, or often ill."
    ),
    _K.LEARNING: _("Results drop, the child cannot concentrate, comes late or stays away."),
    _K.INJURY: _("Bruises, burns or wounds, pain, or tummy aches and headaches without a cause."),
    _K.UPBRINGING: _(
        "What the parents ask of the child or leave undone: too strict, too loose, too much to carry."
    ),
    _K.HOME: _("A divorce, a move, illness, addiction or quarrels in the family."),
    _K.VIOLENCE: _("The child sees, hears or undergoes that somebody at home hits or threatens."),
    _K.DEBT: _("No money for a trip, food, clothes or rent; shame about it."),
    _K.CONTACT: _(
        "How child and parent are together: afraid, cold, or the child takes care of the parent."
    ),
    _K.SEXUAL: _("Words, play or drawings that do not fit the age, or being touched."),
    _K.OTHER: _("It fits nowhere. Describe it in the facts."),
}


class KindsField(forms.MultipleChoiceField):
    """One or more kinds, each with its help."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("What kind of signal is it?"))
        kwargs.setdefault(
            "help_text", _("More than one is possible. In doubt? Choose what comes closest.")
        )
        kwargs.setdefault("error_messages", {"required": _("Choose at least one kind of signal.")})
        super().__init__(choices=kinds_with_help, **kwargs)


def kinds_with_help() -> list[tuple[str, str]]:
    """Return the choices in the language of the reader: the name, and below it what belongs to it."""
    return [
        (kind.value, format_html('{}<span class="choice-help">{}</span>', kind.label, HELP[kind]))
        for kind in _K
    ]
