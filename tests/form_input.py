"""Fills in any form of the site: rightly, or with one thing wrong everywhere."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import resolve

from core.forms import PastDateField
from core.views import FormPageMixin
from core.workdays import today
from dossiers import services as dossiers
from files.forms import UploadField
from incidents import services as incidents
from incidents.models import IncidentPupil
from monitoring.models import MonitoringRound
from schools.edexml_sample import render, sample_school
from tests.access_matrix import MATRIX
from tests.access_world import AccessWorld, bring_case_to
from tests.dossiers.helpers import correct
from tests.incidents import registers

# Whoever may use a page, in this order.
ACTORS = ("teacher", "af", "manager", "beheerder", "bestuur", "parent", "decider")
TEXT = "Gewone tekst."
# HTML, a template, a control character, and text from right to left.
MARKUP = "<script>alert(1)</script>{{ settings.SECRET_KEY }}{% now 'Y' %}\x07\u202eمرحبا بكم"


# In which state the case has to be for a form to be taken; for the others it waits for the manager.
STAGES = {
    "meldcode:weigh": "again",
    "meldcode:propose": "returned",
    "meldcode:settle": "disputed",
    "meldcode:file_report": "confirmed",
    "meldcode:feedback": "reported",
    "meldcode:monitor": "reported",
    "meldcode:weigh_again": "reported",
    "meldcode:close": "heard",
    "meldcode:reopen": "closed",
    "meldcode:help_plan": "helping",
    "meldcode:agreements": "heard",
}


# Where the first choice isn't a possible one.
CHOICES = {
    "schools:role_give": {"role": "contactpersoon"},
    "dossiers:write_report": {"none_needed": ""},
    # The same colleague can't be named twice.
    "incidents:report": {
        "colleague_2": "",
        "colleague_part_2": "",
        "colleague_3": "",
        "colleague_part_3": "",
    },
}


def prepare(name: str, world: AccessWorld) -> None:
    """Bring what the page is about to where its form can be taken."""
    people = world.people
    if name in STAGES:
        bring_case_to(world, STAGES[name])
    elif name in {"incidents:note", "incidents:protocol", "incidents:close"}:
        incidents.take_up(actor=people.af, incident=world.incident)
    elif name == "dossiers:hand_over":
        dossiers.take_over(actor=people.af, hand_over=world.hand_over)
    elif name == "meldcode:open_from_incident":
        IncidentPupil.objects.create(
            school=people.school, incident=world.incident, pupil=people.pupil, part="befell"
        )
    elif name == "meldcode:add_pupil":
        people.second_pupil.siblings.add(people.pupil)
    elif name == "schools:guardian_account":
        world.pupil.guardians.update(user=None)
    elif name == "dossiers:link_version":
        correct(world.granted.signal, people.teacher, facts="Het was op dinsdag.")
    elif name == "monitoring:conclude":
        MonitoringRound.objects.update(remind_on=today())


def form_pages(world: AccessWorld) -> Iterator[tuple[str, str, str]]:
    """Yield name, address and a persona who may send it, of every page with a form."""
    from django.urls import reverse

    for name, row in MATRIX.items():
        kwargs = row.kwargs(world)
        url = reverse(name, kwargs=kwargs)
        view: Any = getattr(resolve(url).func, "view_class", object)
        if row.post is None or not issubclass(view, FormPageMixin):
            continue
        persona = next(who for who in ACTORS if who in row.ok - row.gated - row.readers)
        steps = range(1, 3) if "step" in kwargs else [None]
        for step in steps:
            at = reverse(name, kwargs=kwargs | ({"step": step} if step else {}))
            yield f"{name} {step}" if step else name, at, persona


def shown_form(client: Client, url: str) -> Any:
    """Return the form as the page shows it."""
    return client.get(url).context["form"]


def filled_in(form: Any, name: str = "") -> dict[str, Any]:
    """Return what a careful user sends on the page `name`."""
    found: dict[str, Any] = {}
    for field_name, field in form.fields.items():
        value = _right(form, field_name, field)
        if value not in (None, ""):
            found[field_name] = value
    return found | CHOICES.get(name, {})


def _right(form: Any, name: str, field: forms.Field) -> Any:
    given = form[name].value()
    if field.widget.is_hidden or (given and not isinstance(field, forms.TimeField)):
        return "" if given is None else given
    if isinstance(field, UploadField):
        return SimpleUploadedFile("brief.txt", b"een brief", content_type="text/plain")
    if isinstance(field, forms.FileField) and ".csv" in field.widget.attrs.get("accept", ""):
        content = registers.sheet([registers.row()])
        return SimpleUploadedFile("register.csv", content, content_type="text/csv")
    if isinstance(field, forms.FileField):
        content = render(sample_school(groups=1, pupils=2, teachers=1))
        return SimpleUploadedFile("school.xml", content, content_type="text/xml")
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return [str(value) for value, _label in field.choices][:1]
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return next((str(value) for value in _values(field.choices) if str(value)), "")
    if isinstance(field, PastDateField):
        return today().isoformat()
    if isinstance(field, forms.DateField):
        return (today() + timedelta(days=14)).isoformat()
    if isinstance(field, forms.TimeField):
        return "00:01"
    if isinstance(field, forms.EmailField):
        return f"{uuid.uuid4().hex}@example.invalid"
    if isinstance(field, forms.RegexField):
        return "0612345678"
    if isinstance(field, forms.IntegerField):
        return "1"
    return _line(name)


def _line(name: str) -> str:
    """Return a text that fits the few fields with rules of their own."""
    return {
        "others": "M., S.",
        "username": f"naam{uuid.uuid4().hex[:8]}",
        "existing": "",
        "next": "",
        "pupil_search": "",
    }.get(name, TEXT)


def _values(choices: Any) -> Iterator[Any]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from (inner for inner, _text in label)
        else:
            yield value


def text_fields(form: Any) -> list[str]:
    """Return the names of fields in which one types freely."""
    kinds = (forms.CharField,)
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, kinds) and not field.widget.is_hidden
    ]


def date_fields(form: Any) -> list[str]:
    return [name for name, field in form.fields.items() if isinstance(field, forms.DateField)]


def choice_fields(form: Any) -> list[str]:
    kinds = (forms.ChoiceField, forms.ModelChoiceField)
    return [name for name, field in form.fields.items() if isinstance(field, kinds)]


def hidden_fields(form: Any) -> list[str]:
    return [name for name, field in form.fields.items() if field.widget.is_hidden]


def elsewhere(field: Any) -> str:
    """Return the id of a row that the field may not offer: of another school, or of nobody."""
    if isinstance(field, forms.ModelChoiceField):
        offered = field.queryset.values("pk")
        other = field.queryset.model._default_manager.exclude(pk__in=offered).first()
        return str(other.pk) if other else str(uuid.uuid4())
    return "999999999"


ATTACKS: dict[str, tuple[Callable[[Any], list[str]], Callable[[Any], Any]]] = {
    "100,000 characters": (text_fields, lambda field: "x" * 100_000),
    "markup": (text_fields, lambda field: MARKUP),
    "a null character": (text_fields, lambda field: "voor\x00na"),
    "the year 1": (date_fields, lambda field: "0001-01-01"),
    "the last day there is": (date_fields, lambda field: "9999-12-31"),
    "31 February": (date_fields, lambda field: "31-02-2026"),
    "tomorrow, or long ago": (
        date_fields,
        lambda field: str(today() + timedelta(days=1 if isinstance(field, PastDateField) else -1)),
    ),
    "a choice that isn't there": (choice_fields, lambda field: "bestaat-niet"),
    "a row of another school": (choice_fields, elsewhere),
    "a number without end": (hidden_fields, lambda field: "9" * 40),
    "a broken key": (hidden_fields, lambda field: "'; drop table x; --"),
}
MUST_BE_REFUSED = {
    "100,000 characters",
    "a null character",
    "31 February",
    "a choice that isn't there",
    "a row of another school",
}
"""Attacks that no form may take; the others a form may take or refuse, but never fall over."""


def attacked(form: Any, attack: str) -> dict[str, Any] | None:
    """Return a right form in which one kind of field is wrong everywhere; None if it has no such field."""
    fields, wrong = ATTACKS[attack]
    names = fields(form)
    if not names:
        return None
    return filled_in(form) | {name: wrong(form.fields[name]) for name in names}


def contents(*, only_counts: bool = False) -> str:
    """Return a fingerprint of every table but sessions and the audit log: its rows, or how many."""
    rows = "0" if only_counts else "sum(hashtextextended(t::text, 0))"
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if not table.startswith(("django_session", "audit_", "axes_", "core_cache"))
        ]
        parts = " union all ".join(
            f"select '{table}', count(*), {rows} from {table} t" for table in sorted(tables)
        )
        cursor.execute(parts)
        return repr(cursor.fetchall())
