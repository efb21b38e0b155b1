"""What is still missing in a case, in the order of the law (M1–M14): calm, with its source and where to do it.

Pure: everything comes from the `CaseFile`, so the list costs no query. A coach, no gate: what the law
lets nobody do is refused by the services; this says it before. Sources: Besluit verplichte meldcode
(Stb. 2013, 324: the steps, and reasons for what is left out), Wmo 2015 art. 5.2.6 (reporting without
consent), M4 (a talk is skipped for danger only), M8 (two people, parents told), M9 (five working days),
M5.5 (the result of help), M10 (watching, with dates), M11 (the Rapportage).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.workdays import local_date, today
from meldcode.children import child_heard, is_asked
from meldcode.models import Case, CaseDuty, CaseSignal, Consultation
from meldcode.reading import CaseFile
from meldcode.weighing import Answer, Outcome, Question
from meldcode.workflow import State

SOURCES: Final = MappingProxyType(
    {
        "1": gettext_lazy("Meldcode, step 1: map the signals"),
        "2": gettext_lazy("Meldcode, step 2: consult"),
        "3": gettext_lazy("Meldcode, step 3: talk with parents and child"),
        "4": gettext_lazy("Meldcode, step 4: weigh"),
        "5": gettext_lazy("Meldcode, step 5: decide"),
        "report": gettext_lazy("Wmo 2015, article 5.2.6: the right to report"),
        "five": gettext_lazy("Veilig Thuis decides within five working days"),
        "result": gettext_lazy("Weighing question 5: the result of the help"),
        "after": gettext_lazy("After the decision: keep watching, with dates"),
        "look-back": gettext_lazy("Looking back: the Rapportage Meldcode"),
    }
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing. `blocks`: the case should not be decided on or closed without it.

    `code` names it in tests and styles; `source` is the step or article; `url` is where one does it.
    """

    code: str
    text: str
    source: str
    url: str
    blocks: bool = False


Found = Iterator[Missing]


def missing(file: CaseFile, *, on: date | None = None) -> list[Missing]:
    """Return what is missing in the case on a day (today), in the order of the law. No query.

    A closed case takes no more facts, so of that only looking back may still be missing.
    """
    day = on or today()
    checks = _CLOSED if file.case.state == State.CLOSED else _RUNNING
    return [found for check in checks for found in check(file, day)]


def _item(file: CaseFile, code: str, text: str, source: str, where: str, **more: bool) -> Missing:
    """Make an item; `where` is the name of a page of the case, or `#` and a place on its own page."""
    page = "case" if where.startswith("#") else where
    url = reverse(f"meldcode:{page}", args=[file.case.pk])
    url += where if where.startswith("#") else ""
    return Missing(code, text, str(SOURCES[source]), url, **more)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _signals(file: CaseFile, on: date) -> Found:
    if not file.signals and not file.analyses:
        text = _("No signals have been gathered yet.")
        yield _item(file, "signals", text, "1", "gather", blocks=True)
        return
    if not file.analyses:
        text = _("The questions about the signals have not been answered yet.")
        yield _item(file, "analysis", text, "1", "analyse")
    if not any(row.speaks == CaseSignal.Speaks.AGAINST for row in file.signals):
        text = _("There is nothing that speaks against the suspicion. Have you looked for it?")
        yield _item(file, "against", text, "1", "gather")


def _consultation(file: CaseFile, on: date) -> Found:
    asked_veilig_thuis = _asked_veilig_thuis(file)
    if not file.consultations:
        text = _("Nobody has been asked to think along yet.")
        yield _item(file, "consultation", text, "2", "consult", blocks=True)
    told = file.case.cause == Case.Cause.DISCLOSURE
    if told and not asked_veilig_thuis and not file.reports:
        text = _(
            "Somebody told it by themselves. Ask Veilig Thuis first, before you talk with the parents."
        )
        yield _item(file, "disclosure", text, "2", "consult", blocks=True)
    for row in file.consultations:
        if _needs_answer(row) and not row.followed.all():
            text = _("The advice of %(day)s: it does not say what was done with it.") % {
                "day": _day(row.happened_on)
            }
            yield _item(file, "advice", text, "2", "#step-2")


