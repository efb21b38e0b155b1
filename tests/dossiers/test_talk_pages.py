"""Pages of talks: what was typed is kept, conflicts show the difference, documents hold what parents read."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Event
from core import pdf
from core.documents import claim, make
from core.errors import Refused
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from dossiers import services
from dossiers.guides import GUIDES
from dossiers.models import Attachment, Draft, Talk, TalkReport
from dossiers.talk_documents import letter_context, report_context
from tests.dossiers.helpers import make_signal
from tests.dossiers.pages import queries_of, text_of, url
from tests.dossiers.talk_helpers import (
    given,
    held,
    invited,
    make_talk,
    make_text,
    other_parent,
    parent_of,
    record,
    record_on_paper,
)
from tests.factories import login


def filled(form: Any, **changes: Any) -> dict[str, Any]:
    """What a form sends as it is shown, with changes."""
    sent = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in (sent | changes).items() if value not in (None, "", False)
    }


def test_a_guide_stands_beside_the_plan_for_either_kind(teacher, world) -> None:
    page = text_of(teacher.get(url("plan_talk", world.pupil.pk)))
    for guide in GUIDES:
        assert str(guide.title) in page
    assert [len(guide.parts) for guide in GUIDES] == [6, 6]


def test_a_parent_without_gezag_or_blocked_is_told_of_in_words(teacher, world) -> None:
    other_parent(world, gezag=False)
    other_parent(world, portal_blocked=True)
    page = text_of(teacher.get(url("plan_talk", world.pupil.pk)))
    assert "Geen gezag: deze ouder krijgt niets in het portaal." in page
    assert "Het portaal is dicht voor deze ouder" in page


def test_a_child_without_parents_in_the_registry_can_have_a_talk(teacher, world) -> None:
    world.pupil.guardians.all().delete()
    address = url("plan_talk", world.pupil.pk)
    form = teacher.get(address).context["form"]
    sent = filled(form, kind="regular", goal="Kennismaken", planned_on=today().isoformat())
    assert teacher.post(address, sent).status_code == 302
    talk = Talk.objects.get()
    assert "Niemand is voor dit gesprek gevraagd" in text_of(teacher.get(url("invite", talk.pk)))


def test_a_change_that_collides_shows_the_plan_of_a_colleague_and_can_be_saved_again(
    teacher, world
) -> None:
    talk = make_talk(world.teacher, world.pupil)
    address = url("change_talk", talk.pk)
    form = teacher.get(address).context["form"]
    Talk.objects.filter(pk=talk.pk).update(planned_on=today() + timedelta(days=8))
    mine = filled(form, goal="Mijn eigen doel.", change_reason="Beter")
    answer = teacher.post(address, mine)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Mijn eigen doel." in page
    assert "Het plan zoals een collega het bewaarde" in page
    assert teacher.post(address, filled(answer.context["form"])).status_code == 302
    talk.refresh_from_db()
    assert talk.goal == "Mijn eigen doel."


def report_form(client: Any, talk: Talk, **changes: Any) -> dict[str, Any]:
    form = client.get(url("write_report", talk.pk)).context["form"]
    told = {"present": "moeder", "discussed": "De ochtend."}
    return filled(form, **(told | changes))


AGREED = {
    "what_1": "Op tijd naar bed.",
    "owner_1": "moeder",
    "measure_1": "Fit in de klas.",
    "due_on_1": (today() + timedelta(days=9)).isoformat(),
}


def test_a_report_needs_a_date_and_says_what_an_agreement_lacks(teacher, world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    address = url("write_report", talk.pk)
    answer = teacher.post(address, report_form(teacher, talk))
    assert answer.status_code == 422
    assert "look_again_on" in answer.context["form"].errors
    answer = teacher.post(address, report_form(teacher, talk, what_2="Op tijd naar bed."))
    assert set(answer.context["form"].errors) == {"owner_2", "measure_2", "due_on_2"}
    answer = teacher.post(address, report_form(teacher, talk, none_needed="on", **AGREED))
    assert set(answer.context["form"].errors) == {"none_needed"}
    later = (today() + timedelta(days=20)).isoformat()
    sent = report_form(teacher, talk, none_needed="on", look_again_on=later)
    assert teacher.post(address, sent).status_code == 302
    assert talk.agreements.get().due_on == today() + timedelta(days=20)


def test_a_report_with_its_signals_and_agreement_is_written_on_one_page(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    talk = make_talk(world.teacher, world.pupil, signals=(signal,), planned_on=today())
    sent = report_form(teacher, talk, **AGREED)
    assert sent["signals"] == [str(signal.pk)]
    assert teacher.post(url("write_report", talk.pk), sent).status_code == 302
    assert TalkReport.objects.get().discussed == "De ochtend."
    assert talk.agreements.get().owner == "moeder"
    assert teacher.get(url("write_report", talk.pk)).status_code == 302


def test_what_is_typed_in_a_report_is_kept_and_gone_once_it_is_written(teacher, world) -> None:
    talk = make_talk(world.teacher, world.pupil, planned_on=today())
    typed = {"key": str(uuid7()), "discussed": "Half af.", "what_1": "Op tijd"}
    typed |= {"changed": ["discussed", "what_1"]}
    assert teacher.post(url("autosave_report", talk.pk), typed).json()["state"] == "saved"
    draft = Draft.objects.get(form=Draft.Form.TALK_REPORT)
    assert draft.about == talk.pk
    form = teacher.get(url("write_report", talk.pk)).context["form"]
    assert form["discussed"].value() == "Half af."
    assert form["what_1"].value() == "Op tijd"
    sent = filled(form, present="moeder", **AGREED)
    assert teacher.post(url("write_report", talk.pk), sent).status_code == 302
    assert not Draft.objects.exists()


def test_the_report_of_a_colleague_is_shown_and_the_own_text_kept(teacher, world) -> None:
    talk = make_talk(world.teacher, world.pupil, planned_on=today())
    mine = report_form(teacher, talk, discussed="Mijn lange tekst.", **AGREED)
    record(world, talk, actor=world.af, text=make_text(discussed="Van de AF HGKM."))
    answer = teacher.post(url("write_report", talk.pk), mine)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Mijn lange tekst." in page
    assert "Van de AF HGKM." in page


def test_a_correction_that_collides_shows_the_latest_version_and_can_be_saved_again(
    teacher, world
) -> None:
    talk, _report = held(world)
    address = url("correct_report", talk.pk)
    mine = filled(
        teacher.get(address).context["form"], discussed="Mijn tekst.", change_reason="Beter"
    )
    services.correct_report(
        actor=world.af, talk=talk, key=uuid7(), number=1, reason="Ook",
        text=make_text(discussed="Van de AF HGKM."),
    )  # fmt: skip
    answer = teacher.post(address, mine)
    assert answer.status_code == 422
    assert "Van de AF HGKM." in text_of(answer)
    assert teacher.post(address, filled(answer.context["form"])).status_code == 302
    assert [one.number for one in talk.reports.all()] == [1, 2, 3]


def test_pages_that_need_a_report_lead_back_to_a_talk_without_one(teacher, world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    for name in ("correct_report", "send_report", "record_paper"):
        assert teacher.get(url(name, talk.pk)).url == url("talk", talk.pk)


def test_a_heavy_talk_says_before_the_writing_that_somebody_is_missing(teacher, world) -> None:
    talk = make_talk(world.teacher, world.pupil, kind="heavy")
    for name in ("talk", "write_report"):
        assert "Wie gaat er met je mee?" in text_of(teacher.get(url(name, talk.pk)))


def test_the_page_of_a_talk_shows_everything_and_logs_the_look(teacher, world) -> None:
    talk, _report, guardian = given(world, preparation="Rustig beginnen.", goal="De ochtend")
    record_on_paper(world, talk, remark="Gelezen & goed.")
    page = text_of(teacher.get(url("talk", talk.pk)))
    for words in (
        "Rustig beginnen.",
        "De ochtend",
        guardian.name,
        "Gelezen &amp; goed.",
        "akkoord",
    ):
        assert words in page
    assert Event.objects.filter(action="dossiers.talk_viewed").count() == 1


def test_a_stand_in_reads_a_talk_and_gets_no_button_to_write(client, world) -> None:
    from schools.grants import grant

    talk = make_talk(world.teacher, world.pupil)
    until = {"reason": "Invaller", "expires_on": today(), "actor": world.manager}
    grant(user=world.other_teacher, permission="view_dossier", obj=world.pupil, **until)
    login(client, world.other_teacher)
    page = text_of(client.get(url("talk", talk.pk)))
    for name in ("change_talk", "cancel_talk", "invite", "write_report"):
        assert url(name, talk.pk) not in page


def test_the_page_of_a_talk_takes_as_many_queries_for_three_versions_as_for_one(
    teacher, world
) -> None:
    talk, _report, guardian = given(world)
    first = queries_of(teacher, url("talk", talk.pk))
    for number in (1, 2):
        services.correct_report(
            actor=world.teacher, talk=talk, key=uuid7(), number=number, reason="r",
            text=make_text(discussed=f"Versie {number}"),
        )  # fmt: skip
        services.send_report(
            actor=world.teacher, talk=talk, number=number + 1, guardians=[guardian]
        )
        record_on_paper(world, talk, number=number + 1)
    assert queries_of(teacher, url("talk", talk.pk)) <= first + 1  # the scans of signatures


def made(client: Any, address: str, **sent: Any) -> Document:
    """Ask for a document by its button and let the worker make it."""
    assert client.post(address, sent).status_code == 302
    document = Document.objects.latest("created_at")
    claimed = claim()
    assert claimed is not None
    make(claimed)
    document.refresh_from_db()
    return document


@pytest.mark.skipif(not pdf.available(), reason="needs Pango")
def test_letter_and_report_become_documents(teacher, world) -> None:
    talk, guardian = invited(world)
    letter = made(teacher, url("letter_pdf", talk.pk), guardian=str(guardian.pk))
    assert letter.state == Document.State.READY
    done, _report = held(world)
    assert made(teacher, url("report_pdf", done.pk)).state == Document.State.READY


def test_a_letter_to_who_is_no_parent_of_the_talk_is_refused(teacher, world) -> None:
    from core.documents import NotAllowed

    talk, _guardian = invited(world)
    assert teacher.post(url("letter_pdf", talk.pk), {"guardian": "x"}).url == url("talk", talk.pk)
    with pytest.raises(NotAllowed):
        letter_context(world.teacher, talk, {"guardian": str(uuid7())})
    with pytest.raises(NotAllowed):
        report_context(world.teacher, talk, {})


def test_documents_hold_nothing_that_is_for_the_staff(world) -> None:
    talk, _report, guardian = given(world, preparation="kanarie")
    letter = letter_context(world.teacher, talk, {"guardian": str(guardian.pk)})["letter"]
    assert letter.kind == "invitation"
    for told in (letter, report_context(world.teacher, talk, {})["view"]):
        assert "kanarie" not in repr(told)


def test_a_scan_of_the_talk_goes_with_the_signature_another_file_does_not(teacher, world) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.files.builders import image

    talk, _report, guardian = given(world)
    other = make_talk(world.teacher, world.pupil)
    address = url("record_paper", talk.pk)
    assert "scan" not in teacher.get(address).context["form"].fields

    def attach(to: Talk) -> Attachment:
        upload = SimpleUploadedFile("scan.png", image("PNG"), content_type="image/png")
        [made] = services.attach_files(actor=world.teacher, to=to, key=uuid7(), uploads=[upload])
        return made

    mine, elsewhere = attach(talk), attach(other)
    form = teacher.get(address).context["form"]
    sent = filled(form, guardian=str(guardian.pk), answer="seen", scan=str(elsewhere.pk))
    assert teacher.post(address, sent).status_code == 422
    assert teacher.post(address, sent | {"scan": str(mine.pk)}).status_code == 302
    assert parent_of(world).signatures.get().scan_id == mine.pk
    with pytest.raises(Refused):
        record_on_paper(world, other, scan=mine)
