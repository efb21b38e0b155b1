"""A unique text in every encrypted field of the demo: parents find only what is theirs to read (R7, goal 3).

The fields come from the models, so that a new one can't be forgotten: it is for the staff until it stands
in READ_BY_PARENTS with a reason. Every route of the portal is walked as every parent, with every document
that a parent can ask for, and every mail.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connections, models
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, reverse
from psycopg2 import sql

from accounts.models import User
from core import documents, outbox, pdf
from core.context import acting_as_system
from core.crypto import keyring
from core.fields import EncryptedTextField
from core.ids import uuid7
from core.views import GuardedAction
from core.workdays import today
from dossiers import letters
from dossiers.models import Disclosure, ParentContact, Signal, TalkReport
from dossiers.services import disclosures
from meldcode.models import Case
from schools.grants import grant
from schools.models import Guardian
from schools.querysets import on_day
from schools.staffing import holders
from tests.conftest import _copy, _drop, _use
from tests.dossiers.attachments import attach, upload
from tests.factories import login
from tests.portal.routes import names

SIGN = re.compile(r"KANARIE\d{6}Q")

_WRITTEN = "the dossier itself, masked when it is opened (A1)"
_OWN = "the parent's own words, or the answer to them"
READ_BY_PARENTS = {
    **dict.fromkeys(
        (
            "dossiers.signalversion." + name
            for name in (
                "place", "facts", "child_words", "hearsay", "interpretation", "diagnosis",
                "diagnosis_by", "action", "agreement", "agreement_otherwise",
            )
        ),
        _WRITTEN,
    ),
    **dict.fromkeys(
        ("dossiers.parentcontact." + name for name in ("spoken_with", "about", "agreed")),
        "what was discussed with this parent (D8)",
    ),
    **dict.fromkeys(
        (
            "dossiers.talkreport." + name
            for name in ("present", "discussed", "parents_view", "child_view", "conclusion")
        ),
        "the parents' copy of the report (D8)",
    ),
    **dict.fromkeys(
        ("dossiers.talk." + name for name in ("place", "goal", "attending", "minute_taker")),
        "the letter to the parents (D8)",
    ),
    **dict.fromkeys(
        ("dossiers.followup." + name for name in ("what", "owner", "measure")),
        "what was agreed in a talk stands in its report (D8)",
    ),
    **dict.fromkeys(
        ("dossiers.consent." + name for name in ("purpose", "what", "giver", "receiver")),
        "which organisation may have which data (A6)",
    ),
    "dossiers.parentstatement.text": _OWN,
    "dossiers.parentrequest.text": _OWN,
    "dossiers.parentrequest.answer": _OWN,
    "dossiers.parentrequest.grounds": _OWN,
    "dossiers.talksignature.remark": _OWN,
}  # fmt: skip
# What isn't text of somebody: made by the app, from texts that have a sign of their own.
MADE = {
    "dossiers.disclosure.content": "what is opened below, from the texts with their signs",
    "schools.schoolimport.content": "an import file of the administration; it is read as XML",
}
# Columns without which the database refuses a text in another one (D4).
BESIDES = {
    "dossiers_signalversion": {"hearsay_consent": True, "diagnosis_qualification": "big"},
}


@dataclass
class Signs:
    """Which sign was put into which field of which row."""

    rows: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def new(self, label: str, row: models.Model) -> str:
        sign = f"KANARIE{len(self.rows):06}Q"
        self.rows[sign] = (label, row)
        return sign

    @property
    def labels(self) -> set[str]:
        return {label for label, _row in self.rows.values()}


def encrypted() -> dict[type[models.Model], list[EncryptedTextField]]:
    """Return the encrypted texts of every model of the app."""
    found: dict[type[models.Model], list[EncryptedTextField]] = {}
    for model in apps.get_models():
        fields = [one for one in model._meta.fields if isinstance(one, EncryptedTextField)]
        if fields:
            found[model] = fields
    return found


def label_of(one: Any) -> str:
    return f"{one.model._meta.label_lower}.{one.name}"


@pytest.fixture(scope="module")
def signs(
    postgres: Any, template_database: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Signs]:
    """The demo in a database of its own, a sign in each text, and all of it opened to parents."""
    name = f"{template_database}_canary"
    _copy(postgres, template_database, name)
    with django_db_blocker.unblock():
        _use(postgres, name)
        with override_settings(DEMO=True):
            call_command("load_demo", if_empty=True, stdout=StringIO())
        with acting_as_system():
            _add_what_the_demo_lacks()
        found = Signs()
        owner = psycopg2.connect(postgres.superuser_dsn, dbname=name)
        with acting_as_system():
            _put_signs(owner, found)
        with acting_as_system():
            _open_everything()
        yield found
        connections.close_all()
        _use(postgres, f"{template_database}_main")
    _drop(postgres, name)


@pytest.fixture(autouse=True)
def _database(signs: Signs) -> None:
    """These tests use the database of the module."""


def _add_what_the_demo_lacks() -> None:
    """A file with a signal that parents read, and a case that was shown to somebody."""
    signal = Signal.objects.filter(pupil__guardians__user__isnull=False).latest("created_at")
    attach(holders(signal.school_id, "dossiers.disclose_entry")[0], signal, upload())
    case = Case.objects.earliest("opened_at")
    grant(
        actor=holders(case.school_id, "meldcode.open_case")[0],
        user=User.objects.filter(memberships__role="contactpersoon").earliest("pk"),
        permission="view_case",
        obj=case,
        reason="Denkt mee.",
        expires_on=today() + timedelta(days=5),
    )


def _put_signs(owner: Any, found: Signs) -> None:
    """Write a sign into every encrypted text, as the superuser: the app itself may change none (D6)."""
    with owner, owner.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # append-only tables too
        for model, every in encrypted().items():
            fields = [one for one in every if label_of(one) not in MADE]
            for row in model._default_manager.order_by("pk") if fields else ():
                _sign_row(cursor, found, row, fields)
    owner.close()


def _sign_row(cursor: Any, found: Signs, row: Any, fields: list[Any]) -> None:
    table = row._meta.db_table
    given = {one: found.new(label_of(one), row) for one in fields}
    columns = {one.column: _sealed(row, one, sign) for one, sign in given.items()}
    if _update(cursor, table, row.pk, columns | BESIDES.get(table, {})):
        return
    for one, sign in given.items():  # a constraint forbids one of them in this row
        if not _update(cursor, table, row.pk, {one.column: _sealed(row, one, sign)}):
            del found.rows[sign]


def _sealed(row: Any, one: Any, sign: str) -> str:
    text = json.dumps({"facts": sign}) if one.name == "content" else sign
    return keyring().encrypt(text, context=f"{row._meta.db_table}.{one.column}.{row.pk}")


def _update(cursor: Any, table: str, key: Any, values: dict[str, Any]) -> bool:
    cursor.execute("savepoint one")
    try:
        cursor.execute(
            sql.SQL("update {} set {} where {} = %s").format(
                sql.Identifier(table),
                sql.SQL(", ").join(
                    sql.SQL("{} = %s").format(sql.Identifier(column)) for column in values
                ),
                sql.Identifier(apps_pk(table)),
            ),
            [*values.values(), str(key)],
        )
    except psycopg2.errors.CheckViolation:
        cursor.execute("rollback to savepoint one")
        return False
    return True


def apps_pk(table: str) -> str:
    """Return the column of a table's primary key."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    return str(model._meta.pk.column)


