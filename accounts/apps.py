from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Make known which events there are and who sends which queued mail."""
        from accounts import events, notifications  # noqa: F401
