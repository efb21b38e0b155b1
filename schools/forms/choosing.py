"""Choosing a school, or a person, in a form of any app."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from schools.models import School
from schools.scope import schools_with


def offer_schools(form: forms.Form, user: Any, permission: str, *, field: str = "school") -> None:
    """Let `field` offer the schools at which `user` has `permission`; where there is one, it isn't asked."""
    schools = School.objects.filter(pk__in=schools_with(user, permission))
    choice: Any = form.fields[field]
    choice.queryset = schools
    if len(schools) == 1:
        choice.initial, choice.widget = schools[0].pk, forms.HiddenInput()


def offer_people(field: Any, people: list[User]) -> None:
    """Let a ModelChoiceField offer these people, in this order."""
    field.queryset = User.objects.filter(pk__in=[user.pk for user in people])
    field.choices = [("", _("Choose")), *((user.pk, str(user)) for user in people)]


def chosen_school(user: Any, permission: str, chosen: str) -> School | None:
    """Return the school that a form with `offer_schools` was sent for, else the first that it offers."""
    schools = list(School.objects.filter(pk__in=schools_with(user, permission)))
    sent = (school for school in schools if str(school.pk) == chosen)
    return next(sent, schools[0] if schools else None)
