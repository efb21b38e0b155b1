from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"

    def ready(self) -> None:
        """Register what mail and audit need to know, in every process."""
        from dossiers import documents, events, notifications, sources  # noqa: F401

        sources.register()
        documents.register()
