"""Every form of the site against what nobody should send: clear Dutch, what was typed is kept, nothing changes."""

import re
from html import escape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from tests import form_input
from tests.access_matrix import MATRIX
from tests.access_world import AccessWorld, rolled_back
from tests.factories import login
from tests.form_input import (
    ATTACKS,
    MUST_BE_REFUSED,
    attacked,
    contents,
    filled_in,
    form_pages,
    prepare,
    shown_form,
    text_fields,
)

ENGLISH = re.compile(
    r"\b(the|this|that|enter|choose|write|select|ensure|required|please|must|cannot)\b", re.I
)


def _errors(form: Any) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _problems(response: Any, form: Any, attack: str, sent: dict[str, Any], before: str) -> Any:
    """Yield what is wrong with the answer to an attack."""
    page = response.content.decode(errors="replace")
    status = response.status_code
    if status not in {200, 302, 409, 422}:
        yield f"status {status}"
    if status == 302 and attack in MUST_BE_REFUSED:
        yield "was taken"
    if "<script>alert(1)" in page:
        yield "markup is not escaped"
    if status != 422:
        return
    if contents() != before:
        yield "something changed"
    answered = response.context["form"]
    yield from (f"not Dutch: {text}" for text in _errors(answered) if ENGLISH.search(text))
    if not _errors(answered):
        yield "no reason is given"
    typed = (name for name in text_fields(form) if name in answered.fields)
    yield from (
        f"{name} was not kept"
        for name in typed
        if escape(str(sent.get(name, ""))).replace("\x00", "") not in page.replace("\x00", "")
        and escape(str(sent.get(name, ""))).replace("\x00", "\ufffd") not in page
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_form_keeps_what_was_typed_and_changes_nothing(
    attack: str, access_world: AccessWorld, clients: dict[str, Client], plain_refusals: None
) -> None:
    wrong, tried = [], 0
    for name, url, persona in form_pages(access_world):
        with rolled_back():
            prepare(name, access_world)
            form = shown_form(clients[persona], url)
            sent = attacked(form, attack) if form is not None else None
            if sent is None:
                continue
            before = contents()
            response = clients[persona].post(url, sent)
            tried += 1
            problems = list(_problems(response, form, attack, sent, before))
        wrong += [f"{name}: {problem}" for problem in problems]
    assert tried > 5
    assert not wrong, "\n".join(wrong)


def test_right_form_is_taken_and_sent_twice_is_one_record(
    access_world: AccessWorld, clients: dict[str, Client], plain_refusals: None
) -> None:
    wrong = []
    for name, url, persona in form_pages(access_world):
        with rolled_back():
            prepare(name, access_world)
            sent = filled_in(shown_form(clients[persona], url), name)
            first = clients[persona].post(url, sent)
            once = contents(only_counts=True)
            clients[persona].post(url, sent)
            if first.status_code != 302:
                reasons = first.context["form"].errors if first.context else ""
                wrong.append(f"{name}: {first.status_code} {dict(reasons)} {sent}")
            elif contents(only_counts=True) != once:
                wrong.append(f"{name}: sent twice is twice")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_taken_without_a_csrf_token(
    access_world: AccessWorld, plain_refusals: None
) -> None:
    clients: dict[str, Client] = {}
    for name, row in MATRIX.items():
        if row.post is None or name == "accounts:set_language":
            continue
        persona = next(who for who in (*form_input.ACTORS, "parent") if who in row.ok - row.gated)
        client = clients.setdefault(persona, Client(enforce_csrf_checks=True))
        login(client, access_world.user(persona))
        before = contents()
        response = client.post(reverse(name, kwargs=row.kwargs(access_world)))
        assert response.status_code == 403, name
        assert "403_csrf.html" in [template.name for template in response.templates], name
        assert contents() == before, name


def test_language_is_not_set_without_a_csrf_token() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("accounts:set_language"))
    assert response.status_code == 403


def test_pupil_of_another_school_is_not_taken_from_a_field_that_was_never_shown(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    url = reverse("incidents:report")
    foreign = access_world.people.foreign_pupil
    form = shown_form(clients["teacher"], url)
    sent = filled_in(form, "incidents:report") | {f"part-{foreign.pk}": "befell"}
    response = clients["teacher"].post(f"{url}?pupil={foreign.pk}", sent)
    assert response.status_code == 302
    assert not Incident.objects.get(pk=sent["key"]).pupils.exists()
    for name in ("incidents:report", "protocols:start"):
        page = clients["af"].get(f"{reverse(name)}?pupil={foreign.pk}").content.decode()
        assert foreign.last_name not in page
