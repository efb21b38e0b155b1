"""Chapters of the record: weighing and decisions, reports, help, and what came after (M5–M10)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.workdays import local_date
from meldcode.models import Closure, Decision, Feedback, Report, WeighingAnswer
from meldcode.reading import CaseFile
from meldcode.record.beginning import label_of, version_note, worded
from meldcode.record.parts import Chapter, Entry, Nature, entry, in_order
from meldcode.texts import NORMS
from meldcode.weighing import norms
from meldcode.workflow import fold, words


def weighing(file: CaseFile) -> Chapter:
    """Steps 4 and 5: every answer, also the revised ones, and every decision, round by round."""
    rounds: dict[int, list[WeighingAnswer]] = {}
    for row in file.answers:
        rounds.setdefault(row.round.number, []).append(row)
    found = [one for number, rows in rounds.items() for one in _answers(number, rows)]
    found += [_decision(row, file) for row in file.decisions]
    return Chapter(
        "step-4",
        _("Steps 4 and 5: weigh and decide"),
        in_order(found),
        intro=_norms(rounds),
        empty=_("No question was answered."),
    )


def _norms(rounds: dict[int, list[WeighingAnswer]]) -> str:
    """Say which reporting norms apply by the latest round (M6)."""
    if not rounds:
        return ""
    applying = norms(words(fold(rounds[max(rounds)])))
    if not applying:
        return _("By the latest round of weighing no reporting norm applies.")
    told = " ".join(str(NORMS[norm]) for norm in sorted(applying))
    return _("Reporting norms that apply by the latest round of weighing: %(norms)s") % {
        "norms": told
    }


def _answers(number: int, rows: list[WeighingAnswer]) -> Iterator[Entry]:
    standing = {row.pk for row in fold(rows).values()}
    for row in rows:
        notes = [_("Round %(number)s") % {"number": number}]
        if row.with_veilig_thuis:
            notes.append(_("walked with Veilig Thuis"))
        if row.pk not in standing:
            notes.append(_("revised later"))
        yield entry(
            row,
            row.asked,
            (_("What was answered"), row.answered),
            (_("Reason"), row.reason, Nature.VIEW),
            note=", ".join(notes),
        )


def _decision(row: Decision, file: CaseFile) -> Entry:
    """A proposal with all that became of it; a counter proposal of the manager likewise (M8)."""
    settled = row.counter_to_id is not None or any(
        d.counter_to_id == row.pk for d in file.decisions
    )
    title = _("Proposal of the manager") if row.counter_to_id else _("Proposal of the AF HGKM")
    return entry(
        row,
        title,
        (_("What the weighing came to"), row.outcome_text),
        (_("Report to Veilig Thuis?"), f"{_yes(row.report)}. {row.report_reason}", Nature.VIEW),
        (_("Help?"), f"{_yes(row.help)}. {row.help_reason}", Nature.VIEW),
        (_("Result of the help on"), _day(row.help_until)),
        (_("Look again on"), _day(row.monitor_on)),
        (_("Departs from the weighing, because"), row.deviation_ground, Nature.VIEW),
        (_("Decided without step 1 or 2, because"), row.steps_ground, Nature.VIEW),
        *_became(row),
        (
            _("Ground of the board's deputy") if settled else _("Ground of who confirmed"),
            row.confirm_ground,
            Nature.VIEW,
        ),
        note=row.get_state_display(),
    )


def _became(row: Decision) -> Iterator[tuple[Any, ...]]:
    if row.confirmed_by and row.confirmed_at:
        yield _("Confirmed by"), f"{row.confirmed_by}, {_moment(row.confirmed_at)}"
    if row.returned_by and row.returned_at:
        yield _("Returned by"), f"{row.returned_by}, {_moment(row.returned_at)}"
        yield _("Returned, because"), row.return_reason, Nature.VIEW
    if row.covers_id:
        yield _("Decides on"), _("the acute report that was made before")


def _yes(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def reports(file: CaseFile) -> Chapter:
    """The reports to Veilig Thuis, the letters, and what Veilig Thuis told (M8, M9)."""
    found: list[Entry] = []
    for row in file.reports:
        found.append(_report(row))
        found += [_feedback(one) for one in row.feedbacks.all()]
    last = file.letters[0].number if file.letters else 0
    found += [
        entry(
            row,
            _("Letter to Veilig Thuis"),
            *worded(row, "worry", nature=Nature.VIEW),
            *worded(row, "request", "told"),
            note=version_note(row, last),
        )
        for row in file.letters
    ]
    return Chapter(
        "reports",
        _("Reports to Veilig Thuis"),
        in_order(found),
        empty=_("No report was made to Veilig Thuis."),
    )


def _report(row: Report) -> Entry:
    told = _day(row.parents_told_on) or _("No")
    return entry(
        row,
        _("Acute report to Veilig Thuis") if row.acute else _("Report made to Veilig Thuis"),
        (_("Reported on"), _moment(row.filed_at)),
        *worded(row, "grounds", nature=Nature.VIEW),
        *worded(row, "reference"),
        (_("Parents told"), told),
        (_("Parents are not told by whom"), _yes(row.anonymous) if row.anonymous else ""),
        (label_of(row, "not_told_reason"), row.not_told_reason, Nature.VIEW),
        (_("Child"), row.get_child_told_display()),
        on=local_date(row.filed_at),
    )


def _feedback(row: Feedback) -> Entry:
    return entry(
        row,
        _("Word of Veilig Thuis"),
        (_("What follows"), row.get_route_display()),
        (_("What Veilig Thuis told"), row.content, Nature.HEARD),
        *worded(row, "parties", "conditions"),
        (_("Look again on"), _day(row.monitor_on)),
        (_("Watched until"), _day(row.monitor_until)),
        on=row.received_on,
    )


def help_given(file: CaseFile) -> Chapter:
    """The plans of the help, version by version (M5.3–M5.5)."""
    last = file.plans[0].number if file.plans else 0
    found = [
        entry(
            row,
            _("Plan of the help"),
            *worded(row, "who", "what", "result", "measured"),
            note=version_note(row, last),
        )
        for row in file.plans
    ]
    return Chapter("help", _("Help"), in_order(found), empty=_("No plan of help was written."))


def after(file: CaseFile) -> Chapter:
    """Looking again, looking back, closing and opening again (M10)."""
    found = [
        entry(
            row,
            _("How it is going"),
            *worded(row, "findings", nature=Nature.FACT),
            (_("Look again on"), _day(row.next_on)),
            on=row.happened_on,
        )
        for row in file.notes
    ]
    found += [
        entry(
            row,
            _("Looked back with those involved"),
            *worded(row, "spoken_with", "went_well", "better", "family_view"),
            on=row.happened_on,
        )
        for row in file.evaluations
    ]
    found += [_closure(row) for row in file.closures]
    return Chapter("after", _("What came after"), in_order(found), empty=_("Nothing yet."))


def _closure(row: Closure) -> Entry:
    closed = row.kind == Closure.Kind.CLOSED
    return entry(
        row,
        _("Case closed") if closed else _("Case opened again"),
        (_("Why"), row.reason, Nature.VIEW),
        (_("Closed although something was missing, because"), row.missing_ground, Nature.VIEW),
    )


def rapportages(file: CaseFile) -> Chapter:
    """Every version of the Rapportage Meldcode (M11)."""
    last = file.rapportages[0].number if file.rapportages else 0
    names = (
        "subject", "description", "unrest", "involved", "activities", "informing", "bottlenecks",
        "remarks",
    )  # fmt: skip
    found = [
        entry(row, _("Rapportage Meldcode"), *worded(row, *names), note=version_note(row, last))
        for row in file.rapportages
    ]
    return Chapter(
        "rapportage",
        _("Rapportage Meldcode"),
        in_order(found),
        empty=_("The Rapportage Meldcode has not been written yet."),
    )
