"""Looking back on the cases of a school: the list, one period, writing what one sees and does (M11)."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core import pdf
from core.document_views import AskDocument
from core.ids import uuid7
from core.views import GuardedObjectFormPage, GuardedObjectMixin, GuardedObjectPage, GuardedPage
from meldcode import events, services
from meldcode.bundling import Contents, bundles_for, contents_of, period_label
from meldcode.documents import BUNDLE
from meldcode.forms import BundleForm
from meldcode.models import Bundle
from schools.models import School
from writing.views import WritingHelpMixin


class Bundles(GuardedPage):
    """Every period that was or has to be looked back on, at the schools of the user."""

    permission = "meldcode.bundle"
    template_name = "meldcode/bundles.html"
    title = _("Looking back on the Meldcode")
    purpose = _(
        "Each school year AF HGKM and manager look back on the cases of the school, and every two years "
        "over a longer time."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = bundles_for(self.request.user)
        return super().get_context_data(**({"bundles": found} | kwargs))


class OnBundle(GuardedObjectMixin, abstract=True):
    """One period of one school; what it shows is read once a request."""

    permission = "meldcode.bundle"
    model = Bundle
    pk_url_kwarg = "bundle"
    look = events.BUNDLE_VIEWED

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school", "done_by")

    @cached_property
    def contents(self) -> Contents:
        """The cases, counts and texts of the period, as far as the reader may know of them."""
        return contents_of(self.object, self.request.user)

    def about(self) -> dict[str, Any]:
        """Return what every template about the period reads."""
        return {
            "eyebrow": self.object.school,
            "contents": self.contents,
            "period": period_label(self.object),
        }


class BundlePage(OnBundle, GuardedObjectPage):
    """One period: which cases ran, which have no Rapportage yet, the counts, and what was concluded."""

    template_name = "meldcode/bundle.html"
    purpose = _(
        "Read the Rapportages, see what stands out, and write down what you will do about it."
    )

    def get_title(self) -> str:
        return f"{self.object.get_kind_display().capitalize()}, {period_label(self.object)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = self.about() | {
            "back_url": reverse("meldcode:bundles"),
            "back_label": gettext("Looking back on the Meldcode"),
            "pdf_available": pdf.available(),
            "export_key": uuid7(),
        }
        return super().get_context_data(**(extra | kwargs))


class WriteBundle(WritingHelpMixin, OnBundle, GuardedObjectFormPage):
    """Write what AF HGKM and manager see and do; each version stays."""

    form_class = BundleForm
    template_name = "meldcode/bundle_write.html"
    title = _("What you see, and what you do")
    purpose = _(
        "Write about the school and the way of working, not about a child. Each version stays readable."
    )

    def writing_subject(self) -> School:
        school: School = self.object.school
        return school

    def get_form_kwargs(self) -> dict[str, Any]:
        text = self.contents.text
        initial: dict[str, Any] = {"seen_version": text.number if text else 0}
        if text:
            initial |= {
                "seen": text.seen,
                "bottlenecks": text.bottlenecks,
                "measures": text.measures,
            }
        return super().get_form_kwargs() | {"initial": initial}

    def render_form(self, form: Any, status: int = 200) -> Any:
        if status != 200:
            # Who was warned of a colleague's version may send again what they typed.
            self.__dict__.pop("contents", None)
            text = self.contents.text
            form.data = form.data.copy()
            form.data["seen_version"] = str(text.number if text else 0)
        return super().render_form(form, status)

    def perform(self, form: Any) -> str:
        services.write_bundle(
            actor=actor_of(self.request), bundle=self.object, key=form.record_key, **form.texts()
        )
        return reverse("meldcode:bundle", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("meldcode:bundle", args=[self.object.pk])
        extra = self.about() | {"back_url": back, "back_label": period_label(self.object)}
        return super().get_context_data(**(extra | kwargs))


class BundlePdf(AskDocument):
    """Asks the worker for all Rapportages of the period in one PDF, the summary in front (M11)."""

    permission = "meldcode.bundle"
    model = Bundle
    pk_url_kwarg = "bundle"
    kind = BUNDLE

    def refused_url(self) -> str:
        return reverse("meldcode:bundle", args=[self.object.pk])
