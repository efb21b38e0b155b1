"""What a password must be: Django's rules, told in words that fit staff and parents alike."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class OwnDataValidator(rules.UserAttributeSimilarityValidator):
    """Refuses what looks like the login name, the name or the e-mail address."""

    def get_help_text(self) -> str:
        return _("Nothing that looks like the login name, the name or the e-mail address.")


class LengthValidator(rules.MinimumLengthValidator):
    """Refuses what is short."""

    def get_help_text(self) -> str:
        text = ngettext(
            "At least %(count)d character long. A few words in a row are easy to remember.",
            "At least %(count)d characters long. A few words in a row are easy to remember.",
            self.min_length,
        )
        return text % {"count": self.min_length}


class CommonValidator(rules.CommonPasswordValidator):
    """Refuses what many people choose."""

    def get_help_text(self) -> str:
        return _("No password that many people use.")


class DigitsValidator(rules.NumericPasswordValidator):
    """Refuses digits alone."""

    def get_help_text(self) -> str:
        return _("Not digits alone.")
