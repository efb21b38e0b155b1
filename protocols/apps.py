from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProtocolsConfig(AppConfig):
    name = "protocols"

    def ready(self) -> None:
        """Register what mail and audit need to know, and load the library after each migration."""
        from protocols import events, loading, notifications  # noqa: F401 - they register themselves

        post_migrate.connect(loading.after_migrate, sender=self, dispatch_uid="protocols.library")
