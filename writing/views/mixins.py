"""The writing help in a form of any room: one mixin, before the base view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.forms import NARRATIVE_LIMIT, NarrativeField
from core.views import FormPageMixin, may
from schools.models import Pupil, School
from writing import help as writing_help
from writing.showing import shown, summary

CHECK = "check"


def normal(text: str) -> str:
    """Return a text as the browser counts it, and no longer than a narrative may be."""
    return text.replace("\r\n", "\n")[:NARRATIVE_LIMIT]


class WritingHelpMixin(FormPageMixin):
    """A form whose narratives get marks while typing, and on a button where there is no JavaScript.

    The subject is the page's `pupil`, or what `writing_subject` returns. Nothing is saved by a check.
    """

    def writing_subject(self) -> Pupil | School | None:
        """Return the pupil or school that the texts are about; None for no help."""
        found = getattr(self, "pupil", None)
        return found if isinstance(found, Pupil) else None

    def writing_help_url(self) -> str:
        """Return where texts are checked, or '' for who may not have that."""
        subject = self.writing_subject()
        kind = "school" if isinstance(subject, School) else "pupil"
        if subject is None or not may(self.request.user, f"writing.check_for_{kind}", subject):
            return ""
        name = "check_school" if isinstance(subject, School) else "check"
        return reverse(f"writing:{name}", args=[subject.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context.get("form")
        if form is not None and _narratives(form):
            context["writing_help_url"] = self.writing_help_url()
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject = self.writing_subject()
        if CHECK not in request.POST or subject is None or not self.writing_help_url():
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.full_clean()
        form.errors.clear()  # asked to look at the words, not whether the form is complete
        helping = writing_help.for_subject(subject)
        for name in _narratives(form):
            text = normal(str(form[name].value() or ""))
            rows = shown(text, helping.marks(text))
            form[name].writing = {"rows": rows, "summary": summary(rows), "asked": True}
        return self.render_form(form)


def _narratives(form: Any) -> list[str]:
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, NarrativeField) and not field.widget.is_hidden
    ]
