from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"

    def ready(self) -> None:
        """Register what mail and audit need to know, in every process."""
        from dossiers import (
            answer_letter,
            documents,
            events,  # noqa: F401 - they register themselves
            notifications,  # noqa: F401
            sources,
            table,
            talk_documents,
        )

        sources.register()
        documents.register()
        table.register()
        talk_documents.register()
        answer_letter.register()
