"""Who teaches which group."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedAction, GuardedObjectFormPage, GuardedObjectPage
from schools import overview
from schools.forms.staff import GroupTeacherForm
from schools.models import Group, GroupTeacher
from schools.services import staff as services
from schools.views.staff import KEEP, OfSchoolMixin


class GroupsView(OfSchoolMixin, GuardedObjectPage):
    """The groups of this year with who teaches them."""

    template_name = "schools/groups.html"
    title = _("Groups and teachers")
    purpose = _(
        "Who teaches a group sees its pupils as 'my group'. The file proposes, you correct."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "groups": overview.groups_with_teachers(self.object),
            "back_url": reverse("schools:beheer"),
        }
        return super().get_context_data(**(context | kwargs))


class GroupTeacherView(GuardedObjectFormPage):
    """Gives a group to somebody."""

    permission = KEEP
    model = Group
    form_class = GroupTeacherForm
    title = _("Give this group to a teacher")
    purpose = _("From the first day on, these pupils are in 'my group' of this teacher.")
    success_message = _("The group is given.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"group": self.object}

    def groups_url(self) -> str:
        """Return the address of the list of groups."""
        return reverse("schools:groups", kwargs={"school": self.object.school_id})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"back_url": self.groups_url(), "eyebrow": self.object.name}
        return super().get_context_data(**(context | kwargs))

    def perform(self, form: Any) -> str:
        services.set_teacher(actor=actor_of(self.request), group=self.object, **form.cleaned_data)
        return self.groups_url()


class GroupTeacherEndView(GuardedAction):
    """Takes a group from somebody at once."""

    permission = KEEP
    model = GroupTeacher
    success_message = _("The teacher no longer has this group.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")

    def perform(self) -> str:
        services.end_teacher(actor=actor_of(self.request), assignment=self.object)
        return self.refused_url()

    def refused_url(self) -> str:
        return reverse("schools:groups", kwargs={"school": self.object.school_id})
