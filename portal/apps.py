from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Make known what the audit log says of parents' looking."""
        from portal import events  # noqa: F401 - registers itself
