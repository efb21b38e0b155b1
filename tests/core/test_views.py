"""The base views refuse by default."""

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from core.errors import NotVisible
from core.views import GuardedObjectMixin, GuardedView, may
from schools.models import Pupil


class PupilView(GuardedObjectMixin):
    model = Pupil
    permission = "schools.view_pupils"

    def get(self, request, pk):
        return HttpResponse(self.object.pk)


def call(user, pk):
    request = RequestFactory().get("/")
    request.user = user
    return PupilView.as_view()(request, pk=pk)


def test_view_without_permission_does_not_import() -> None:
    with pytest.raises(ImproperlyConfigured, match="names no permission"):

        class Forgotten(GuardedView):
            pass


def test_unknown_permission_is_nobodys(world) -> None:
    assert not may(world.manager, "schools.no_such_permission")
    assert not may(world.manager, "schools.no_such_permission", world.school)


def test_object_of_the_own_school_is_shown(world) -> None:
    assert call(world.teacher, world.pupil.pk).status_code == 200


def test_object_of_another_school_does_not_exist(world) -> None:
    with pytest.raises(NotVisible) as caught:
        call(world.teacher, world.foreign_pupil.pk)
    assert caught.value.object_id == str(world.foreign_pupil.pk)


def test_visitor_without_account_is_refused_before_anything_is_looked_up() -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(PermissionDenied):
        call(AnonymousUser(), "0190a000-0000-7000-8000-000000000000")
