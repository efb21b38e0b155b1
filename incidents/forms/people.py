"""Naming colleagues: in the report, and later."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import BaseForm, KeyedForm, NarrativeField
from incidents.models import Part
from incidents.services import nameable
from schools.forms.choosing import offer_people

ROWS = 3  # in a report; who handles it can name more


def colleague_fields(schools: list[int]) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields with which a report names colleagues: who, and their part."""
    people = {user.pk: user for school in schools for user in nameable(school)}
    for number in range(1, ROWS + 1):
        who = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), required=False)
        offer_people(who, list(people.values()))
        yield f"colleague_{number}", who
        yield (
            f"colleague_part_{number}",
            forms.ChoiceField(
                label=_("Part"), required=False, choices=[("", _("Choose")), *Part.choices]
            ),
        )


def named(form: forms.Form) -> dict[User, str]:
    """Return who was named, after checking that each has one part; mistakes go by the field."""
    found: dict[User, str] = {}
    for number in range(1, ROWS + 1):
        who = form.cleaned_data.get(f"colleague_{number}")
        part = form.cleaned_data.get(f"colleague_part_{number}", "")
        if who is not None and not part:
            form.add_error(f"colleague_part_{number}", _("Choose the part of this colleague."))
        elif part and who is None and f"colleague_{number}" not in form.errors:
            form.add_error(f"colleague_{number}", _("Choose the colleague, or leave both empty."))
        elif who in found:
            form.add_error(f"colleague_{number}", _("This colleague is named twice."))
        elif who is not None:
            found[who] = part
    return found


class ColleagueForm(KeyedForm):
    """One colleague and their part."""

    submit_label = _("Name this colleague")

    who = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))
    part = forms.ChoiceField(
        label=_("Part"),
        choices=Part.choices,
        widget=forms.RadioSelect,
        help_text=_("Who took the initiative does not see this incident from now on, nowhere."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["who"], people)


class TakeBackForm(BaseForm):
    """Why a colleague's part is taken back."""

    submit_label = _("Take it back")

    reason = NarrativeField(
        label=_("Why is it taken back?"),
        rows=3,
        help_text=_("What is clear now. It stays readable that this colleague was named."),
        error_messages={"required": _("Write down why it is taken back.")},
    )
