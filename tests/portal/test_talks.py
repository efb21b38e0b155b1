"""A parent reads the own letters, reads and signs the own reports, and sees nothing of the other parent (R7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.models import Event
from core import pdf
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from dossiers import services
from dossiers.models import Disclosure, TalkSignature
from dossiers.services.talks import mark_of
from tests.dossiers.pages import queries_of, text_of
from tests.dossiers.talk_helpers import (
    given,
    held,
    invited,
    make_plan,
    make_text,
    other_parent,
    parent_of,
)
from tests.dossiers.test_talk_pages import filled, made
from tests.factories import login
from tests.portal.test_portal import ENDINGS


def page(name: str, pk: object) -> str:
    return reverse(f"portal:{name}", args=[pk])


@pytest.fixture
def parent(client, world) -> Any:
    login(client, world.parent)
    return client


def test_a_parent_reads_the_letter_and_each_look_is_logged(parent, world) -> None:
    talk, _guardian = invited(world, preparation="kanarie", place="lokaal 5")
    letter = Disclosure.objects.get(invitation=talk)
    dossier = text_of(parent.get(page("dossier", world.pupil.pk)))
    assert page("letter", letter.pk) in dossier
    words = text_of(parent.get(page("letter", letter.pk)))
    assert "Samen kijken hoe het gaat." in words
    assert "lokaal 5" in words
    assert "kanarie" not in words
    assert Event.objects.filter(action="portal.talk_letter_read").count() == 1


def test_an_old_letter_leads_to_the_newest(parent, world) -> None:
    talk, _guardian = invited(world)
    services.change_talk(
        actor=world.teacher, talk=talk, seen=mark_of(talk), reason="Ziek",
        plan=make_plan(world.pupil, place="lokaal 9"),
    )  # fmt: skip
    first, last = Disclosure.objects.filter(invitation=talk)
    assert page("letter", last.pk) in text_of(parent.get(page("letter", first.pk)))
    newest = text_of(parent.get(page("letter", last.pk)))
    assert "Het gesprek is veranderd" in newest
    assert page("letter", first.pk) not in newest


def test_a_cancelled_talk_says_so_and_waits_no_more(parent, world) -> None:
    talk, _guardian = invited(world)
    services.cancel_talk(actor=world.teacher, talk=talk, reason="kanarie")
    last = Disclosure.objects.filter(invitation=talk).last()
    words = text_of(parent.get(page("letter", last.pk)))
    assert "gaat niet door" in words
    assert "kanarie" not in words
    dossier = parent.get(page("dossier", world.pupil.pk))
    assert dossier.context["waiting"].letters == []


def test_a_parent_signs_after_reading_what_it_means(parent, world) -> None:
    _talk, report, _guardian = given(world)
    opened = Disclosure.objects.get(report=report)
    assert page("report", opened.pk) in text_of(parent.get(page("dossier", world.pupil.pk)))
    shown = parent.get(page("report", opened.pk))
    assert "Het betekent niet dat u het ermee eens bent." in text_of(shown)
    sent = filled(shown.context["form"])
    assert parent.post(page("report", opened.pk), sent).status_code == 422
    answered = sent | {"answer": "seen", "remark": "<b>Dank</b>"}
    for _twice in range(2):
        assert parent.post(page("report", opened.pk), answered).status_code == 302
    assert TalkSignature.objects.get().answer == "seen"
    after = text_of(parent.get(page("report", opened.pk)))
    assert "U tekende voor gezien." in after
    assert "&lt;b&gt;Dank&lt;/b&gt;" in after
    assert 'name="answer"' not in after
    assert parent.get(page("dossier", world.pupil.pk)).context["waiting"].reports == []


def test_a_corrected_report_is_signed_anew_and_the_old_one_leads_to_it(parent, world) -> None:
    talk, report, guardian = given(world)
    old = Disclosure.objects.get(report=report)
    form = filled(parent.get(page("report", old.pk)).context["form"], answer="agreed")
    services.correct_report(
        actor=world.teacher, talk=talk, key=uuid7(), number=1, reason="kanarie",
        text=make_text(discussed="Beter verwoord."),
    )  # fmt: skip
    services.send_report(actor=world.teacher, talk=talk, number=2, guardians=[guardian])
    new = Disclosure.objects.get(report__number=2)
    assert parent.post(page("report", old.pk), form).status_code == 422
    assert page("report", new.pk) in text_of(parent.get(page("report", old.pk)))
    words = text_of(parent.get(page("report", new.pk)))
    assert "Beter verwoord." in words
    assert "kanarie" not in words
    sent = filled(parent.get(page("report", new.pk)).context["form"], answer="agreed")
    assert parent.post(page("report", new.pk), sent).status_code == 302
    assert TalkSignature.objects.get().report_id == new.report_id


def test_the_other_parent_sees_nothing_of_letter_report_signature_or_name(client, world) -> None:
    father, mother = other_parent(world), parent_of(world)
    talk, _report = held(world, guardians=(mother, father), attending="")
    services.send_report(actor=world.teacher, talk=talk, number=1, guardians=[mother, father])
    hers = Disclosure.objects.get(report__talk=talk, guardian=mother)
    login(client, mother.user)
    sent = filled(
        client.get(page("report", hers.pk)).context["form"], answer="agreed", remark="kanarie"
    )
    client.post(page("report", hers.pk), sent)
    login(client, father.user)
    his = Disclosure.objects.get(report__talk=talk, guardian=father)
    for address in (
        reverse("portal:children"),
        page("dossier", world.pupil.pk),
        page("report", his.pk),
    ):
        words = text_of(client.get(address))
        assert "kanarie" not in words
        assert mother.name not in words
    assert client.get(page("report", hers.pk)).status_code == 404
    assert client.post(page("report_pdf", hers.pk)).status_code == 404


@pytest.mark.parametrize("ending", ENDINGS)
def test_letter_and_report_are_gone_when_the_link_ends(parent, world, ending: str) -> None:
    _talk, report, _guardian = given(world)
    invited_to, _guardian = invited(world)
    opened = Disclosure.objects.get(report=report)
    letter = Disclosure.objects.get(invitation=invited_to)
    form = filled(parent.get(page("report", opened.pk)).context["form"], answer="agreed")
    link = world.pupil.guardians.get()
    for name, value in ENDINGS[ending].items():
        setattr(link, name, value)
    link.save()
    assert parent.get(page("report", opened.pk)).status_code == 404
    assert parent.post(page("report", opened.pk), form).status_code == 404
    assert parent.get(page("letter", letter.pk)).status_code == 404
    for name, one in (("report_pdf", opened), ("letter_pdf", letter)):
        assert parent.post(page(name, one.pk)).status_code == 404
    assert not TalkSignature.objects.exists()


def test_a_withheld_report_is_not_there(parent, world) -> None:
    from tests.dossiers.disclosure import withhold

    _talk, report, _guardian = given(world)
    opened = Disclosure.objects.get(report=report)
    assert parent.get(page("report", opened.pk)).status_code == 200
    withhold(world.af, report)
    assert parent.get(page("report", opened.pk)).status_code == 404
    assert parent.get(page("dossier", world.pupil.pk)).context["waiting"].reports == []


@pytest.mark.skipif(not pdf.available(), reason="needs Pango")
def test_letter_and_report_are_documents_of_the_parent(parent, world) -> None:
    _talk, report, _guardian = given(world)
    talk, _guardian = invited(world)
    for name, found in (
        ("report_pdf", Disclosure.objects.get(report=report)),
        ("letter_pdf", Disclosure.objects.get(invitation=talk)),
    ):
        document = made(parent, page(name, found.pk))
        assert document.state == Document.State.READY
        download = parent.get(reverse("documents:download", args=[document.pk]))
        assert download.content.startswith(b"%PDF")


def test_what_waits_takes_as_many_queries_for_three_talks_as_for_one(parent, world) -> None:
    given(world)
    invited(world, planned_on=today() + timedelta(days=2))
    first = queries_of(parent, page("dossier", world.pupil.pk))
    for days in (3, 4):
        given(world)
        invited(world, planned_on=today() + timedelta(days=days))
    assert queries_of(parent, page("dossier", world.pupil.pk)) == first
