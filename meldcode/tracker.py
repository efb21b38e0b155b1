"""The five steps at a glance: what is done, what is now, for whom it waits, how often and when last (M1).

Pure: everything comes from the `CaseFile`, so the tracker costs no query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.workdays import local_date
from meldcode.models import CaseDuty, Consultation, Decision
from meldcode.next_steps import STEPS, next_of
from meldcode.reading import CaseFile
from meldcode.weighing import Outcome
from meldcode.workflow import State

LABELS: Final = MappingProxyType(
    {
        1: gettext_lazy("Signals"),
        2: gettext_lazy("Consult"),
        3: gettext_lazy("Talk with parents and child"),
        4: gettext_lazy("Weigh"),
        5: gettext_lazy("Decide"),
    }
)
# For whom step 5 waits; in the other states it waits for nobody, or the case is back at weighing.
_WAITS: Final = MappingProxyType(
    {
        State.PROPOSED: gettext_lazy("for the manager sociale veiligheid"),
        State.DISPUTED: gettext_lazy("for the board's deputy"),
        State.REPORTED: gettext_lazy("for Veilig Thuis"),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it left a record, how often and when last, why it was skipped, what is open."""

    done: bool
    times: int = 0
    last: date | None = None
    skipped: bool = False
    waits: Promise | None = None
    more: tuple[str, ...] = ()

    def state(self, *, now: bool) -> str:
        """Return the state as `step_tracker` takes it."""
        if self.waits is not None:
            return "waiting"
        if self.done:
            return "done"
        if self.skipped:
            return "skipped"
        return "current" if now else "todo"

    def notes(self, *, now: bool, who: Promise, acute: bool) -> Iterator[str]:
        """Yield what stands under the label, the most telling first."""
        if self.waits is not None:
            yield str(self.waits)
        elif self.skipped and not self.done:
            yield _("because of danger: the reason is recorded")
        elif now and not self.done:
            yield str(who)
        elif not self.done and acute:
            yield _("to complete after the report")
        if self.times > 1:
            yield _("%(n)s times") % {"n": self.times}
        if self.last is not None:
            yield _("last on %(day)s") % {"day": date_format(self.last, "j F Y")}
        yield from self.more


def tracker(file: CaseFile, urls: dict[int, str], *, new_signals: int = 0) -> list[dict[str, Any]]:
    """Return the five steps as `step_tracker` takes them. `new_signals`: logged since they were gathered."""
    following = STEPS[next_of(file.case, file.taken, file.standing.outcome)]
    steps = {
        1: _signals(file, new_signals),
        2: _consultations(file),
        3: _talks(file),
        4: _weighing(file),
        5: _decision(file),
    }
    closed = file.case.state == State.CLOSED
    found = []
    for number, step in steps.items():
        now = number == following.step and not closed
        notes = step.notes(now=now, who=following.who, acute=file.acute_report is not None)
        found.append(
            {
                "label": LABELS[number],
                "url": urls.get(number, ""),
                "state": step.state(now=now),
                "note": "; ".join(notes),
            }
        )
    return found


def _last(moments: list[datetime]) -> date | None:
    return local_date(max(moments)) if moments else None


def _signals(file: CaseFile, new: int) -> Step:
    moments = [row.created_at for row in [*file.looked_at, *file.analyses]]
    changed = sum(row.changed_since for row in file.signals)
    more = []
    if new and file.looked_at:
        more.append(ngettext("%(n)s new signal", "%(n)s new signals", new) % {"n": new})
    if changed:
        more.append(
            ngettext("%(n)s signal was changed", "%(n)s signals were changed", changed)
            % {"n": changed}
        )
    return Step(file.taken.signals, len(file.analyses), _last(moments), more=tuple(more))


def _consultations(file: CaseFile) -> Step:
    days = [item.happened_on for item in file.consultations]
    unanswered = sum(
        not item.followed.all()
        for item in file.consultations
        if item.kind != Consultation.Kind.COLLEAGUE or item.next_steps
    )
    more = [_("what was done with the advice is open")] if unanswered else []
    return Step(bool(days), len(days), max(days, default=None), more=tuple(more))


def _talks(file: CaseFile) -> Step:
    days = [talk.happened_on for talk in file.talks]
    more = [_("the talk with the child is still asked for")] if file.child_missing else []
    return Step(
        bool(file.talks_with_parents),
        len(days),
        max(days, default=None),
        skipped=bool(file.parents_skipped),
        more=tuple(more),
    )


def _weighing(file: CaseFile) -> Step:
    done = file.standing.outcome is not Outcome.OPEN and not _result_waits(file)
    moments = [row.created_at for row in file.answers]
    return Step(done, file.standing.round.number, _last(moments))


def _result_waits(file: CaseFile) -> bool:
    """Whether the fifth question has to be answered now: the term of the help has come (M5.5)."""
    return file.case.state == State.HELP_RUNNING and file.taken.result_due


def _decision(file: CaseFile) -> Step:
    state = State(file.case.state)
    confirmed = [d for d in file.decisions if d.state == Decision.State.CONFIRMED]
    moments = [d.confirmed_at for d in confirmed if d.confirmed_at]
    done = bool(confirmed) and state not in {State.OPEN, State.CONFIRMED}
    return Step(
        done,
        len(confirmed),
        _last(moments),
        waits=_WAITS.get(state),
        more=tuple(_afterwards(file, state)),
    )


def _afterwards(file: CaseFile, state: State) -> Iterator[str]:
    acute = file.acute_report
    if acute is not None:
        day = date_format(local_date(acute.filed_at), "j F Y")
        yield _("reported at once on %(day)s") % {"day": day}
    due = {duty.kind: duty.due_on for duty in reversed(file.open_duties)}
    if state == State.HELP_RUNNING and CaseDuty.Kind.HELP_TERM in due:
        day = date_format(due[CaseDuty.Kind.HELP_TERM], "j F Y")
        yield _("help runs until %(day)s") % {"day": day}
    if state == State.REPORTED and CaseDuty.Kind.VEILIG_THUIS_DECISION in due:
        day = date_format(due[CaseDuty.Kind.VEILIG_THUIS_DECISION], "j F Y")
        yield _("at the latest on %(day)s") % {"day": day}
    if state == State.MONITORING and CaseDuty.Kind.MONITORING in due:
        day = date_format(due[CaseDuty.Kind.MONITORING], "j F Y")
        yield _("look again on %(day)s") % {"day": day}