def _asked_veilig_thuis(file: CaseFile) -> bool:
    return any(c.kind == Consultation.Kind.VEILIG_THUIS for c in file.consultations)


def _needs_answer(row: Consultation) -> bool:
    """Whether it must be said what was done with it: advice from outside, or steps that were agreed."""
    return row.kind != Consultation.Kind.COLLEAGUE or bool(row.next_steps)


def _questions(file: CaseFile, on: date) -> Found:
    for row in file.questions:
        if row.is_open:
            text = _("A question to a colleague waits for an answer since %(day)s.") % {
                "day": _day(local_date(row.created_at))
            }
            yield _item(file, "question", text, "2", "#questions")


def _talks(file: CaseFile, on: date) -> Found:
    if not file.talks_with_parents and not file.parents_skipped:
        text = _("Nobody has talked with the parents yet, and there is no reason why not.")
        yield _item(file, "parents", text, "3", "talk", blocks=True)
    if any(is_asked(child, on) for child in file.children) and not child_heard(
        file.talks, file.skips
    ):
        text = _(
            "The child is 12 or older. Nobody has talked with the child yet, and there is no reason why not."
        )
        yield _item(file, "child", text, "3", "child_talk", blocks=True)


def _board(file: CaseFile, on: date) -> Found:
    suspected = any(
        row.question == Question.VERMOEDEN and row.answer == Answer.JA for row in file.answers
    )
    if suspected and file.board_told_at is None:
        text = _("The board has not been told yet that a suspicion is weighed.")
        yield _item(file, "board", text, "4", "#step-4")


def _weighing(file: CaseFile, on: date) -> Found:
    if file.case.state != State.OPEN:
        return
    if file.standing.outcome is Outcome.OPEN:
        text = _("The weighing is not finished.")
        yield _item(file, "weighing", text, "4", "weigh", blocks=True)
    elif file.acute_report is None:
        text = _("The weighing is finished, and no decision has been proposed yet.")
        yield _item(file, "proposal", text, "5", "propose", blocks=True)


def _acute(file: CaseFile, on: date) -> Found:
    if file.acute_report is not None:
        text = _(
            "It was reported at once, because it was acute. AF HGKM and manager have not decided on it "
            "together yet."
        )
        where = "propose" if file.case.state == State.OPEN else "decision"
        yield _item(file, "acute", text, "5", where, blocks=True)


def _decision(file: CaseFile, on: date) -> Found:
    state, decided = file.case.state, file.decided
    if state == State.DISPUTED:
        text = _("AF HGKM and manager disagree. The board's deputy has not decided yet.")
        yield _item(file, "settle", text, "5", "decision", blocks=True)
    if any(request.is_open for request in file.deputy_requests):
        text = _("The board has not named a deputy yet.")
        yield _item(file, "deputy", text, "5", "#people")
    unasked = not _asked_veilig_thuis(file) and not file.reports
    if decided is not None and not decided.report and unasked:
        text = _("It was decided not to report, without advice of Veilig Thuis.")
        yield _item(file, "not-reported", text, "5", "consult")
    if state == State.CONFIRMED:
        text = _("It was decided to report. The report has not been recorded yet.")
        yield _item(file, "file", text, "report", "file_report", blocks=True)


def _reports(file: CaseFile, on: date) -> Found:
    for report in file.reports:
        if report.parents_told_on is None:
            text = _(
                "The parents have not been told of the report of %(day)s. Look whether it is safe now."
            ) % {"day": _day(local_date(report.filed_at))}
            yield _item(file, "told", text, "report", "#after")
    if file.reports and not file.letters:
        text = _("There is a report, but no letter to Veilig Thuis.")
        yield _item(file, "letter", text, "report", "letter")


