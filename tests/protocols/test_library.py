"""The protocol texts: what is in the repository, and what is refused when it is read."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from protocols import library
from protocols.library import LibraryError, read, read_folder
from protocols.loading import load_library
from protocols.models import Protocol, Responsible
from schools.roles import PERMISSIONS

RIGHT = """
code = "test"
version = 1
title = "Een test"
summary = "Om te proberen."
source = "P0"
[[phases]]
title = "Eerst"
[[phases.steps]]
code = "een"
title = "Doe een"
explanation = "Zo."
responsible = "either"
due = "+72 hours"
[[phases.steps]]
code = "twee"
title = "Doe twee"
explanation = "Zo ook."
responsible = "manager"
due = "+2 weeks after een"
repeat = "+1 month"
"""
FAULTS = {
    "no toml": ("code = ", "Invalid"),
    "no code": (RIGHT.replace('code = "test"', ""), "'code' is missing"),
    "bad code": (RIGHT.replace('"test"', '"Test!"'), "small letters"),
    "no version": (RIGHT.replace("version = 1", ""), "'version' must be a number"),
    "version true": (RIGHT.replace("version = 1", "version = true"), "'version' must be a number"),
    "unknown key": (RIGHT.replace("version = 1", "version = 1\ncolour = 3"), "unknown: colour"),
    "no phases": ('code="x"\nversion=1\ntitle="x"\nsummary="x"\nsource="x"', "'phases' must have"),
    "phase is no table": (
        'code="x"\nversion=1\ntitle="x"\nsummary="x"\nsource="x"\nphases=[1]',
        "phase 1: a table",
    ),
    "bad rule": (RIGHT.replace("+72 hours", "3 dagen"), "phase 1, step 1: 'due': '3 dagen'"),
    "later step": (RIGHT.replace("after een", "after drie"), "step 2: 'due' counts from 'drie'"),
    "own step": (RIGHT.replace("after een", "after twee"), "no earlier step"),
    "repeat after": (RIGHT.replace("+1 month", "+1 month after een"), "'repeat' counts from"),
    "role": (RIGHT.replace('"manager"', '"director"'), "one of af, either, manager"),
    "twice": (RIGHT.replace('"twee"', '"een"'), "used twice"),
    "long": (RIGHT.replace("Doe een", "x" * 121), "at most 120 characters"),
    "number": (RIGHT.replace('"Doe een"', "5"), "'title' must be a text"),
}


def written(folder: Path, text: str, name: str = "test.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_wrong_text_is_refused_with_file_and_place(fault: str, tmp_path: Path) -> None:
    text, words = FAULTS[fault]
    with pytest.raises(LibraryError, match=r"test\.toml") as caught:
        read(written(tmp_path, text))
    assert words in str(caught.value)


def test_right_text_is_read(tmp_path: Path) -> None:
    steps = read(written(tmp_path, RIGHT)).phases[0].steps
    assert [step.responsible for step in steps] == [Responsible.EITHER, Responsible.MANAGER]
    assert steps[1].repeat == "+1 month"


def test_code_used_by_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, RIGHT)
    written(tmp_path, RIGHT, "again.toml")
    with pytest.raises(LibraryError, match="another file"):
        read_folder(tmp_path)


def test_every_responsible_is_a_permission_that_somebody_holds() -> None:
    assert set(library.RESPONSIBLE.values()) == set(Responsible.values)
    assert all(PERMISSIONS[permission] for permission in Responsible.values)


def test_migration_loaded_the_library() -> None:
    codes = set(Protocol.objects.values_list("code", flat=True))
    assert codes == {text.code for text in read_folder()}
    assert load_library() == []


# What domain.md says (P4, P5, T): protocol, step, term.
TERMS = {
    ("opvang-voorval", "contact"): "+72 hours",
    ("opvang-voorval", "vervolggesprek"): "+3 weeks",
    ("opvang-voorval", "veilig-gevoel"): "+2 weeks after terug",
    ("tijdelijke-omgangsregels", "eerste-evaluatie"): "+2 weeks",
    ("tijdelijke-omgangsregels", "maandelijkse-evaluatie"): "+1 month after eerste-evaluatie",
}


@pytest.mark.parametrize(("protocol", "code"), TERMS)
def test_terms_are_those_of_the_policy_plan(protocol: str, code: str) -> None:
    steps = {
        (text.code, step.code): step
        for text in read_folder()
        for phase in text.phases
        for step in phase.steps
    }
    assert steps[protocol, code].due == TERMS[protocol, code]
    assert steps["tijdelijke-omgangsregels", "maandelijkse-evaluatie"].repeat == "+1 month"


def test_changed_text_needs_a_higher_version(tmp_path: Path) -> None:
    written(tmp_path, RIGHT)
    assert load_library(folder=tmp_path) == ["test"]
    written(tmp_path, RIGHT.replace("Zo ook.", "Anders."))
    with pytest.raises(CommandError, match="higher version"):
        call_command("load_protocols", folder=tmp_path)
    written(tmp_path, RIGHT.replace("version = 1", "version = 2").replace("Zo ook.", "Anders."))
    call_command("load_protocols", folder=tmp_path)
    versions = Protocol.objects.filter(code="test").values_list("version", flat=True)
    assert sorted(versions) == [1, 2]
    assert [p.version for p in Protocol.objects.current() if p.code == "test"] == [2]


def test_command_says_what_it_did(tmp_path: Path, capsys) -> None:
    call_command("load_protocols", check=True)
    call_command("load_protocols")
    said = capsys.readouterr().out
    assert "2 protocols are right." in said
    assert "nothing new" in said
    written(tmp_path, "code = ")
    with pytest.raises(CommandError, match=r"test\.toml"):
        call_command("load_protocols", folder=tmp_path, check=True)
