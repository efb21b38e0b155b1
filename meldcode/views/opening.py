"""Opening a case: at once, from a hand-over, a signal, an incident, or a question of Veilig Thuis (M2, M14)."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import NotVisible
from core.views import GuardedObjectFormPage, GuardedPage
from dossiers.models import HandOver, Signal
from dossiers.origins import find_origin, origin_of
from meldcode import events, opening, services
from meldcode.forms import AskedForm, FromIncidentForm, OpenCaseForm
from meldcode.lists import find_pupils
from meldcode.models import Case
from meldcode.services.cases import Start
from schools.models import Pupil
from schools.searching import NameSearchMixin
from writing.views import WritingHelpMixin


class FindPupil(NameSearchMixin, GuardedPage):
    """Search the child about whom a case is opened without a hand-over (M2: acute)."""

    permission = "meldcode.open_case"
    template_name = "meldcode/find_pupil.html"
    title = _("Open a case")
    purpose = _("Search the child. Nobody but you and the manager will see that there is a case.")
    search_label = _("Name of the child")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = find_pupils(self.request.user, self.searched())
        return super().get_context_data(**({"found": found} | kwargs))


class OpeningPage(WritingHelpMixin, GuardedObjectFormPage, abstract=True):
    """A form by which a case is opened about a child, and about brothers and sisters."""

    form_class: ClassVar[type[OpenCaseForm]] = OpenCaseForm
    template_name = "meldcode/open.html"
    # Whether what it starts from is taken into a case that runs already.
    joins = False

    def children(self) -> list[Pupil]:
        """Return the children about whom it is, the first one first."""
        return [self.object if isinstance(self.object, Pupil) else self.object.pupil]

    def offered(self) -> list[Pupil]:
        """Return the children who may be in the case beside the first one (D7)."""
        return opening.family_here(self.children(), self.request.user)

    def start(self, form: Any) -> Start:
        """Return what the case starts from; nothing: at once."""
        return Start()

    def facts(self) -> list[tuple[str, object]]:
        """Return what is shown above the form."""
        return [(gettext("Child"), child.full_name) for child in self.children()]

    def initial(self) -> dict[str, Any]:
        """Return what the form starts from."""
        return {}

    def writing_subject(self) -> Any:
        """Return the child: its own name stays as it is."""
        return self.children()[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        people = opening.colleagues_at(self.object.school_id, actor_of(self.request))
        extra = {"initial": self.initial(), "children": self.offered(), "people": people}
        return super().get_form_kwargs() | extra

    def perform(self, form: Any) -> str:
        case = services.open_case(
            actor=actor_of(self.request),
            key=form.record_key,
            pupil=form.cleaned_data.get("pupil") or self.children()[0],
            cause=form.cleaned_data["cause"],
            reason=form.cleaned_data["reason"],
            start=self.start(form),
            also=form.more_children,
            kept_out=form.kept_out,
        )
        return reverse("meldcode:case", args=[case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        children = self.children()
        extra = {
            "object_facts": self.facts(),
            "children": children,
            "running": opening.running_of(children, self.request.user),
            "joins": self.joins,
            "elsewhere": opening.schools_of_family(children),
            "back_url": reverse("meldcode:cases"),
            "back_label": gettext("Cases"),
        }
        return super().get_context_data(**(extra | kwargs))


class OpenCase(OpeningPage):
    """Open a case about a child at once."""

    permission = "meldcode.open_case"
    model = Pupil
    pk_url_kwarg = "pupil"
    title = _("Open a Meldcode case")
    purpose = _("From now on you lead this case. Parents and teachers do not see it.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("school")


class OpenAsked(OpenCase):
    """Open a case because Veilig Thuis asks about a child (M14)."""

    permission = "meldcode.open_case"
    form_class = AskedForm
    title = _("Veilig Thuis asks about a child")
    purpose = _(
        "You open a case, so that the school weighs its own worry too. What you tell Veilig Thuis you "
        "write down in the dossier."
    )

    def start(self, form: Any) -> Start:
        return Start(asked=form.asked)


class TakeOver(OpeningPage):
    """Take a hand-over and open the case from it (M2)."""

    permission = "meldcode.open_case"
    model = HandOver
    pk_url_kwarg = "hand_over"
    look = events.HAND_OVER_VIEWED
    joins = True
    title = _("Take over a hand-over")
    purpose = _(
        "A colleague hands this worry over to you. With this you open the case and lead it."
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil__school", "author")

    def initial(self) -> dict[str, Any]:
        cause = Case.Cause.ACUTE if self.object.acute else Case.Cause.GROWING
        return {"cause": cause, "reason": self.object.reason}

    def start(self, form: Any) -> Start:
        return Start(hand_over=self.object)

    def facts(self) -> list[tuple[str, object]]:
        return [
            *super().facts(),
            (gettext("Handed over by"), str(self.object.author)),
            (gettext("Why"), self.object.reason),
        ]


class OpenFromSignal(OpeningPage):
    """Open a case from a signal: it is gathered as one that supports the suspicion (M3)."""

    permission = "meldcode.open_case"
    model = Signal
    pk_url_kwarg = "signal"
    joins = True
    title = _("Open a case from a signal")
    purpose = _("From now on you lead this case. The signal stays in the dossier as it is.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil__school", "author")

    def start(self, form: Any) -> Start:
        return Start(signal=self.object)

    def facts(self) -> list[tuple[str, object]]:
        return [
            *super().facts(),
            (gettext("Day"), date_format(self.object.occurred_on, "j F Y")),
            (gettext("Signalled by"), str(self.object.author)),
        ]


class OpenFromIncident(OpeningPage):
    """Open a case from an incident, about a child that had a part in it."""

    permission = "meldcode.open_case"
    form_class = FromIncidentForm
    title = _("Open a case from an incident")
    purpose = _(
        "You worry about a child that had a part in it. The incident stays in the register."
    )

    def get_object(self) -> Any:
        key = self.kwargs["incident"]
        found = find_origin("incident", key, self.request.user)
        if found is None:
            raise NotVisible("incidents.incident", str(key))
        return found

    def children(self) -> list[Pupil]:
        """Return the children who had a part in it, whom it befell first."""
        return list(origin_of("incident").pupils(self.object))

    def offered(self) -> list[Pupil]:
        children = self.children()
        return [*(children if len(children) > 1 else []), *super().offered()]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pupils": self.children()}

    def writing_subject(self) -> Any:
        """Return the school: an incident is of more pupils."""
        return self.object.school

    def start(self, form: Any) -> Start:
        return Start(incident=self.object.pk)

    def facts(self) -> list[tuple[str, object]]:
        day = origin_of("incident").day(self.object)
        return [(gettext("Day"), date_format(day, "j F Y"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        incident = origin_of("incident")
        back = {"back_url": incident.address(self.object), "back_label": str(incident.label)}
        return super().get_context_data(**(back | kwargs))
