"""Texts in, marks out: asked while somebody types. The text is neither stored nor logged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.views import GuardedObjectMixin
from schools.models import Pupil, School
from writing import help as writing_help
from writing.querysets import schools_of_staff
from writing.showing import shown, summary
from writing.views.mixins import normal


class _CheckView(GuardedObjectMixin, abstract=True):
    """`field` names the field of the post that holds the text."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = normal(request.POST.get(request.POST.get("field", ""), ""))
        rows = shown(text, writing_help.for_subject(self.object).marks(text)) if text else []
        return render(request, "writing/marks.html", {"rows": rows, "summary": summary(rows)})


class CheckView(_CheckView):
    """A text about a pupil: the own name and the own parents stay."""

    permission = "writing.check_for_pupil"
    model = Pupil
    pk_url_kwarg = "pupil"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school__board")


class CheckSchoolView(_CheckView):
    """A text about no single pupil, such as a letter."""

    permission = "writing.check_for_school"
    model = School
    pk_url_kwarg = "school"

    def get_queryset(self) -> Any:
        return schools_of_staff(self.request.user).select_related("board")
