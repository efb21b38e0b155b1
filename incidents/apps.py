from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what mail, audit and the chronology need to know, in every process."""
        from incidents import events, notifications, timeline  # noqa: F401 - they register themselves

        timeline.register()
