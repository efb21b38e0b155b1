"""The base form: fields that a page leaves out are left out of its layout too."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings

from core.forms import BaseForm

pytestmark = pytest.mark.postgres_free


class Meal(BaseForm):
    bread = forms.CharField()
    butter = forms.CharField(required=False)

    def __init__(self, *args, dry=False, **kwargs):
        super().__init__(*args, **kwargs)
        if dry:
            self.leave_out("butter")


def test_field_that_is_left_out_is_not_looked_for_by_the_layout() -> None:
    assert settings.CRISPY_FAIL_SILENTLY is False
    page = render_crispy_form(Meal(dry=True))
    assert 'name="bread"' in page
    assert "butter" not in page


def test_layout_that_names_a_field_which_is_gone_fails_in_tests() -> None:
    form = Meal()
    del form.fields["butter"]
    with pytest.raises(Exception, match="butter"):
        render_crispy_form(form)