def _open_everything() -> None:
    """Open to parents all that can be opened, whatever its kind, as a person could decide."""
    from core.actors import SYSTEM

    term = Disclosure.Ground.TERM
    for signal in Signal.objects.select_related("pupil"):
        disclosures.open_signal(actor=SYSTEM, pupil=signal.pupil, signal=signal, ground=term)
    for contact in ParentContact.objects.select_related("pupil"):
        disclosures.open_contact(
            actor=SYSTEM, pupil=contact.pupil, contact=contact, reader=None, ground=term
        )
    for report in TalkReport.objects.select_related("talk__pupil"):
        pupil = report.talk.pupil
        readers = [*report.talk.guardians.all()] or [None]
        disclosures.open_report(
            actor=SYSTEM, pupil=pupil, report=report, readers=readers, ground=term
        )
    for sent in Disclosure.objects.filter(invitation__isnull=False).select_related("invitation"):
        talk: Any = sent.invitation
        names = disclosures.names_for(talk.pupil)
        letter = letters.letter_of(talk, sent.guardian, kind="changed", names=names)
        sent.pk, sent.content = uuid7(), json.dumps(vars_of(letter), default=str)
        sent.save(force_insert=True)


def vars_of(letter: Any) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in letter.__slots__}


def parents() -> list[Guardian]:
    """Return every parent who reads, once an account."""
    found = Guardian.objects.filter(
        on_day(today()), gezag=True, portal_blocked=False, user__is_active=True
    ).select_related("user", "pupil")
    return list({one.user_id: one for one in found}.values())


@dataclass
class Walk:
    """What one parent reached: every page, and every document as it is laid out."""

    parent: Guardian
    pages: dict[str, str]
    reached: set[str]


