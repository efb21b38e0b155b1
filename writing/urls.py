"""Addresses of the writing help. The code of a word may be in one: boards list words, not people."""

from django.urls import path

from writing.views import checking, words

app_name = "writing"
_word = "woorden/<int:board>/woord/<slug:code>/"
urlpatterns = [
    path("woorden/", words.WordsView.as_view(), name="words"),
    path("woorden/<int:board>/nieuw/", words.AddWordView.as_view(), name="word_add"),
    path(_word, words.ChangeWordView.as_view(), name="word"),
    path(f"{_word}uit/", words.WordOffView.as_view(), name="word_off"),
    path(f"{_word}aan/", words.WordOnView.as_view(), name="word_on"),
    path("school/<int:school>/", checking.CheckSchoolView.as_view(), name="check_school"),
    path("<uuid:pupil>/", checking.CheckView.as_view(), name="check"),
]
