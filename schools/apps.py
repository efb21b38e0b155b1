from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        from schools import imports  # noqa: F401 - registers its audit actions
