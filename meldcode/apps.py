from django.apps import AppConfig


class MeldcodeConfig(AppConfig):
    name = "meldcode"

    def ready(self) -> None:
        """While a case is open, no clock opens anything about its children to their parents (M7, A4)."""
        from dossiers.holds import register_hold
        from meldcode import (
            documents,
            keeping,  # noqa: F401 - what a case rests on is not erased
            kept_out,
        )
        from meldcode.hold import has_open_case

        register_hold(has_open_case)
        kept_out.registering()
        documents.register()
