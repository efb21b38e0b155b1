"""The pages of parents: the own children, and of each the dossier as it is open to parents (A1, R7)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.views import GuardedObjectPage, GuardedPage
from portal import events
from portal.reading import children_of, overview, page_of
from portal.rights import own_views
from portal.talks import waiting
from schools.models import Pupil


class ChildrenView(GuardedPage):
    """The children of the parent who is logged in."""

    permission = "portal.read_dossier"
    template_name = "portal/children.html"
    title = _("My child")
    purpose = _("Here you read what the school wrote down about your child.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(children=overview(self.request.user), **kwargs)


class DossierView(GuardedObjectPage):
    """One child's dossier, as it is open to this parent. Each look is logged, and staff see it."""

    permission = "portal.read_dossier"
    template_name = "portal/dossier.html"
    model = Pupil
    pk_url_kwarg = "pupil"
    look = events.DOSSIER_READ
    purpose = _("This is what the school wrote down and opened to you.")

    def get_queryset(self) -> Any:
        return children_of(self.request.user)

    def get_title(self) -> str:
        return str(_("The dossier of %(child)s") % {"child": self.object.call_name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_of(self.request.user, self.object, self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            waiting=waiting(self.request.user, self.object),
            own_views=own_views(self.request.user, self.object),
            read_at=timezone.now(),
            download_key=uuid7(),
            **kwargs,
        )
