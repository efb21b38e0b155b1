"""Which school and which school year a page of trends is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.trends import Asked
from incidents.trends.counting import PERMISSION
from schools.forms.choosing import offer_schools
from schools.models import School


class TrendsForm(forms.Form):
    """A choice to show. What is chosen was read before (`asked`), so that nothing in it can be wrong."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    year = forms.ChoiceField(label=_("School year"))

    def __init__(self, found: Asked, **kwargs: Any) -> None:
        chosen = {"school": found.school.pk, "year": found.year.starts_on.year}
        super().__init__(initial=chosen, **kwargs)
        offer_schools(self, found.user, PERMISSION)
        choice: Any = self.fields["year"]
        choice.choices = [(year.starts_on.year, year.label) for year in found.years]
