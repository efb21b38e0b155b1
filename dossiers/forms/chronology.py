"""Narrowing the chronology by GET: codes and ids only, since an address is kept in many places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import Signal
from dossiers.selectors.chronology import Chronology, Narrowing


class ChronologyFilter(forms.Form):
    """Kind of entry, kind of signal (D5), writer; the school year has links of its own.

    Only what occurs in this dossier can be chosen, so that no choice leads to nothing by itself. What
    is not a choice narrows nothing.
    """

    kind = forms.ChoiceField(label=_("What"), required=False)
    signal_kind = forms.ChoiceField(label=_("Kind of signal"), required=False)
    author = forms.TypedChoiceField(
        label=_("Written by"), required=False, coerce=int, empty_value=None
    )
    year = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, chronology: Chronology) -> None:
        super().__init__(data)
        occurs = chronology.signal_kinds()
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": [(source.kind, source.label) for source in chronology.kinds()],
            "signal_kind": [choice for choice in Signal.Kind.choices if choice[0] in occurs],
            "author": [(user.pk, str(user)) for user in chronology.authors()],
            "year": [(label, label) for label, _count in chronology.years()],
        }
        for name, found in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *found]

    def narrowing(self) -> Narrowing:
        """Return what was chosen."""
        self.is_valid()
        return Narrowing(**{name: value for name, value in self.cleaned_data.items() if value})
