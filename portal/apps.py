from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Make known what the audit log says of parents' looking, and the dossier as a document."""
        from portal import documents, events, letters, talks  # noqa: F401 - events registers itself

        documents.register()
        letters.register()
        talks.register()
