from django.apps import AppConfig


class MeldcodeConfig(AppConfig):
    name = "meldcode"
