"""Reading a register as spreadsheets write it, without a database (I1)."""

from datetime import date, datetime, time
from typing import Any

import pytest

from core.workdays import AMSTERDAM
from incidents.importing import cells
from incidents.importing.cells import CellError
from incidents.importing.columns import (
    Field,
    Mapping,
    guess_columns,
    guess_word,
    words_in,
)
from incidents.importing.faults import as_csv
from incidents.importing.plan import Plan, make_plan
from incidents.importing.reading import MAX_BYTES, MAX_ROWS, CsvError, read
from tests.incidents.registers import HEAD, row, sheet

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)


def plan_of(rows: list[list[str]], **options: Any) -> Plan:
    table = read(sheet(rows))
    columns = options.pop("columns", None) or guess_columns(table.head)
    words = {
        name: {word: guess_word(name, word) for word in found}
        for name, found in words_in(table, columns).items()
    }
    return make_plan(table, Mapping(columns, words, **options), school_id=1, now=NOW)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_each_way_in_which_a_spreadsheet_writes_is_read(delimiter: str, encoding: str) -> None:
    content = sheet(
        [row(Omschrijving="Zoë viel; één keer, écht")], delimiter=delimiter, encoding=encoding
    )
    table = read(content)
    assert list(table.head) == HEAD
    assert table.rows[0].cell(4) == "Zoë viel; één keer, écht"


def test_rows_have_the_number_that_a_spreadsheet_shows() -> None:
    rows = [row(1, Omschrijving='Eerst dit.\r\nToen "dat".'), [""] * 10, row(2)]
    table = read(sheet(rows))
    assert [one.number for one in table.rows] == [2, 4]
    assert table.rows[0].cell(4) == 'Eerst dit.\nToen "dat".'
    hinted = b"sep=;\r\n" + sheet([row()])
    assert [one.number for one in read(hinted).rows] == [3]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "leeg"),
        (b"alleen een naam\r\nx\r\n", "kolommen"),
        (b"a;b\r\n", "geen rijen"),
        (b"a;b\r\n;\r\n", "geen rijen"),
        (b"PK\x03\x04 en de rest", "spreadsheet"),
        (b"a;b\r\n\x81\x8d;c\r\n", "geen tekst"),
        (b"a;b\0\r\nc;d\r\n", "geen tekst"),
        (b'a;b\r\nc;"d\r\n', "Rij 2"),
        (b"a;b\r\n" + b"c;d\r\n" * (MAX_ROWS + 1), "10000 rijen"),
        (b";".join(b"k%d" % n for n in range(61)) + b"\r\n" + b";" * 60, "60 kolommen"),
        (b"a;b\r\n" + b"c" * MAX_BYTES, "10 MB"),
    ],
    ids=[
        "empty",
        "one",
        "head",
        "blank",
        "xlsx",
        "bytes",
        "null",
        "quote",
        "rows",
        "wide",
        "large",
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, word: str) -> None:
    with pytest.raises(CsvError) as caught:
        read(content)
    assert word in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["3-5-2024", "03-05-2024", "03/05/2024", "3.5.2024", "2024-05-03", "2024-05-03 00:00:00"],
)
def test_a_day_is_read_in_dutch_and_as_iso(text: str) -> None:
    assert cells.day(text, latest=NOW.date()) == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "ontbreekt"),
        ("gisteren", "geen dag"),
        ("05/24/2024", "bestaat niet"),
        ("31-02-2024", "bestaat niet"),
        ("25-11-2026", "nog komen"),
        ("03-05-1024", "te lang geleden"),
        ("03-05-24", "geen dag"),
    ],
)
def test_what_is_no_day_is_told(text: str, word: str) -> None:
    with pytest.raises(CellError, match=word):
        cells.day(text, latest=NOW.date())


def test_a_time_is_read_or_told() -> None:
    for text in ("9:05", "09.05", "9:05:00", "09:05 uur"):
        assert cells.clock(text) == time(9, 5)
    assert cells.clock("") is None
    for text, word in (("kwart over", "geen tijd"), ("25:00", "bestaat niet")):
        with pytest.raises(CellError, match=word):
            cells.clock(text)


def test_columns_are_guessed_from_their_names() -> None:
    guessed = guess_columns(tuple(HEAD))
    assert guessed == {
        Field.DAY: 0, Field.TIME: 1, Field.PLACE: 2, Field.KIND: 3, Field.ACCOUNT: 4,
        Field.INVOLVED: 5, Field.REPORTER: 6, Field.ATTACHMENTS: 7, Field.RESULT: 8,
        Field.HANDLED: 9,
    }  # fmt: skip
    others = guess_columns(("Nr", "Waar?", "Wat is er gebeurd", "Gemeld door", "Datum incident"))
    assert others == {Field.PLACE: 1, Field.ACCOUNT: 2, Field.REPORTER: 3, Field.DAY: 4}
    assert guess_columns(("a", "b")) == {}


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        (Field.KIND, "pesten", "bullying"),
        (Field.KIND, "verbaal geweld", "aggression"),
        (Field.KIND, "fysiek geweld", "violence"),
        (Field.KIND, "ongeluk", "accident"),
        (Field.KIND, "bedreiging", "threat"),
        (Field.KIND, "iets anders", ""),
        (Field.PLACE, "schoolplein", "playground"),
        (Field.PLACE, "trappenhuis", "corridor"),
        (Field.BY_WHOM, "een ouder", "parents"),
        (Field.HANDLED, "nog niet", "no"),
        (Field.HANDLED, "x", "yes"),
        (Field.HANDLED, "misschien", ""),
    ],
)
def test_words_are_guessed(name: Field, word: str, code: str) -> None:
    assert guess_word(name, word) == code


