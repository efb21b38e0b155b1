"""`manage.py messages` on a small tree of its own: collecting, keeping, compiling, checking."""

import gettext
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.catalogues import catalogue_path

PYTHON = """
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext, pgettext_lazy

# Translators: on the button
SAVE = gettext_lazy("Save")
NAME = pgettext_lazy("of a person", "Name")
LONG = _(
    "Two parts of "
    "one text for %(name)s"
)
BRACES = _("Week {number}")


def gettext(no="text"):
    many = ngettext("%(count)s signal", "%(count)s signals", 3)
    return many + npgettext("c", "a day", "%d days", 2)


def shown(variable):
    return _(variable)
"""
TEMPLATE = """{% load i18n %}
      <p title="{% translate 'Help' %}">
  <b>{# Translators: number of pupils #}
    {% blocktranslate trimmed count n=pupils|length context "list" %}
    One pupil in {{ group }}
  {% plural %}
    {{ n }} pupils
    in {{ group }}
  {% endblocktranslate %}</b>
    {{ _("From a variable")|upper }} ( {% if a == "it's" %}
 {% translate "100% safe" context "slogan" as slogan %}{% endif %}
"""


@pytest.fixture
def tree(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.BASE_DIR = tmp_path
    files = {
        "core/__init__.py": "",
        "accounts/__init__.py": "",
        "dossiers/__init__.py": "",
        "dossiers/models.py": PYTHON,
        "dossiers/migrations/0001_initial.py": "x = _('In a migration')",
        "schoolsafety/__init__.py": "",
        "schoolsafety/settings.py": "x = _('In the settings')",
        "tests/__init__.py": "x = _('In a test')",
        "templates/dossiers/page.html": TEMPLATE,
        "templates/dossiers/page.css": "{% translate 'In a style sheet' %}",
        "templates/base.html": "{% translate 'In base' %}",
        "templates/components/card.html": "{% translate 'In a component' %}",
        "templates/mfa/index.html": "{% translate 'In mfa' %}",
        "templates/account/email.txt": "{% translate 'In a mail' %}",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(tree: Path) -> Callable[..., str]:
    def messages(*arguments: str) -> str:
        out = StringIO()
        call_command("messages", *arguments, stdout=out, stderr=out)
        return out.getvalue()

    return messages


@pytest.fixture
def refused(tree: Path) -> Callable[..., str]:
    def messages(*arguments: str) -> str:
        out = StringIO()
        with pytest.raises(CommandError) as error:
            call_command("messages", *arguments, stdout=out, stderr=out)
        assert error.value.returncode == 1
        return f"{out.getvalue()}{error.value}"

    return messages


def po(tree: Path, room: str = "dossiers") -> str:
    return catalogue_path(tree, room).read_text(encoding="utf-8")


def translate(tree: Path, *pairs: tuple[str, str], room: str = "dossiers") -> None:
    """Write translations into the catalogue as a translator does: by editing its text."""
    text = po(tree, room)
    for entry, translated in pairs:
        assert entry in text, entry
        text = text.replace(entry, translated)
    catalogue_path(tree, room).write_text(text, encoding="utf-8")


ALL_OF_DOSSIERS = (
    ('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Bewaren"'),
    ('msgid "Name"\nmsgstr ""', 'msgid "Name"\nmsgstr "Naam"'),
    (
        'msgid "Two parts of one text for %(name)s"\nmsgstr ""',
        'msgid "Two parts of one text for %(name)s"\nmsgstr "Twee delen voor %(name)s"',
    ),
    ('msgid "Week {number}"\nmsgstr ""', 'msgid "Week {number}"\nmsgstr "Week {number}"'),
    (
        'msgid_plural "%(count)s signals"\nmsgstr[0] ""\nmsgstr[1] ""',
        'msgid_plural "%(count)s signals"\nmsgstr[0] "Eén signaal"\nmsgstr[1] "%(count)s signalen"',
    ),
    (
        'msgid_plural "%d days"\nmsgstr[0] ""\nmsgstr[1] ""',
        'msgid_plural "%d days"\nmsgstr[0] "een dag"\nmsgstr[1] "%d dagen"',
    ),
    ('msgid "Help"\nmsgstr ""', 'msgid "Help"\nmsgstr "Hulp"'),
    (
        'msgid_plural "%(n)s pupils in %(group)s"\nmsgstr[0] ""\nmsgstr[1] ""',
        'msgid_plural "%(n)s pupils in %(group)s"\n'
        'msgstr[0] "Eén leerling in %(group)s"\nmsgstr[1] "%(n)s leerlingen in %(group)s"',
    ),
    ('msgid "From a variable"\nmsgstr ""', 'msgid "From a variable"\nmsgstr "Uit een variabele"'),
    ('msgid "100%% safe"\nmsgstr ""', 'msgid "100%% safe"\nmsgstr "100%% veilig"'),
)


def compiled(tree: Path, room: str = "dossiers") -> gettext.GNUTranslations:
    with catalogue_path(tree, room).with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_texts_of_python_and_templates_are_collected(tree: Path, run: Callable[..., str]) -> None:
    run()
    text = po(tree)
    for entry, _translated in ALL_OF_DOSSIERS:
        assert entry in text
    assert text.count("msgid ") == len(ALL_OF_DOSSIERS) + 1  # and the header
    assert 'msgctxt "of a person"\nmsgid "Name"' in text
    assert 'msgctxt "list"\nmsgid "One pupil in %(group)s"' in text
    assert 'msgctxt "slogan"\nmsgid "100%% safe"' in text
    assert "#. Translators: number of pupils\n#: templates/dossiers/page.html\n" in text
    assert "#. Translators: on the button\n#: dossiers/models.py\nmsgid" in text
    assert '#, python-format\nmsgid "Two parts' in text
    assert '#, python-brace-format\nmsgid "Week {number}"' in text


def test_every_source_belongs_to_one_room(tree: Path, run: Callable[..., str]) -> None:
    run()
    assert po(tree, "core").count("msgid ") == 4
    for text in ("In base", "In a component", "In the settings"):
        assert f'msgid "{text}"' in po(tree, "core")
    assert po(tree, "accounts").count("msgid ") == 3
    for text in ("In mfa", "In a mail"):
        assert f'msgid "{text}"' in po(tree, "accounts")
    catalogues = {path.parts[-4] for path in tree.glob("locale/*/nl/LC_MESSAGES/django.po")}
    assert catalogues == {"core", "accounts", "dossiers"}


def test_translations_are_compiled_and_used(tree: Path, run: Callable[..., str]) -> None:
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    run("--compile")
    dutch = compiled(tree)
    assert dutch.gettext("Save") == "Bewaren"
    assert dutch.pgettext("of a person", "Name") == "Naam"
    assert dutch.gettext("Name") == "Name"
    assert dutch.ngettext("%(count)s signal", "%(count)s signals", 1) == "Eén signaal"
    assert dutch.npgettext("c", "a day", "%d days", 3) == "%d dagen"
    run("--check", "dossiers")


def test_a_second_run_changes_no_byte(tree: Path, run: Callable[..., str]) -> None:
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    run()
    before = {path: path.read_bytes() for path in tree.rglob("django.*o")}
    assert run() == ""
    assert {path: path.read_bytes() for path in tree.rglob("django.*o")} == before
    assert not list(tree.rglob(".django*"))


def test_code_that_moves_within_its_file_leaves_the_catalogue_alone(
    tree: Path, run: Callable[..., str]
) -> None:
    run()
    before = po(tree)
    path = tree / "dossiers/models.py"
    path.write_text("\n\n\n" + path.read_text())
    run()
    assert po(tree) == before
    assert ".py:" not in before
    assert str(tree) not in before


def test_a_text_that_is_gone_comes_back_with_its_translation(
    tree: Path, run: Callable[..., str]
) -> None:
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    run()
    complete, source = po(tree), (tree / "dossiers/models.py").read_text()
    (tree / "dossiers/models.py").write_text("")
    run()
    assert run() == ""
    assert '#~ msgid "Save"\n#~ msgstr "Bewaren"' in po(tree)
    assert '\nmsgid "Save"' not in po(tree)
    assert compiled(tree).gettext("Save") == "Save"
    (tree / "dossiers/models.py").write_text(source)
    run()
    assert po(tree) == complete


def test_an_untranslated_text_that_is_gone_leaves_nothing(
    tree: Path, run: Callable[..., str]
) -> None:
    run()
    (tree / "dossiers/models.py").write_text("")
    run()
    assert "Save" not in po(tree)


def test_a_changed_text_gets_no_guessed_translation(tree: Path, run: Callable[..., str]) -> None:
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    path = tree / "dossiers/models.py"
    path.write_text(path.read_text().replace('"Save"', '"Save it"'))
    run()
    assert 'msgid "Save it"\nmsgstr ""' in po(tree)
    assert "fuzzy" not in po(tree)


def test_only_the_rooms_named_are_touched(tree: Path, run: Callable[..., str]) -> None:
    (tree / "templates/base.html").write_text("{% blocktranslate %}{% if %}")
    run("dossiers", "accounts")
    catalogues = {path.parts[-4] for path in tree.glob("locale/*/nl/LC_MESSAGES/django.po")}
    assert catalogues == {"accounts", "dossiers"}


def test_an_unreadable_source_is_named_and_the_other_rooms_go_on(
    tree: Path, refused: Callable[..., str]
) -> None:
    (tree / "templates/base.html").write_text("{% blocktranslate %}{% if %}")
    assert "templates/base.html: Translation blocks must not include" in refused()
    assert not catalogue_path(tree, "core").exists()
    assert catalogue_path(tree, "dossiers").exists()
    (tree / "dossiers/models.py").write_bytes(b'x = "\xff"')
    assert "dossiers/models.py: " in refused("dossiers")
    (tree / "dossiers/models.py").write_text("x = (_('open')")
    assert "dossiers/models.py: " in refused("dossiers")


def test_an_unreadable_catalogue_is_named_and_left_alone(
    tree: Path, run: Callable[..., str], refused: Callable[..., str]
) -> None:
    run()
    broken = po(tree).replace('msgid "Save"', '<<<<<<< ours\nmsgid "Save"')
    catalogue_path(tree, "dossiers").write_text(broken)
    assert "django.po" in refused()
    assert "django.po" in refused("--compile")
    assert "dossiers: unreadable: " in refused("--check")
    assert po(tree) == broken


def test_an_unknown_room_is_refused(refused: Callable[..., str]) -> None:
    assert "No room attic; there are: accounts, core, dossiers" in refused("attic", "core")


def test_check_writes_nothing_and_lists_what_is_missing(
    tree: Path, refused: Callable[..., str]
) -> None:
    answer = refused("--check")
    assert "dossiers: missing: 'Save' (dossiers/models.py)" in answer
    assert "core: missing: 'In base' (templates/base.html)" in answer
    assert "15 texts are not right" in answer
    assert not (tree / "locale").exists()


@pytest.mark.parametrize(
    ("entry", "translated", "complaint"),
    [
        ('msgstr "Bewaren"', 'msgstr ""', "untranslated: 'Save'"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "fuzzy: 'Save'"),
        ('msgstr[1] "%d dagen"', 'msgstr[1] ""', "untranslated: 'a day'"),
        ('msgid_plural "%d days"\nmsgstr[0] "een dag"\nmsgstr[1] "%d dagen"',
         'msgstr "een dag"', "missing plural: 'a day'"),
        ("voor %(name)s", "voor %(naam)s", "other placeholders: 'Two parts"),
        ("voor %(name)s", "voor %(name)", "other placeholders: 'Two parts"),
        ("voor %(name)s", "voor 100% %(name)s", "other placeholders: 'Two parts"),
        ("voor %(name)s", "voor iemand", "other placeholders: 'Two parts"),
        ('msgstr "Week {number}"', 'msgstr "Week {nummer}"', "other placeholders: 'Week"),
        ("%(count)s signalen", "signalen", "other placeholders: '%(count)s signal'"),
        ("%d dagen", "%s dagen", "other placeholders: 'a day'"),
        ("Eén signaal", "%(aantal)s signaal", "other placeholders: '%(count)s signal'"),
        ("Eén leerling in %(group)s", "Eén leerling", "other placeholders: 'One pupil"),
        ("100%% veilig", "100% veilig", "other placeholders: '100%% safe'"),
        ('#: dossiers/models.py\nmsgid "Save"\nmsgstr "Bewaren"', "", "missing: 'Save'"),
    ],
)  # fmt: skip
def test_check_complains_of(
    tree: Path,
    run: Callable[..., str],
    refused: Callable[..., str],
    entry: str,
    translated: str,
    complaint: str,
) -> None:
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    translate(tree, (entry, translated))
    before = po(tree)
    assert f"dossiers: {complaint}" in refused("--check", "dossiers")
    assert po(tree) == before


def test_check_refuses_a_text_that_two_rooms_translate_differently(
    tree: Path, run: Callable[..., str], refused: Callable[..., str]
) -> None:
    for page in ("templates/mfa/index.html", "templates/account/email.txt"):
        (tree / page).write_text("{% translate 'Save' %}")
    run()
    translate(tree, *ALL_OF_DOSSIERS)
    translate(tree, ('"Save"\nmsgstr ""', '"Save"\nmsgstr "Opslaan"'), room="accounts")
    answer = refused("--check", "dossiers", "accounts")
    assert "'Save' differs: accounts: 'Opslaan'; dossiers: 'Bewaren'" in answer


def test_a_room_without_texts_gets_no_catalogue(tree: Path, run: Callable[..., str]) -> None:
    (tree / "home").mkdir()
    (tree / "home/__init__.py").write_text("")
    assert run("home") == ""
    run("--check", "home")
    assert not (tree / "locale/home").exists()
