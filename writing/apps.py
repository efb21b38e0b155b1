from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WritingConfig(AppConfig):
    name = "writing"

    def ready(self) -> None:
        """Register what audit needs to know, and load the words after each migration."""
        from writing import events, loading  # noqa: F401 - events register themselves

        post_migrate.connect(loading.after_migrate, sender=self, dispatch_uid="writing.library")
