"""docs/access.md says what the code does."""

from django.conf import settings

from schools.access_docs import text


def test_access_docs_are_those_of_the_matrix() -> None:
    path = settings.BASE_DIR / "docs" / "access.md"
    assert path.read_text() == text(), "run `make access-docs`"
