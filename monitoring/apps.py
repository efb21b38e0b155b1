from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        """Make known what the audit log and the mails of this app say."""
        from monitoring import events, notifications  # noqa: F401 - register themselves
