"""What is still missing in a case: a table, without a database (M1–M14)."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from meldcode.coach import SOURCES, missing
from meldcode.models import Case, CaseDuty
from meldcode.reading import CaseFile
from meldcode.weighing import Outcome
from meldcode.workflow import State

pytestmark = pytest.mark.postgres_free

DAY = dt.date(2026, 11, 24)
LATE, SOON = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
MOMENT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def of(**fields: Any) -> Any:
    return SimpleNamespace(**fields)


def rows(*found: Any) -> Any:
    return of(all=lambda: list(found))


def child(born: dt.date | None = dt.date(2018, 1, 1)) -> Any:
    return of(birth_date=born)


def signal(speaks: str = "for") -> Any:
    return of(speaks=speaks)


def consulted(kind: str = "colleague", followed: tuple[Any, ...] = (), next_steps: str = "") -> Any:
    return of(kind=kind, followed=rows(*followed), next_steps=next_steps, happened_on=DAY)


def talked(partner: str = "parents", said: str = "") -> Any:
    return of(partner=partner, child=said)


def decided(**fields: Any) -> Any:
    values = {
        "pk": "d1", "state": "confirmed", "report": True, "help": False, "covers_id": None,
        "counter_to_id": None,
    }  # fmt: skip
    return of(**(values | fields))


def report(**fields: Any) -> Any:
    values = {
        "pk": "r1", "acute": False, "parents_told_on": DAY, "filed_at": MOMENT, "created_at": MOMENT,
    }  # fmt: skip
    return of(**(values | fields))


def duty(kind: str, due_on: dt.date = SOON, *, is_open: bool = True) -> Any:
    return of(kind=kind, due_on=due_on, is_open=is_open, report_id=None)


FULL: dict[str, Any] = {
    "case": Case(state=State.OPEN, cause=Case.Cause.GROWING),
    "children": [child()],
    "looked_at": [signal("for"), signal("against")],
    "analyses": [of()],
    "consultations": [consulted()],
    "talks": [talked()],
    "standing": of(outcome=Outcome.HULP_LOOPT),
    "board_told_at": MOMENT,
}


def a_file(state: State = State.OPEN, cause: str = Case.Cause.GROWING, **fields: Any) -> CaseFile:
    """A case in which nothing is missing but a proposal; `fields` replace what is in it."""
    names = CaseFile.__dataclass_fields__
    values: dict[str, Any] = {name: [] for name in names} | FULL
    case = Case(state=state, cause=cause)
    return CaseFile(**(values | {"case": case} | fields))


def codes(file: CaseFile) -> list[str]:
    return [item.code for item in missing(file, on=DAY)]


def monitored(**fields: Any) -> CaseFile:
    """A monitored case in which nothing is missing."""
    values: dict[str, Any] = {
        "decisions": [decided()],
        "reports": [report()],
        "letters": [of()],
        "duties": [duty("monitoring")],
        "evaluations": [of()],
        "rapportages": [of()],
        "standing": of(outcome=Outcome.MELDEN_DIRECT),
    }
    return a_file(State.MONITORING, **(values | fields))


def helped(**fields: Any) -> CaseFile:
    """A case with help in which nothing is missing."""
    values: dict[str, Any] = {
        "decisions": [decided(report=False, help=True)],
        "consultations": [consulted("veilig_thuis", (of(),))],
        "plans": [of(decision_id="d1")],
        "duties": [duty("help_term"), duty("help_check")],
    }
    return a_file(State.HELP_RUNNING, **(values | fields))


def test_nothing_is_missing_where_all_was_done() -> None:
    assert codes(monitored()) == []
    assert codes(helped()) == []


def test_empty_case_misses_everything_in_the_order_of_the_law() -> None:
    empty = a_file(
        looked_at=[], analyses=[], consultations=[], talks=[], board_told_at=None,
        standing=of(outcome=Outcome.OPEN),
    )  # fmt: skip
    assert codes(empty) == ["signals", "consultation", "parents", "weighing"]
    assert all(item.blocks for item in missing(empty, on=DAY))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (a_file(analyses=[]), "analysis"),
        (a_file(looked_at=[signal()]), "against"),
        (a_file(cause=Case.Cause.DISCLOSURE), "disclosure"),
        (a_file(consultations=[consulted("veilig_thuis")]), "advice"),
        (a_file(consultations=[consulted(next_steps="Opletten.")]), "advice"),
        (a_file(questions=[of(is_open=True, created_at=MOMENT)]), "question"),
        (a_file(children=[child(), child(DAY.replace(year=2014))]), "child"),
        (a_file(talks=[talked("child")]), "parents"),
        (a_file(answers=[of(question="vermoeden", answer="ja")], board_told_at=None), "board"),
        (a_file(standing=of(outcome=Outcome.OPEN)), "weighing"),
        (a_file(), "proposal"),
        (a_file(reports=[report(acute=True)]), "acute"),
        (a_file(State.DISPUTED), "settle"),
        (a_file(State.DISPUTED, deputy_requests=[of(is_open=True)]), "deputy"),
        (a_file(State.CONFIRMED, decisions=[decided()]), "file"),
        (monitored(decisions=[decided(report=False)], reports=[]), "not-reported"),
        (monitored(reports=[report(parents_told_on=None)]), "told"),
        (monitored(letters=[]), "letter"),
        (helped(plans=[]), "plan"),
        (helped(duties=[duty("help_term")]), "no-check"),
        (monitored(duties=[]), "no-date"),
        (monitored(standing=of(outcome=Outcome.HULP_AFSLUITEN_MET_NAZORG)), "aftercare"),
        (monitored(evaluations=[]), "evaluation"),
        (monitored(rapportages=[]), "rapportage"),
        (a_file(State.CLOSED), "rapportage"),
    ],
)
def test_coach_names_what_is_missing(file: CaseFile, code: str) -> None:
    assert code in codes(file)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CaseDuty.Kind.VEILIG_THUIS_DECISION, "feedback"),
        (CaseDuty.Kind.AGREEMENT, "agreement"),
        (CaseDuty.Kind.HELP_CHECK, "check"),
        (CaseDuty.Kind.HELP_TERM, "result"),
        (CaseDuty.Kind.MONITORING, "look-again"),
        (CaseDuty.Kind.AFTERCARE, "aftercare-late"),
    ],
)
def test_date_is_named_the_day_after_its_last_day_and_not_before(kind: str, code: str) -> None:
    assert code in codes(a_file(State.REPORTED, duties=[duty(kind, LATE)]))
    assert code not in codes(a_file(State.REPORTED, duties=[duty(kind, DAY)]))
    assert code not in codes(a_file(State.REPORTED, duties=[duty(kind, LATE, is_open=False)]))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (a_file(skips=[of(partner="parents")], talks=[]), "parents"),
        (a_file(children=[child(DAY.replace(year=2014))], talks=[talked(said="Ja.")]), "child"),
        (a_file(children=[child(SOON.replace(year=2014))]), "child"),
        (a_file(children=[child(None)]), "child"),
        (a_file(consultations=[consulted("other", (of(),))]), "advice"),
        (a_file(cause=Case.Cause.DISCLOSURE, reports=[report()]), "disclosure"),
        (a_file(reports=[report(acute=True)], decisions=[decided(covers_id="r1")]), "acute"),
        (a_file(answers=[of(question="vermoeden", answer="nee")], board_told_at=None), "board"),
        (helped(case=Case(state=State.MONITORING)), "no-check"),
    ],
)
def test_coach_is_silent_where_it_was_done_or_not_asked(file: CaseFile, code: str) -> None:
    assert code not in codes(file)


def test_closed_case_only_misses_looking_back() -> None:
    assert codes(a_file(State.CLOSED, looked_at=[], analyses=[], talks=[])) == ["rapportage"]


def test_each_item_has_a_source_a_text_and_a_page_of_the_case() -> None:
    file = replace(a_file(consultations=[consulted("veilig_thuis")]), looked_at=[], analyses=[])
    for item in missing(file, on=DAY):
        assert item.source in map(str, SOURCES.values())
        assert item.text
        assert str(file.case.pk) in item.url
