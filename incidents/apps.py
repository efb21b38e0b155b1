from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what mail and audit need to know, in every process."""
        from incidents import events, notifications  # noqa: F401 - they register themselves
