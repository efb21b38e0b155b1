"""Chapters of the record: how it began, and steps 1 to 3 with every version (M1–M4, D2, D6, D7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.workdays import local_date
from dossiers.models import SignalVersion
from meldcode.models import Analysis, CasePupil, CaseSignal, Consultation, TalkWith
from meldcode.reading import CaseFile
from meldcode.record.parts import Chapter, Entry, Nature, entry, in_order, texts

_QUESTIONS = (
    "signals",
    "frequency",
    "situations",
    "more_pupils",
    "development",
    "shown_before",
    "worries_before",
)


def label_of(row: Any, name: str) -> str:
    """Return the name of a field in words, with a capital."""
    words = str(row._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def worded(row: Any, *names: str, nature: Nature = Nature.PLAIN) -> Iterator[tuple[Any, ...]]:
    """Yield label and words of fields of a record, as `entry` takes them."""
    for name in names:
        yield label_of(row, name), getattr(row, name), nature


def version_note(row: Any, latest: int) -> str:
    """Say which version a text is, and whether a later one took its place."""
    if latest == 1:
        return ""
    if row.number == latest:
        return _("Version %(number)s, the latest") % {"number": row.number}
    return _("Version %(number)s; a later one took its place") % {"number": row.number}


def start(file: CaseFile, children: list[CasePupil]) -> Chapter:
    """How the case began: why it was opened, which hand-overs it took in, which children it is about."""
    case = file.case
    opened = Entry(
        anchor=f"r{case.pk.hex}",
        title=_("Case opened"),
        who=str(case.opened_by),
        on=local_date(case.opened_at),
        at=case.opened_at,
        texts=texts(
            (_("How"), case.get_origin_display()),
            (_("Cause"), case.get_cause_display()),
            (_("Why"), case.reason, Nature.VIEW),
        ),
    )
    handed = (
        entry(
            row,
            _("Handed over"),
            (_("Why"), row.reason, Nature.VIEW),
            note=_("Acute") if row.acute else "",
        )
        for row in file.hand_overs
    )
    added = (
        entry(link, _("Child in the case"), (_("Child"), link.pupil.full_name)) for link in children
    )
    return Chapter("start", _("How it began"), in_order([opened, *handed, *added]))


def signals(file: CaseFile, rows: list[CaseSignal]) -> Chapter:
    """Step 1: each gathered signal in full with its versions, what it was counted as, and the analysis."""
    latest: dict[Any, int] = {}
    for row in rows:
        latest[row.signal_id] = max(row.number, latest.get(row.signal_id, 0))
    gathered = (_signal(row, latest[row.signal_id]) for row in rows)
    last = file.analysis.number if file.analysis else 0
    analyses = (_analysis(row, last) for row in file.analyses)
    return Chapter(
        "step-1",
        _("Step 1: signals"),
        in_order([*gathered, *analyses]),
        intro=_(
            "Each signal says what was seen, what was heard from others and what the writer thought."
        ),
        empty=_("No signals were gathered."),
    )


def _signal(row: CaseSignal, latest: int) -> Entry:
    """A gathered signal, on its own day; when it was counted otherwise later, that is an entry too."""
    named = {"day": _day(row.signal.occurred_on), "pupil": row.signal.pupil.full_name}
    if row.number > 1:
        return entry(
            row,
            _("Signal of %(day)s, about %(pupil)s, counted otherwise") % named,
            (_("Counted as"), row.get_speaks_display(), Nature.VIEW),
            (_("Remark"), row.note, Nature.VIEW),
            note=version_note(row, latest),
        )
    versions = list(row.signal.versions.all())
    return replace(
        entry(
            row,
            _("Signal of %(day)s, about %(pupil)s") % named,
            *_signal_texts(versions),
            (_("Counted as"), row.get_speaks_display(), Nature.VIEW),
            (_("Remark"), row.note, Nature.VIEW),
            on=row.signal.occurred_on,
            who=row.signal.author,
            note=_gathered(row),
        ),
        at=versions[0].created_at,
    )


def _gathered(row: CaseSignal) -> str:
    gathered = _("gathered by %(who)s on %(day)s") % {
        "who": row.author,
        "day": _day(local_date(row.created_at)),
    }
    return ", ".join([*row.signal.kind_labels, gathered])


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _signal_texts(versions: list[SignalVersion]) -> Iterator[tuple[Any, ...]]:
    for version in versions[-1:]:
        yield from _version(version)
    for version in versions[:-1]:
        heading = _("Earlier version %(number)s, %(who)s, %(day)s") % {
            "number": version.number,
            "who": version.author,
            "day": _day(local_date(version.created_at)),
        }
        yield from _earlier(version, heading)
    for version in versions[1:]:
        if version.change_reason:
            label = _("Why version %(number)s was written") % {"number": version.number}
            yield label, version.change_reason


def _version(version: SignalVersion) -> Iterator[tuple[Any, ...]]:
    if version.erased_at:
        yield _("Erased"), _day(local_date(version.erased_at))
        return
    yield _("Seen"), version.facts, Nature.FACT
    yield _("The child's own words"), version.child_words, Nature.FACT
    heard = _("Heard from %(source)s") % {"source": version.hearsay_source}
    yield heard, version.hearsay, Nature.HEARD
    yield _("View of the writer"), version.interpretation, Nature.VIEW
    if version.diagnosis:
        yield _("Diagnosis"), f"{version.diagnosis} ({version.diagnosis_by})", Nature.HEARD
    yield _("What was done"), version.action
    yield _("What was agreed"), version.agreement


def _earlier(version: SignalVersion, heading: str) -> Iterator[tuple[Any, ...]]:
    for label, *rest in _version(version):
        yield f"{heading}. {label}", *rest


def _analysis(row: Analysis, last: int) -> Entry:
    answers = worded(row, *_QUESTIONS, nature=Nature.VIEW)
    return entry(row, _("Analysis of the signals"), *answers, note=version_note(row, last))


def consultations(file: CaseFile) -> Chapter:
    """Step 2: whom was asked, what came out of it and what was done with it; summaries; questions."""
    found: list[Entry] = []
    last = file.summaries[0].number if file.summaries else 0
    for row in file.consultations:
        found.append(_consultation(row))
        found += [
            entry(
                one,
                _("What was done with the advice of %(day)s") % {"day": _day(row.happened_on)},
                (one.get_followed_display(), one.what),
            )
            for one in row.followed.all()
        ]
    found += [
        entry(
            row,
            _("Summary without names"),
            (_("Summary"), row.text),
            note=version_note(row, last),
        )
        for row in file.summaries
    ]
    found += [_question(row) for row in file.questions]
    return Chapter(
        "step-2", _("Step 2: consult"), in_order(found), empty=_("Nobody was asked to think along.")
    )


def _consultation(row: Consultation) -> Entry:
    anonymous = _("Yes") if row.anonymous else _("No")
    return entry(
        row,
        _("Consultation: %(kind)s") % {"kind": row.get_kind_display()},
        (_("With whom"), row.spoken_with),
        (_("Without names"), anonymous if row.kind != Consultation.Kind.COLLEAGUE else ""),
        *worded(row, "file_number", "consent", "asked"),
        (label_of(row, "advice"), row.advice, Nature.HEARD),
        *worded(row, "next_steps"),
        on=row.happened_on,
    )


def _question(row: Any) -> Entry:
    answered = (
        _("Answered by %(who)s on %(day)s")
        % {"who": row.asked_of, "day": _day(local_date(row.answered_at))}
        if row.answered_at
        else _("Asked of %(who)s, not answered") % {"who": row.asked_of}
    )
    return entry(
        row,
        _("Question to a colleague"),
        (_("Question"), row.question),
        (answered, row.answer or "–", Nature.HEARD),
    )


def talks(file: CaseFile) -> Chapter:
    """Step 3: the talks with the parents and the child, and why one was skipped."""
    found = [
        entry(
            row,
            _("Talk with the child")
            if row.partner == TalkWith.CHILD
            else _("Talk with the parents"),
            *worded(row, "spoken_with", "told"),
            (label_of(row, "reaction"), row.reaction, Nature.HEARD),
            (label_of(row, "child"), row.child, Nature.HEARD),
            *worded(row, "agreed"),
            on=row.happened_on,
        )
        for row in file.talks
    ]
    found += [
        entry(
            row,
            _("No talk with the child")
            if row.partner == TalkWith.CHILD
            else _("No talk with the parents"),
            *worded(row, "danger", "reason", nature=Nature.VIEW),
        )
        for row in file.skips
    ]
    return Chapter(
        "step-3",
        _("Step 3: talk with parents and child"),
        in_order(found),
        empty=_("No talk was recorded, and no reason why not."),
    )