def walk(parent: Guardian, laid_out: list[str]) -> Walk:
    """Follow every link and press every button for a document, from the start page of a parent."""
    client = Client()
    with acting_as_system():
        login(client, parent.user)  # type: ignore[arg-type]
    found = Walk(parent, {}, set())
    waiting = [reverse("home:today"), reverse("portal:children")]
    while waiting:
        url = waiting.pop()
        if url in found.pages or not _inside(url):
            continue
        text = client.get(url).content.decode(errors="replace")
        found.pages[url] = text
        found.reached.add(resolve(url.partition("?")[0]).view_name)
        waiting += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)]
        waiting += [
            link
            for link in re.findall(r'href="(\?[^"#]*)', text)
            for link in [url.partition("?")[0] + link]
        ]
        for action in set(re.findall(r'action="(/[^"]+)"', text)):
            _press(client, action, found, laid_out)
    return found


def _inside(url: str) -> bool:
    try:
        return resolve(url.partition("?")[0]).view_name.split(":")[0] in {
            "portal",
            "home",
            "documents",
        }
    except Resolver404:
        return False


def _press(client: Client, action: str, found: Walk, laid_out: list[str]) -> None:
    """Ask for a document, and let the worker make it as this parent."""
    try:
        match = resolve(action)
    except Resolver404:
        return
    view: Any = getattr(match.func, "view_class", object)
    if not (issubclass(view, GuardedAction) and hasattr(view, "kind")) or action in found.pages:
        return
    before = len(laid_out)
    client.post(action, {"key": str(uuid7())})
    documents.make_waiting()
    found.pages[action] = "\n".join(laid_out[before:])
    found.reached.add(match.view_name)


def test_parents_find_no_text_that_is_not_theirs(
    signs: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []

    def keep(html: str, **_more: Any) -> bytes:
        laid_out.append(html)
        return b"%PDF-kept"

    monkeypatch.setattr(pdf, "from_html", keep)
    with acting_as_system():
        everybody = parents()
    assert len(everybody) >= 2
    walks = [walk(parent, laid_out) for parent in everybody]
    leaks = sorted({leak for one in walks for leak in leaks_of(one, signs)})
    assert leaks == []
    seen = {signs.rows[sign][0] for one in walks for sign in found_in(one)}
    assert {"dossiers.signalversion.facts", "dossiers.parentcontact.about"} <= seen
    reached = set().union(*(one.reached for one in walks))
    assert set(names()) - reached - forms_only() == set()


def found_in(one: Walk) -> set[str]:
    return {sign for page in one.pages.values() for sign in SIGN.findall(page)}


def leaks_of(one: Walk, signs: Signs) -> Iterator[tuple[str, str]]:
    """Yield where a parent reads a field that is for the staff, another child's, or another parent's."""
    account = one.parent.user_id
    with acting_as_system():
        mine = set(Guardian.objects.filter(user=account).values_list("pk", "pupil"))
    for url, page in one.pages.items():
        for sign in SIGN.findall(page):
            label, row = signs.rows[sign]
            if label not in READ_BY_PARENTS:
                yield resolve(url.partition("?")[0]).view_name, label
            elif _of_another(row, {one for one, _pupil in mine}, {child for _one, child in mine}):
                yield resolve(url.partition("?")[0]).view_name, f"{label} of another"


def _of_another(row: Any, guardians: set[Any], children: set[Any]) -> bool:
    with acting_as_system():
        owner = getattr(row, "guardian_id", None)
        own = type(row).__name__ in {"ParentStatement", "ParentRequest", "TalkSignature"}
        pupil = getattr(row, "pupil_id", None)
        if pupil is None:
            about = next(
                getattr(row, name) for name in ("signal", "talk", "report") if hasattr(row, name)
            )
            pupil = about.pupil_id
    return pupil not in children or (own and owner not in guardians)


def forms_only() -> set[str]:
    """Return the routes that only take what is posted, and change something."""
    return {
        name for name in names() if name.split(":")[1] in {"withdraw_request", "withdraw_consent"}
    }


def test_no_mail_holds_a_text_of_anybody(signs: Signs) -> None:
    mail.outbox.clear()
    with acting_as_system():
        while outbox.deliver_next():
            pass
    assert mail.outbox
    for sent in mail.outbox:
        assert SIGN.findall(sent.subject + str(sent.body)) == []


def test_every_encrypted_field_had_a_sign(signs: Signs) -> None:
    every = {label_of(one) for fields in encrypted().values() for one in fields}
    assert every - set(MADE) - signs.labels == set()
    assert set(READ_BY_PARENTS) | set(MADE) <= every
