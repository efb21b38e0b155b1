"""Staff of a school: accounts and roles."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from accounts.acting import actor_of
from accounts.models import User
from core.errors import NotVisible
from core.views import (
    GuardedAction,
    GuardedObjectFormPage,
    GuardedObjectMixin,
    GuardedObjectPage,
)
from schools import overview
from schools.forms.staff import (
    AccountForm,
    PersonForm,
    RoleEndForm,
    RoleForm,
    StaffAccountForm,
)
from schools.models import Membership, School, StaffMember
from schools.role_texts import explained, tasks_of
from schools.services import staff as services

KEEP = "schools.manage_staff"


class OfSchoolMixin(GuardedObjectMixin, abstract=True):
    """A page of one school that is kept by the user."""

    permission = KEEP
    model = School
    pk_url_kwarg = "school"

    def staff_url(self) -> str:
        """Return the address of the list of staff."""
        return reverse("schools:staff", kwargs={"school": self.object.pk})


class StaffView(OfSchoolMixin, GuardedObjectPage):
    """Everyone who works at a school: proposed by the file, with or without account and role."""

    template_name = "schools/staff.html"
    title = _("Staff and roles")
    purpose = _("Give who works here an account and a role. The file proposes, you decide.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = overview.staff_rows(self.object)
        context = {
            "rows": [(row, tasks_of(row.staff.role_codes if row.staff else "")) for row in rows],
            "roles": explained(),
            "back_url": reverse("schools:beheer"),
        }
        return super().get_context_data(**(context | kwargs))


class PersonAddView(OfSchoolMixin, GuardedObjectFormPage):
    """Somebody who isn't in the file: an account and a role."""

    form_class = PersonForm
    template_name = "schools/role_form.html"
    title = _("Add somebody who isn't in the file")
    purpose = _("For example a bestuurder, a contactpersoon or a stand-in.")
    success_message = _("The account is made. A link to choose a password goes to the person.")

    def get_form_kwargs(self) -> dict[str, Any]:
        schools, boards = overview.places_of(self.request.user, KEEP)
        initial = {"place": f"s{self.object.pk}"}
        return super().get_form_kwargs() | {
            "schools": schools,
            "boards": boards,
            "initial": initial,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": self.staff_url(), "roles": explained()}
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        board, school = form.where()
        user = services.add_person(
            actor=actor_of(self.request),
            board=board,
            school=school,
            account=form.account(),
            role=form.cleaned_data["role"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
        where = school.pk if school else self.object.pk
        return reverse("schools:person", kwargs={"school": where, "user": user.pk})


class StaffAccountView(GuardedObjectFormPage):
    """An account for somebody in the file."""

    permission = KEEP
    model = StaffMember
    form_class = StaffAccountForm
    title = _("Give an account")
    purpose = _("With an account somebody can log in. What they may see follows from a role.")
    success_message = _("The account is there. Now give a role.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board", "user")

    def get_form_kwargs(self) -> dict[str, Any]:
        person = self.object
        kwargs = super().get_form_kwargs() | {"accounts": overview.linkable_accounts(person)}
        if self.request.method != "POST":
            name = person.email.partition("@")[0].lower()
            kwargs["initial"] = {
                "username": name,
                "email": person.email,
                "display_name": str(person),
            }
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "back_url": reverse("schools:staff", kwargs={"school": self.object.school_id}),
            "eyebrow": str(self.object),
        }
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        actor = actor_of(self.request)
        existing = form.cleaned_data.get("existing")
        if existing:
            user = services.link_account(actor=actor, staff=self.object, user=existing)
        else:
            user = services.open_account(actor=actor, staff=self.object, **form.account())
        return reverse(
            "schools:role_give", kwargs={"school": self.object.school_id, "user": user.pk}
        )


class OfPersonMixin(OfSchoolMixin, abstract=True):
    """A page of one account at a school."""

    @cached_property
    def person(self) -> User:
        """The account. Raises NotVisible when it has nothing to do with this school."""
        found = overview.people_at(self.object).filter(pk=self.kwargs["user"]).first()
        if found is None:
            raise NotVisible("accounts.user", str(self.kwargs["user"]))
        return found

    def person_url(self) -> str:
        """Return the address of this person's page."""
        where = {"school": self.object.pk, "user": self.person.pk}
        return reverse("schools:person", kwargs=where)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.pop("user", None)  # of the address: in a template `user` is who looks
        context = {
            "person": self.person,
            "back_url": self.person_url(),
            "eyebrow": str(self.person),
        }
        parent: Any = super()
        found: dict[str, Any] = parent.get_context_data(**(context | kwargs))
        return found


class PersonView(OfPersonMixin, GuardedObjectPage):
    """One person: account, roles, and what can be done about them."""

    template_name = "schools/person.html"
    title = _("Account and roles")
    purpose = _("What somebody may see follows from the roles that hold today.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "memberships": overview.roles_of(self.person, self.request.user),
            "own": self.person == self.request.user,
            "back_url": self.staff_url(),
        }
        return super().get_context_data(**(context | kwargs))


class RoleGiveView(OfPersonMixin, GuardedObjectFormPage):
    """Gives a role."""

    form_class = RoleForm
    template_name = "schools/role_form.html"
    title = _("Give a role")
    purpose = _("Choose the role that fits the work. It holds from the first day you fill in.")
    success_message = _("The role is given.")

    def get_form_kwargs(self) -> dict[str, Any]:
        schools, boards = overview.places_of(self.request.user, KEEP)
        initial = {"place": f"s{self.object.pk}"}
        return super().get_form_kwargs() | {
            "schools": schools,
            "boards": boards,
            "initial": initial,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"roles": explained()} | kwargs))

    def perform(self, form: Any) -> str:
        board, school = form.where()
        services.give_role(
            actor=actor_of(self.request),
            user=self.person,
            board=board,
            school=school,
            role=form.cleaned_data["role"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
        return self.person_url()


class AccountChangeView(OfPersonMixin, GuardedObjectFormPage):
    """Changes the name and the e-mail address of an account."""

    form_class = AccountForm
    title = _("Change name or e-mail")
    purpose = _("The login name stays as it is.")
    success_message = _("The account is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        person = self.person
        initial = {"display_name": person.display_name, "email": person.email}
        return super().get_form_kwargs() or {"initial": initial}

    def perform(self, form: Any) -> str:
        accounts.change_account(actor=actor_of(self.request), user=self.person, **form.cleaned_data)
        return self.person_url()


class PersonAction(OfPersonMixin, GuardedAction, abstract=True):
    """A button on somebody's page."""

    def refused_url(self) -> str:
        return self.person_url()


class PasswordLinkView(PersonAction):
    """Sends a new link to choose a password."""

    permission = KEEP
    success_message = _("A link to choose a password is on its way.")

    def perform(self) -> str:
        accounts.send_password_link(actor=actor_of(self.request), user=self.person)
        return self.person_url()


class AccountCloseView(PersonAction):
    """Closes an account."""

    permission = KEEP
    success_message = _("The account is closed. Whoever was logged in with it is out.")

    def perform(self) -> str:
        services.close_account(actor=actor_of(self.request), user=self.person)
        return self.person_url()


class AccountOpenView(PersonAction):
    """Opens a closed account again."""

    permission = KEEP
    success_message = _("The account is open again.")

    def perform(self) -> str:
        accounts.reactivate_account(actor=actor_of(self.request), user=self.person)
        return self.person_url()


class OfRoleMixin(GuardedObjectMixin, abstract=True):
    """A page of one role."""

    permission = KEEP
    model = Membership

    def get_queryset(self) -> Any:
        parent: Any = super()
        return parent.get_queryset().select_related("user", "school", "board")

    def person_url(self) -> str:
        """Return the address of whose role it is, at a school that the user keeps."""
        school = self.object.school_id
        if school is None:
            school = School.objects.visible_to(self.request.user).filter(board=self.object.board)
            school = school.values_list("pk", flat=True).first()
        return reverse("schools:person", kwargs={"school": school, "user": self.object.user_id})


class RoleChangeView(OfRoleMixin, GuardedObjectFormPage):
    """Changes until when a role holds."""

    form_class = RoleEndForm
    title = _("How long does this role hold?")
    purpose = _("On the last day the role still holds; the day after it doesn't.")
    success_message = _("The role is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() or {"initial": {"ends_on": self.object.ends_on}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role = self.object
        context = {
            "back_url": self.person_url(),
            "eyebrow": f"{role.user} · {role.get_role_display()} · {role.school or role.board}",
        }
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        services.change_role(
            actor=actor_of(self.request),
            membership=self.object,
            ends_on=form.cleaned_data["ends_on"],
        )
        return self.person_url()


class RoleEndView(OfRoleMixin, GuardedAction):
    """Ends a role at once."""

    permission = KEEP
    success_message = _("The role has ended. The person is logged out.")

    def perform(self) -> str:
        url = self.person_url()
        services.end_role(actor=actor_of(self.request), membership=self.object)
        return url

    def refused_url(self) -> str:
        return self.person_url()
