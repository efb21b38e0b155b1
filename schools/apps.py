from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        # They register their audit actions, and what happens at a log-in.
        from schools import events, imports, sessions  # noqa: F401