def test_a_row_becomes_an_incident_and_nothing_of_it_is_lost() -> None:
    made = plan_of([row(1, Plaats="Lokaal 4"), row(4)])
    handled, waiting = made.planned
    assert not made.faults
    assert (handled.kind, handled.place, handled.place_detail) == (
        "violence", "classroom", "Lokaal 4",
    )  # fmt: skip
    assert (handled.by_whom, handled.against_whom) == ("unknown", "unknown")
    assert handled.others == "Sam en Noor uit groep 6"
    assert handled.account == (
        "Voorval 1: er werd geduwd bij de kapstok.\n\nSoort in het oude register: Fysiek geweld\n"
        "Gemeld door: juf Ans\nBijlagen: map 3, brief"
    )
    assert (handled.handled, handled.result) == (True, "Gesprek gehad.")
    assert (waiting.handled, waiting.result) == (False, "")


def test_an_accident_has_no_parties_and_a_mapped_party_is_taken() -> None:
    head = [*HEAD, "Door", "Tegen"]
    table = read(sheet([[*row(2), "", ""], [*row(1), "ouder", "leerkracht"]], head=head))
    columns = guess_columns(table.head)
    words = {
        name: {word: guess_word(name, word) for word in found}
        for name, found in words_in(table, columns).items()
    }
    accident, other = make_plan(table, Mapping(columns, words), school_id=1, now=NOW).planned
    assert (accident.accident, accident.by_whom, accident.against_whom) == (True, "", "")
    assert (other.by_whom, other.against_whom) == ("parents", "staff")


def test_a_result_tells_that_a_row_was_handled_where_no_column_does() -> None:
    columns = {name: place for name, place in guess_columns(tuple(HEAD)).items() if place != 9}
    rows = [row(1), row(4)]
    assert [one.handled for one in plan_of(rows, columns=columns).planned] == [True, False]
    assert all(one.handled for one in plan_of(rows, all_handled=True).planned)
    undone = plan_of([row(1, Afgehandeld="nee")]).planned[0]
    assert not undone.handled
    assert undone.account.endswith("\nWat al gedaan is: Gesprek gehad.")


def test_each_fault_is_told_with_its_row_and_field() -> None:
    wrong = {
        "Datum": "32-01-2024",
        "Tijd": "laat",
        "Plaats": "",
        "Soort": "raar",
        "Omschrijving": "",
        "Betrokkenen": "x" * 501,
        "Afgehandeld": "misschien",
    }
    rows = [row(1), row(2, **wrong), row(3)[:5], [*row(4), "te veel"], row(5, Melder="a\x07b")]
    faults = [(one.row, one.name) for one in plan_of(rows).faults]
    assert faults == [
        (3, Field.DAY), (3, Field.TIME), (3, Field.KIND), (3, Field.PLACE), (3, Field.HANDLED),
        (3, Field.ACCOUNT), (3, Field.INVOLVED), (4, None), (5, None), (6, Field.REPORTER),
    ]  # fmt: skip


def test_a_time_that_has_yet_to_come_today_is_told() -> None:
    made = plan_of(
        [row(Datum="24-11-2026", Tijd="12:01"), row(1, Datum="24-11-2026", Tijd="11:59")]
    )
    assert [(one.row, one.name) for one in made.faults] == [(2, Field.TIME)]


def test_the_same_row_is_taken_once_and_rows_with_the_same_account_are_told_apart() -> None:
    other = row(1, Betrokkenen="Kim")
    made = plan_of([row(1), other, row(1)])
    assert made.twice == {4: 2}
    assert len({one.marks for one in made.planned}) == 2
    again = plan_of([row(1, Resultaat="Nu ook met de ouders."), other])
    assert [one.marks for one in again.planned] == [one.marks for one in made.planned]


def test_a_mark_of_an_earlier_key_still_recognises(settings: Any) -> None:
    before = plan_of([row()]).planned[0].marks
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    after = plan_of([row()]).planned[0].marks
    assert before[0] != after[0]
    assert before[0] == after[1]


def test_a_formula_stays_text_and_leaves_neutralised() -> None:
    formula = '=HYPERLINK("http://evil.invalid";"klik")'
    made = plan_of([row(1, Omschrijving=formula), row(2, Datum=formula, Soort="@SUM(A1)")])
    assert made.planned[0].account.startswith(formula)
    text = as_csv(made.faults).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == '"Rij";"Veld";"Wat er staat";"Wat er mis is"'
    assert lines[1].startswith('"3";"Dag";"\'=HYPERLINK(')
    assert '"\'@SUM(A1)"' in lines[2]
    assert '"=' not in text
    assert '"@' not in text
