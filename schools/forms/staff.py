"""Accounts, roles and groups of staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import BaseForm, FutureDateField, date_input
from core.workdays import today
from schools.forms.importing import chosen_place, place_choices
from schools.models import Board, GroupTeacher, School, StaffMember
from schools.role_texts import explained
from schools.roles import Role


class AccountFields(forms.Form):
    """What an account needs."""

    username = forms.CharField(
        label=_("Login name"),
        max_length=150,
        help_text=_("Letters and digits, no spaces. Capitals don't matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("A link to choose a password goes to this address. The mail names nobody."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    display_name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def account(self) -> dict[str, str]:
        """The cleaned values of an account."""
        return {name: self.cleaned_data[name] for name in ("username", "email", "display_name")}


class StaffAccountForm(AccountFields, BaseForm):
    """A new account for somebody in the file, or one that exists."""

    submit_label = _("Make the account")
    existing = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Has an account already at another school of the board"),
        empty_label=_("no, make a new account"),
        help_text=_("Then leave the fields below as they are."),
    )
    field_order = ["existing", "username", "email", "display_name"]

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["existing"]
        field.queryset = accounts
        if not accounts.exists():
            self.leave_out("existing")
        elif self.data.get("existing"):
            for name in ("username", "email", "display_name"):
                self.fields[name].required = False


class RoleFields(forms.Form):
    """A role, where, from and until."""

    place = forms.ChoiceField(label=_("Where"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = forms.DateField(label=_("From"), widget=date_input(), initial=today)
    ends_on = FutureDateField(
        label=_("Until (last day)"),
        required=False,
        help_text=_("Leave empty when it is not known."),
    )

    def __init__(
        self, *args: Any, schools: list[School], boards: list[Board], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.schools, self.boards = schools, boards
        field: Any = self.fields["place"]
        field.choices = place_choices(schools, boards, _("Every school of %(board)s"))

    def where(self) -> tuple[Board, School | None]:
        """The board and the school, or None for the whole board."""
        return chosen_place(self.cleaned_data["place"], self.schools, self.boards)

    def roles(self) -> list[Any]:
        """What each role may, for beside the form."""
        return explained()


class RoleForm(RoleFields, BaseForm):
    """Gives a role."""

    submit_label = _("Give this role")
    field_order = ["role", "place", "starts_on", "ends_on"]


class PersonForm(AccountFields, RoleFields, BaseForm):
    """Somebody who isn't in the file: an account and a role in one go."""

    submit_label = _("Make the account and give the role")
    field_order = [
        "display_name",
        "username",
        "email",
        "role",
        "place",
        "starts_on",
        "ends_on",
    ]


class RoleEndForm(BaseForm):
    """The last day of a role."""

    ends_on = FutureDateField(
        label=_("Until (last day)"), required=False, help_text=_("Empty: no end is known.")
    )


class AccountForm(BaseForm):
    """Name and address of an account."""

    display_name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))


class GroupTeacherForm(BaseForm):
    """Who teaches a group, from and until."""

    submit_label = _("Give this group")
    staff = forms.ModelChoiceField(StaffMember.objects.none(), label=_("Who"))
    starts_on = forms.DateField(label=_("From"), widget=date_input(), initial=today)
    ends_on = FutureDateField(
        label=_("Until (last day)"),
        required=False,
        help_text=_("For a stand-in. Leave empty when it is not known."),
    )

    def __init__(self, *args: Any, group: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["staff"]
        taught = GroupTeacher.objects.filter(group=group, ends_on=None).values("staff")
        field.queryset = StaffMember.objects.filter(
            school=group.school, missing_since=None
        ).exclude(pk__in=taught)
