from django.apps import AppConfig


class SchoolsafetyConfig(AppConfig):
    name = "schoolsafety"
