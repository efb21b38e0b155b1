"""Who gets what from every route. Read a row as: these people may; the object does not exist for those.

Anonymous visitors are sent to the log-in page. What does not exist for somebody (another school, not
the own child, not the own draft) is 404; what exists but is not theirs to do is 403; a list or start
page that is not theirs is 403; a method that a page does not have is 405, for who may use the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

PERSONAS = (
    "anonymous", "teacher", "colleague", "af", "manager", "bestuur", "ondersteuner", "beheerder",
    "contactpersoon", "parent", "stand_in", "case_reader", "decider", "other_teacher", "other_af",
    "other_manager", "other_bestuur", "other_beheerder", "other_contactpersoon", "other_parent",
    "outsider",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")  # everyone, everywhere

EVERYONE = frozenset(PERSONAS) - {"anonymous"}
# `teacher` has the pupil in the own group, `colleague` teaches another group of the school, `stand_in`
# works at the other school and was given this one dossier, `case_reader` was given the one case, and
# `decider` was let into it by the board to choose between two proposals.
STAFF = frozenset({"teacher", "colleague", "af", "manager"})
CASEWORK = frozenset({"af", "manager"})
ELSEWHERE = frozenset({"stand_in", "other_teacher", "other_af", "other_manager"})
CASEWORK_ELSEWHERE = frozenset({"other_af", "other_manager"})
BEHEER = frozenset({"beheerder", "other_beheerder"})
BOARD = frozenset({"bestuur", "ondersteuner"})
PARENTS = frozenset({"parent", "other_parent"})
NOBODY: frozenset[str] = frozenset()

PUBLIC = {"healthz", "readyz", "accounts:set_language"}


def _no_kwargs(world: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """`ok` may; for the rest the answer is 404 if the object is `hidden` from them, else 403.

    `get` and `post` are the answers to those who may; None means 405. An empty form is sent. Of those
    who may, `gated` first get the purpose gate (R1): they read why it is asked, and a POST is refused;
    and `readers` may look at the page, but not send its form.
    """

    ok: frozenset[str]
    get: int | None = 200
    post: int | None = None
    hidden: frozenset[str] = NOBODY
    gated: frozenset[str] = NOBODY
    readers: frozenset[str] = NOBODY
    kwargs: Callable[[Any], dict[str, Any]] = field(default=_no_kwargs)


def people(*names: str | Iterable[str]) -> frozenset[str]:
    """Return a set from names and sets of names."""
    found: set[str] = set()
    for name in names:
        found |= {name} if isinstance(name, str) else set(name)
    if "case_reader" in found:
        found.add("decider")  # who decides in a case reads it
    return frozenset(found)


def of(path: str, argument: str = "pk", **more: Any) -> Callable[[Any], dict[str, Any]]:
    """Return the kwargs of a route about `world.<path>`; `more` are further fixed or named ones."""

    def build(world: Any) -> dict[str, Any]:
        found = {argument: getattr(world, path).pk}
        for name, value in more.items():
            found[name] = getattr(world, value).pk if isinstance(value, str) else value
        return found

    return build


def about(
    kwargs: Callable[[Any], dict[str, Any]],
    *,
    ok: Iterable[str],
    seen: Iterable[str] = (),
    **answers: Any,
) -> Row:
    """Return the row of a page about one object: it exists for `ok` and `seen`, for nobody else."""
    ok, visible = people(ok), people(ok, seen)
    return Row(ok=ok, hidden=EVERYONE - visible, kwargs=kwargs, **answers)


FORM = {"get": 200, "post": 422}
BUTTON = {"get": None, "post": 302}


def expected(row: Row, persona: str, method: str) -> int:
    """Return the status code that the matrix demands."""
    if persona not in row.ok:
        if persona == "anonymous":
            return 302
        return 404 if persona in row.hidden else 403
    answer = {"GET": row.get, "POST": row.post}.get(method)
    if answer is None:
        return 405
    if method == "POST" and persona in row.gated | row.readers:
        return 403
    return answer


# allauth's own pages, without rows: what they ask of whom is tested in tests/accounts; test_access.py
# walks them for who may come in at all.
ALLAUTH_PUBLIC = {
    "account_inactive", "account_login", "account_logout", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate",
}  # fmt: skip
ALLAUTH_PRIVATE = {
    "account_change_password", "account_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_add_webauthn", "mfa_download_recovery_codes", "mfa_edit_webauthn",
    "mfa_generate_recovery_codes", "mfa_index", "mfa_list_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes",
}  # fmt: skip
ALLAUTH = ALLAUTH_PUBLIC | ALLAUTH_PRIVATE

_house = {
    "healthz": Row(ok=people("anonymous", EVERYONE)),
    "readyz": Row(ok=people("anonymous", EVERYONE)),
    "accounts:set_language": Row(ok=people("anonymous", EVERYONE), **BUTTON),
    "accounts:second_factor": Row(ok=EVERYONE),
    "accounts:keep_alive": Row(ok=EVERYONE, get=None, post=200),
    "home:today": Row(ok=EVERYONE),
}

# A document that the worker made is for who asked for it, not even for AF HGKM and manager.
_documents = {
    "documents": Row(ok=EVERYONE),
    "document": about(of("document"), ok={"teacher"}),
    "download": about(of("document"), ok={"teacher"}),
    "try_again": about(of("document"), ok={"teacher"}, **BUTTON),
}

# R10: keeps accounts, roles and parents of the own schools, and opens no dossier.
_keeper = {"ok": {"beheerder"}}
_school = of("school", "school")
_person = of("school", "school", user="person")
_child = of("pupil", "pupil")
_keeps_partners = {"ok": people(CASEWORK, "beheerder"), "seen": {"teacher", "colleague"}}
_schools = {
    "pupils": Row(ok=people(STAFF, ELSEWHERE), post=200),
    "access": about(_child, ok=CASEWORK, seen=people(STAFF, "stand_in"), **FORM),
    "access_end": about(of("grant"), ok=CASEWORK, **BUTTON),
    # K1: all staff read whom to call; casework and beheerder keep the list of their school.
    "partner_schools": Row(ok=people(STAFF, ELSEWHERE, BEHEER)),
    "partners": about(_school, ok=people(STAFF, "beheerder")),
    "partner_add": about(_school, **_keeps_partners, **FORM),
    "partner_correct": about(of("partner"), **_keeps_partners, **FORM),
    "partner_check": about(of("partner"), **_keeps_partners, **BUTTON),
    "partner_archive": about(of("partner"), **_keeps_partners, **BUTTON),
    "beheer": Row(ok=BEHEER),
    "import_new": Row(ok=BEHEER, **FORM),
    # Without the fingerprint of the preview, a confirmation is one of another preview: Conflict.
    "import_preview": about(of("waiting_import"), **_keeper, post=409),
    "import_result": about(of("cancelled_import"), **_keeper),
    "import_cancel": about(of("waiting_import"), **_keeper, **BUTTON),
    "school_name": about(_school, **_keeper, **FORM),
    "disclosure_days": about(_school, **_keeper, **FORM),
    "case_retention": about(_school, **_keeper, **FORM),
    "staff": about(_school, **_keeper),
    "person_add": about(_school, **_keeper, **FORM),
    "staff_account": about(of("staff"), **_keeper, **FORM),
    "person": about(_person, **_keeper),
    "role_give": about(_person, **_keeper, **FORM),
    "account_change": about(_person, **_keeper, **FORM),
    "password_link": about(_person, **_keeper, **BUTTON),
    "account_close": about(_person, **_keeper, **BUTTON),
    "account_open": about(_person, **_keeper, **BUTTON),
    # Nothing filled in means 'no end': a whole form.
    "role_change": about(of("membership"), **_keeper, get=200, post=302),
    "role_end": about(of("membership"), **_keeper, **BUTTON),
    "groups": about(_school, **_keeper),
    "teacher_set": about(of("group"), **_keeper, **FORM),
    "teacher_end": about(of("group_teacher"), **_keeper, **BUTTON),
    "registry": about(_school, **_keeper, post=200),
    "guardians": about(_child, **_keeper),
    "guardian_add": about(_child, **_keeper, **FORM),
    "guardian_change": about(of("guardian"), **_keeper, **FORM),
    "guardian_account": about(of("guardian"), **_keeper, **FORM),
    "guardian_end": about(of("guardian"), **_keeper, **BUTTON),
    "portal_block": about(of("guardian"), **_keeper, **BUTTON),
    "portal_unblock": about(of("guardian"), **_keeper, **BUTTON),
}


def filed(kind: str) -> Callable[[Any], dict[str, Any]]:
    """Return the kwargs of a route about what files belong to, or a file."""
    return lambda world: {"pk": world.filed[kind].pk}


def opening(column: str) -> Callable[[Any], dict[str, Any]]:
    """Return the kwargs of a route about what parents read or what is kept from them."""
    return lambda world: {"pk": world.for_parents[column].pk}


# D1, I6: the list is the board's, kept by beheerder and manager; texts are checked for who writes them.
def _board(world: Any) -> dict[str, Any]:
    return {"board": world.people.board.pk}


def _board_word(world: Any) -> dict[str, Any]:
    return _board(world) | {"code": "lui"}


_keeps = {"ok": {"beheerder", "manager", "other_manager"}}
_writing = {
    "words": Row(ok=people(BEHEER, "manager", "other_manager")),
    "word_add": about(_board, **_keeps, **FORM),
    "word": about(_board_word, **_keeps, **FORM),
    "word_off": about(_board_word, **_keeps, **BUTTON),
    "word_on": about(_board_word, **_keeps, **BUTTON),
    # Without a cause, marks would tell who is family of whom.
    "check": about(
        _child, ok=people("teacher", CASEWORK), seen={"colleague", "stand_in"}, get=None, post=200
    ),
    "check_school": about(_school, ok=STAFF, get=None, post=200),
}

# R1: every dossier of the own school with a cause. A stand-in reads, and writes nothing.
_gate = {"gated": people("colleague")}
_writes = {"ok": STAFF, "seen": {"stand_in"}} | _gate
_step = of("pupil", "pupil", step=1)
_holds = {"ok": people("teacher", CASEWORK), "seen": {"colleague", "stand_in"}}
_PLANNED = ("change_talk", "cancel_talk", "invite", "write_report")
_HELD = ("correct_report", "add_agreement", "send_report", "record_paper")
_keeps_back = {"ok": CASEWORK, "seen": {"teacher", "colleague", "stand_in"}} | FORM
_dossiers = {
    "pick_pupil": Row(ok=people(STAFF, ELSEWHERE), post=200),
    "hand_overs": Row(ok=people(STAFF, ELSEWHERE)),
    "hand_over_detail": about(of("hand_over"), ok=people("teacher", CASEWORK)),
    "dossier": about(_child, ok=people(STAFF, "stand_in"), **_gate),
    "print_chronology": about(_child, **_writes),
    "export_chronology": about(_child, **_writes, **BUTTON),
    # D3: a table leaves the system, so it is for who works on cases.
    "export_table": about(_child, ok=CASEWORK, seen={"teacher", "colleague", "stand_in"}, **BUTTON),
    "open_with_purpose": about(_child, ok=people(STAFF, "stand_in"), **FORM),
    "looks": about(_child, ok=CASEWORK, seen=people(STAFF, "stand_in")),
    # A8: a finding about staff is for the manager alone; what I opened, only I close.
    "findings": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "finding": about(of("finding"), ok={"manager"}, **FORM),
    "openings": Row(ok=people(STAFF, ELSEWHERE)),
    "close_opening": about(of("opening"), ok={"teacher"}, **BUTTON),
    "signal_step": about(_step, **_writes, **FORM),
    "signal_full": about(_child, **_writes, **FORM),
    "autosave": about(_child, **_writes, post=200),
    "log_contact": about(_child, **_writes, **FORM),
    # D8: talks are held by who plans them; a colleague with a cause reads them.
    "contacts": about(_child, ok=people(STAFF, "stand_in"), **_gate),
    "plan_talk": about(_child, **_writes, **FORM),
    "talk": about(of("talk"), ok=people(STAFF, "stand_in"), **_gate),
    "letter_pdf": about(of("talk"), **_holds, **BUTTON),
    "autosave_report": about(of("talk"), **_holds, get=200, post=200),
    **{name: about(of("talk"), **_holds, **FORM) for name in _PLANNED},
    **{name: about(of("held_talk"), **_holds, **FORM) for name in _HELD},
    "report_pdf": about(of("held_talk"), ok=people(STAFF, "stand_in"), get=None, post=302, **_gate),
    "correct_contact": about(
        of("contact"), ok=people("teacher", CASEWORK), seen={"colleague", "stand_in"}, **FORM
    ),
    "set_follow_up": about(_child, **_writes, **FORM),
    "hand_over": about(_child, **_writes, **FORM),
    "signal": about(of("signal"), ok=people(STAFF, "stand_in"), **_gate),
    # D6: who wrote it, or who answers for the dossier.
    **{
        name: about(
            of("signal"), ok=people("teacher", CASEWORK), seen={"colleague", "stand_in"}, **answers
        )
        for name, answers in {
            "correct_signal": FORM,
            "complete_signal": FORM,
            "autosave_correction": {"post": 200},
        }.items()
    },
    "signal_saved": about(of("signal"), ok=people(STAFF, "stand_in"), **_gate),
    "link_signal": about(of("signal"), **_writes, **FORM),
    # A1: who wrote an entry reads it as parents will; AF HGKM and manager open it, or keep it back (A4).
    "parents_reading": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    **{
        f"disclose_{column}": about(
            opening(column),
            ok=people("teacher", CASEWORK),
            seen={"colleague", "stand_in"},
            readers=people("teacher"),
            **FORM,
        )
        for column in ("signal", "contact", "report")
    },
    **{
        f"withhold_{column}": about(opening(column), **_keeps_back)
        for column in ("signal", "contact", "report")
    },
    "withholding": about(opening("withholding"), **_keeps_back),
    # A1, A2: anyone with a cause takes in what a parent says; AF HGKM and manager answer.
    "rights": about(_child, ok=people(STAFF, "stand_in"), **_gate),
    "take_in_view": about(_child, **_writes, **FORM),
    "take_in_request": about(_child, **_writes, **FORM),
    "requests": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "request": about(of("request"), ok=people(STAFF, "stand_in"), **_gate),
    "answer_request": about(of("request"), **_keeps_back),
    "answer_letter": about(
        of("granted"), ok=people(STAFF, "stand_in"), get=None, post=302, **_gate
    ),
    "carry_out": about(of("granted"), **_keeps_back),
    "correct_for_request": about(of("granted"), **_keeps_back),
    "link_version": about(of("granted"), **_keeps_back),
    # Who granted it erases it.
    "erase_entry": about(
        of("erasable"),
        ok={"af"},
        seen=people("manager", "teacher", "colleague", "stand_in"),
        get=200,
        post=302,
    ),
    # A6, A7
    "consents": about(_child, ok=people(STAFF, "stand_in"), **_gate),
    "give_consent": about(_child, **_keeps_back),
    "renew_consent": about(of("consent"), **_keeps_back),
    "withdraw_consent": about(of("consent"), **(_keeps_back | {"post": 302})),
    "information": about(_child, ok=CASEWORK, seen={"teacher", "colleague", "stand_in"}),
    "record_information": about(_child, **_keeps_back),
    "approve_information": about(of("information"), ok=CASEWORK, **FORM),
    "discard_draft": about(of("draft"), ok={"teacher"}, get=200, post=302),
    **{
        f"attach_to_{kind}": about(filed(kind), **_writes, **FORM)
        for kind in ("signal", "contact", "talk", "request")
    },
    "download_file": about(filed("file"), ok=people(STAFF, "stand_in"), **_gate),
    "finish_follow_up": about(
        of("follow_up"), ok=people("teacher", CASEWORK), seen={"colleague", "stand_in"}, **FORM
    ),
}

# R1–R3: cases are for AF HGKM and manager of the school; the AF HGKM leads, the manager weighs along.
# The teacher of the child doesn't know of it; somebody with a grant reads.
_case = of("case", "case")
_agreed = of("case", "case", duty="aftercare")
_from = of("hand_over", "hand_over")
_af = {"ok": {"af"}, "seen": {"manager", "case_reader"}} | FORM
_manager = {"ok": {"manager"}, "seen": {"af", "case_reader"}} | FORM
_asked = {"ok": {"bestuur"}, "seen": {"af", "manager", "case_reader"}} | FORM
_meldcode = {
    "cases": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE, "case_reader")),
    "guide": Row(ok=people(STAFF, ELSEWHERE)),
    # M11: AF HGKM and manager look back on the cases of their school.
    "bundles": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "bundle": about(of("bundle", "bundle"), ok=CASEWORK),
    "bundle_write": about(of("bundle", "bundle"), ok=CASEWORK, **FORM),
    "bundle_pdf": about(of("bundle", "bundle"), ok=CASEWORK, **BUTTON),
    "find_pupil": Row(ok=people("af", "other_af"), post=200),
    "open": about(_child, ok={"af"}, seen=people(STAFF, "stand_in"), **FORM),
    # K1, M7: the numbers are for all staff; recording a report is for AF HGKM and manager of the school.
    "acute": Row(ok=people(STAFF, ELSEWHERE, BEHEER), post=200),
    "acute_pupil": about(
        _child, ok=STAFF, seen={"stand_in"}, readers={"teacher", "colleague"}, **FORM
    ),
    "acute_case": about(
        _case, ok=people(CASEWORK, "case_reader"), readers=people("case_reader"), **FORM
    ),
    "open_asked": about(_child, ok={"af"}, seen=people(STAFF, "stand_in"), **FORM),
    "open_from_signal": about(
        of("signal", "signal"), ok={"af"}, seen=people(STAFF, "stand_in"), **FORM
    ),
    "open_from_incident": about(
        of("incident", "incident"), ok={"af"}, seen={"teacher", "manager"}, **FORM
    ),
    "hand_over_status": about(_from, ok=people("teacher", CASEWORK)),
    "take_over": about(_from, ok={"af"}, seen={"teacher", "manager"}, **FORM),
    "case": about(_case, ok=people(CASEWORK, "case_reader")),
    **{
        name: about(_case, **_af)
        for name in (
            "add_pupil", "analyse", "consult", "talk", "skip_talk", "weigh", "propose",
            "feedback", "monitor", "weigh_again", "close", "reopen", "rapportage",
            "help_plan", "agreements", "aftercare", "evaluate", "child_talk", "skip_child_talk",
            "summary",
        )
    },
    # A signal without an answer stays new, so that an empty form is taken and says nothing.
    "gather": about(_case, ok={"af"}, seen={"manager", "case_reader"}, post=302),
    "summary_pdf": about(
        of("summary", "summary"), ok={"af"}, seen={"manager", "case_reader"}, **BUTTON
    ),
    "follow_advice": about(of("case", "case", consultation="consultation"), **_af),
    "decision": about(
        _case, ok=people(CASEWORK, "case_reader"), readers=people("af", "case_reader"), **FORM
    ),
    "return": about(_case, **_manager),
    "disagree": about(_case, **_manager),
    "settle": about(_case, ok={"decider"}, seen=people(CASEWORK, "case_reader"), **FORM),
    "file_report": about(_case, **_manager),
    "letter": about(_case, ok=CASEWORK, seen={"case_reader"}, **FORM),
    "letter_pdf": about(_case, ok=CASEWORK, seen={"case_reader"}, **BUTTON),
    "do_agreed": about(_agreed, **_af),
    "rapportage_pdf": about(_case, ok=CASEWORK, seen={"case_reader"}, **BUTTON),
    "record_pdf": about(_case, ok=CASEWORK, seen={"case_reader"}, **BUTTON),
    # Who is in the case; the board names deputies without seeing it, a colleague answers one question.
    **{
        name: about(_case, ok=CASEWORK, seen={"case_reader"}, **FORM)
        for name in ("keep_out", "give_access")
    },
    "step_back": about(_case, ok=people(CASEWORK, "case_reader"), **FORM),
    "let_in": about(
        of("case", "case", involvement="involvement"), ok=CASEWORK, seen={"case_reader"}, **FORM
    ),
    "end_access": about(
        of("case", "case", given="case_grant"), ok=CASEWORK, seen={"case_reader"}, **BUTTON
    ),
    "ask_colleague": about(_case, **_af),
    "question": about(
        of("question", "question"), ok={"teacher"}, seen=people(CASEWORK, "case_reader"), **FORM
    ),
    "withdraw_question": about(
        of("question", "question"), ok={"af"}, seen={"teacher", "manager", "case_reader"}, **BUTTON
    ),
    "deputies": Row(ok=people("bestuur", "other_bestuur")),
    "name_deputy": about(of("deputy_request", "asked"), **_asked),
    "prolong_deputy": about(of("named_request", "asked"), **_asked),
}  # fmt: skip

# I1: reported by anyone on the staff; the reporter reads the own report, the handling is not theirs.
_handles = {"ok": CASEWORK, "seen": {"teacher"}}
_incidents = {
    "register": Row(ok=people(STAFF, ELSEWHERE)),
    "report": Row(ok=people(STAFF, ELSEWHERE), **FORM),
    "trends": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "trends_csv": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "incident": about(of("incident"), ok=people("teacher", CASEWORK)),
    "correct": about(of("incident"), ok=people("teacher", CASEWORK), **FORM),
    "take_up": about(of("incident"), **_handles, **BUTTON),
    "name_colleague": about(of("incident"), **_handles, **FORM),
    "take_back": about(of("incident_staff"), **_handles, **FORM),
    "note": about(of("incident"), **_handles, **FORM),
    "protocol": about(of("incident"), **_handles, **FORM),
    "close": about(of("incident"), **_handles, **FORM),
    # an earlier register is brought in by who handles incidents
    "import_new": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE), **FORM),
    "import_columns": about(of("waiting_register"), ok=CASEWORK, **FORM),
    "import_words": about(of("waiting_register"), ok=CASEWORK, post=302),
    # Without the fingerprint of the preview, a confirmation is one of another preview: Conflict.
    "import_preview": about(of("waiting_register"), ok=CASEWORK, post=409),
    "import_faults": about(of("waiting_register"), ok=CASEWORK),
    "import_result": about(of("cancelled_register"), ok=CASEWORK),
    "import_cancel": about(of("waiting_register"), ok=CASEWORK, **BUTTON),
}

_runs = {"ok": CASEWORK}
_protocols = {
    "runs": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "start": Row(ok=people(CASEWORK, CASEWORK_ELSEWHERE), **FORM),
    # The texts are the same for every school.
    "protocol": about(of("protocol"), ok=people(CASEWORK, CASEWORK_ELSEWHERE)),
    "run": about(of("run"), **_runs),
    "close": about(of("evaluating_run"), **_runs, **FORM),
    "tick": about(of("step"), **_runs, **BUTTON),
    "complete": about(of("step"), **_runs, **FORM),
    "skip": about(of("step"), **_runs, **FORM),
    "take": about(of("step"), **_runs, **BUTTON),
}

# R4: the board reads figures of every school and concludes the year; a manager reads the own school's.
_figures = people(BOARD, "other_bestuur", "manager", "other_manager")
_monitoring = {
    "figures": Row(ok=_figures),
    "measure": Row(ok=_figures, kwargs=lambda world: {"code": "signals"}),
    "round": about(of("round"), ok=people(BOARD, "manager")),
    "conclude": about(of("round"), ok=BOARD, seen={"manager"}, **FORM),
}

# R7: the own child, and nothing else; staff read in the dossier, not here.
_portal = {
    "children": Row(ok=PARENTS),
    "rights": about(_child, ok={"parent"}),
    "add_view": about(_child, ok={"parent"}, **FORM),
    "file_request": about(_child, ok={"parent"}, **FORM),
    "request": about(of("request"), ok={"parent"}),
    "withdraw_request": about(of("request"), ok={"parent"}, get=200, post=302),
    "request_letter": about(of("granted"), ok={"parent"}, **BUTTON),
    "consents": about(_child, ok={"parent"}),
    "withdraw_consent": about(of("consent"), ok={"parent"}, get=200, post=302),
    # The letter and the report are open to this one parent.
    "letter": about(of("letter"), ok={"parent"}),
    "letter_pdf": about(of("letter"), ok={"parent"}, **BUTTON),
    "report": about(of("report_given"), ok={"parent"}, **FORM),
    "report_pdf": about(of("report_given"), ok={"parent"}, **BUTTON),
    "dossier": about(_child, ok={"parent"}),
    "download": about(_child, ok={"parent"}, **BUTTON),
}

MATRIX: dict[str, Row] = _house | {
    f"{app}:{name}": row
    for app, rows in {
        "documents": _documents,
        "schools": _schools,
        "writing": _writing,
        "dossiers": _dossiers,
        "meldcode": _meldcode,
        "incidents": _incidents,
        "protocols": _protocols,
        "monitoring": _monitoring,
        "portal": _portal,
    }.items()
    for name, row in rows.items()
}