_LATE: Final[MappingProxyType[str, tuple[str, Promise, str, str]]] = MappingProxyType(
    # kind of duty → code, text, source, where
    {
        CaseDuty.Kind.VEILIG_THUIS_DECISION: (
            "feedback",
            gettext_lazy(
                "Veilig Thuis should have decided on %(day)s. Call, and record what you hear."
            ),
            "five",
            "feedback",
        ),
        CaseDuty.Kind.AGREEMENT: (
            "agreement",
            gettext_lazy("An agreement with Veilig Thuis should have been kept on %(day)s."),
            "after",
            "#after",
        ),
        CaseDuty.Kind.HELP_CHECK: (
            "check",
            gettext_lazy("The interim check of the help was due on %(day)s."),
            "5",
            "#help",
        ),
        CaseDuty.Kind.HELP_TERM: (
            "result",
            gettext_lazy("The term of the help ended on %(day)s. Answer question 5: did it work?"),
            "result",
            "weigh",
        ),
        CaseDuty.Kind.MONITORING: (
            "look-again",
            gettext_lazy("You would look again on %(day)s. Nothing has been recorded since."),
            "after",
            "monitor",
        ),
        CaseDuty.Kind.AFTERCARE: (
            "aftercare-late",
            gettext_lazy("Aftercare was agreed for %(day)s. Nothing has been recorded about it."),
            "after",
            "#after",
        ),
    }
)


def _late(*kinds: str) -> Callable[[CaseFile, date], Found]:
    """Return the check 'duties of these kinds whose last day has passed'."""

    def check(file: CaseFile, on: date) -> Found:
        for duty in file.open_duties:
            if duty.kind in kinds and duty.due_on < on:
                code, text, source, where = _LATE[duty.kind]
                words = str(text) % {"day": _day(duty.due_on)}
                yield _item(file, code, words, source, where, blocks=True)

    return check


def _help(file: CaseFile, on: date) -> Found:
    decided = file.decided
    if decided is None or not decided.help or file.case.state == State.MONITORING:
        return
    if not any(plan.decision_id == decided.pk for plan in file.plans):
        text = _("Help was decided on, and there is no plan yet: who does what, for which result?")
        yield _item(file, "plan", text, "5", "help_plan", blocks=True)
    elif not _has(file.duties, CaseDuty.Kind.HELP_CHECK):
        text = _("No interim check of the help has been planned.")
        yield _item(file, "no-check", text, "5", "help_plan")


def _has(duties: Iterable[CaseDuty], kind: str) -> bool:
    return any(duty.kind == kind for duty in duties)


def _watching(file: CaseFile, on: date) -> Found:
    watched = file.case.state in {State.REPORTED, State.HELP_RUNNING, State.MONITORING}
    if watched and not file.open_duties:
        text = _("There is no day on which somebody looks again.")
        yield _item(file, "no-date", text, "after", "monitor", blocks=True)
    ended = file.standing.outcome is Outcome.HULP_AFSLUITEN_MET_NAZORG
    if (
        ended
        and file.case.state == State.MONITORING
        and not _has(file.duties, CaseDuty.Kind.AFTERCARE)
    ):
        text = _("The help has ended, and no aftercare has been agreed.")
        yield _item(file, "aftercare", text, "after", "aftercare", blocks=True)


def _looking_back(file: CaseFile, on: date) -> Found:
    if file.case.state not in {State.MONITORING, State.CLOSED}:
        return
    if not file.evaluations and file.case.state == State.MONITORING:
        text = _("Nobody has looked back on it yet with those involved.")
        yield _item(file, "evaluation", text, "look-back", "evaluate")
    if not file.rapportages:
        text = _("The Rapportage Meldcode has not been written yet.")
        yield _item(file, "rapportage", text, "look-back", "rapportage")


_RUNNING: Final[tuple[Callable[[CaseFile, date], Found], ...]] = (
    _signals,
    _consultation,
    _questions,
    _talks,
    _board,
    _weighing,
    _acute,
    _decision,
    _reports,
    _late(CaseDuty.Kind.VEILIG_THUIS_DECISION, CaseDuty.Kind.AGREEMENT),
    _help,
    _late(CaseDuty.Kind.HELP_CHECK, CaseDuty.Kind.HELP_TERM),
    _watching,
    _late(CaseDuty.Kind.MONITORING, CaseDuty.Kind.AFTERCARE),
    _looking_back,
)
_CLOSED: Final = (_looking_back,)
