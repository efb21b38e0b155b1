from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        """Register what mail, audit, the chronology and a case need to know, in every process."""
        from incidents import (
            events,  # noqa: F401 - they register themselves
            kept_out,
            notifications,  # noqa: F401
            origins,
            timeline,
        )

        timeline.register()
        origins.register()
        kept_out.registering()
