"""'Vandaag': the first page of everyone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.views import GuardedPage
from core.workdays import today
from home.actions import actions_for, nothing_waits
from home.agenda import agenda_for


class TodayView(GuardedPage):
    """What waits for me, in order of time, and what I can do now."""

    permission = "home.view_today"
    template_name = "home/today.html"
    title = _("Today")
    purpose = _("What waits for you, and what you can do now.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today()
        sections = agenda_for(self.request.user, day)
        actions = actions_for(self.request.user)
        return super().get_context_data(
            day=day,
            pressing=[section for section in sections if section.code == "late"],
            sections=[section for section in sections if section.code != "late"],
            actions=actions,
            nothing_waits=nothing_waits(actions),
            **kwargs,
        )
