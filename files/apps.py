from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        """Register what the audit log needs to know, in every process."""
        from files import events  # noqa: F401 - they register themselves
