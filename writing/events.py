"""What is written in the audit log about the list of words: that it changed, never a word."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

WORD_ADDED = register("writing.word_added", _("added a word to the writing help"))
WORD_CHANGED = register("writing.word_changed", _("changed a word of the writing help"))
WORD_SWITCHED_OFF = register(
    "writing.word_switched_off", _("switched off a word of the writing help")
)
WORD_SWITCHED_ON = register("writing.word_switched_on", _("switched on a word of the writing help"))
