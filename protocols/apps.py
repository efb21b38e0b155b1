from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProtocolsConfig(AppConfig):
    name = "protocols"

    def ready(self) -> None:
        """Register what mail, audit and the chronology need to know, and load the library after each migration."""
        from protocols import events, loading, notifications, timeline  # noqa: F401

        timeline.register()
        post_migrate.connect(loading.after_migrate, sender=self, dispatch_uid="protocols.library")
