"""The board's list of words: read it, add, change, switch off and on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict, NotVisible
from core.views import (
    GuardedAction,
    GuardedObjectFormPage,
    GuardedObjectMixin,
    GuardedPage,
)
from schools.models import Board
from writing import selectors, services
from writing.forms import ChangeWordForm, WordForm
from writing.kinds import EXPLAINED, Kind
from writing.models import Word
from writing.querysets import MANAGE, boards_kept

_FIELDS = ("kind", "term", "forms", "unless", "reason", "alternative")


def words_url(board: Board, kind: str = "") -> str:
    """Return the address of a board's list, at a kind."""
    url = f"{reverse('writing:words')}?bestuur={board.pk}"
    return f"{url}&soort={kind}" if kind else url


class WordsView(GuardedPage):
    """The list of one board, a kind at a time."""

    permission = MANAGE
    template_name = "writing/words.html"
    title = _("Words of the writing help")
    purpose = _("Words that are marked while staff write. Marks never stop anybody from saving.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        boards = list(boards_kept(self.request.user))
        asked = self.request.GET.get("bestuur", "")
        board = next((board for board in boards if str(board.pk) == asked), boards[0])
        words = selectors.words_for(board)
        kind = self.request.GET.get("soort", "")
        kind = kind if kind in Kind.values else Kind.JUDGING
        own = {
            "board": board,
            "boards": boards if len(boards) > 1 else [],
            "kind": Kind(kind).label,
            "explained": EXPLAINED[Kind(kind)],
            "tabs": selectors.tabs(words, kind, lambda code: words_url(board, code)),
            "words": [word for word in words if word.kind == kind],
        }
        return super().get_context_data(**(own | kwargs))


class BoardMixin(GuardedObjectMixin, abstract=True):
    """Something in the list of one board."""

    permission = MANAGE
    model = Board
    pk_url_kwarg = "board"

    def get_queryset(self) -> Any:
        return boards_kept(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": words_url(self.object), "back_label": _("To the list of words")}
        return super().get_context_data(**(back | kwargs))  # type: ignore[misc,no-any-return]


class WordMixin(BoardMixin, abstract=True):
    """One word of the list of one board, in the version that counts there."""

    word: Word

    def get_object(self) -> Any:
        """Return the board, and keep the word. Raises NotVisible if either does not exist here."""
        board = super().get_object()
        found = selectors.word_for(board, self.kwargs["code"])
        if found is None:
            raise NotVisible(Word._meta.label_lower, str(board.pk))
        self.word = found
        return board


class AddWordView(BoardMixin, GuardedObjectFormPage):
    """A word of the board's own."""

    form_class = WordForm
    title = _("Add a word")
    purpose = _("The word is marked from now on at every school of the board.")
    success_message = _("The word is in the list.")

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        word = services.add_word(
            actor=actor_of(self.request),
            board=self.object,
            key=data["key"],
            values=services.WordValues(**{name: data[name] for name in _FIELDS}),
        )
        return words_url(self.object, word.kind)


class ChangeWordView(WordMixin, GuardedObjectFormPage):
    """A new version of a word, for this board."""

    form_class = ChangeWordForm
    template_name = "writing/word.html"
    title = _("Change a word")
    purpose = _("You make a new version for your board. The earlier ones stay readable below.")
    success_message = _("The word is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        now = {name: getattr(self.word, name) for name in _FIELDS} | {"seen": self.word.pk}
        return super().get_form_kwargs() | {"initial": now}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = selectors.versions(self.object, self.word.code)
        return super().get_context_data(word=self.word, versions=versions, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            word = services.change_word(
                actor=actor_of(self.request),
                board=self.object,
                seen=selectors.version(self.object, self.word.code, data["seen"]) or self.word,
                key=data["key"],
                values=services.WordValues(**{name: data[name] for name in _FIELDS}),
            )
        except Conflict:
            form.data = form.data.copy() | {"seen": str(self.word.pk)}
            raise
        return words_url(self.object, word.kind)


class SwitchWordView(WordMixin, GuardedAction, abstract=True):
    """Mark a word, or no longer."""

    active: bool

    def perform(self) -> str:
        services.switch_word(
            actor=actor_of(self.request),
            board=self.object,
            code=self.word.code,
            active=self.active,
        )
        return f"{words_url(self.object, self.word.kind)}#w-{self.word.code}"

    def refused_url(self) -> str:
        return words_url(self.object, self.word.kind)


class WordOffView(SwitchWordView):
    """No longer marked."""

    active = False
    success_message = _("This word is no longer marked.")


class WordOnView(SwitchWordView):
    """Marked again."""

    active = True
    success_message = _("This word is marked from now on.")
