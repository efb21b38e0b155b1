"""The summary without names: made from the case, refused with a name in it, and on paper without any (A5)."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from audit.models import Event
from core import documents
from core.context import acting_as
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import Document
from core.workdays import today
from meldcode import services
from meldcode.everyday import EVERYDAY
from meldcode.identifying import identifying
from meldcode.models import AdviceFollowed, AnonymousSummary
from meldcode.reading import case_file
from meldcode.services.steps import Pick
from meldcode.summary_text import ago, written
from meldcode.workflow import State
from schools.edexml_sample import sample_school
from schools.models import Guardian, Membership, Pupil, StaffMember
from tests.factories import login, make_pupil
from tests.meldcode import helpers
from writing.masking import folded

TEXT = "Een kind van 8 jaar. Wij zien sinds ongeveer 3 weken blauwe plekken. Wat raadt u aan?"


PREFIXES = {"van", "der", "den", "het", "ter", "ten", "von", "op"}


def write(world, case, text: str = TEXT, seen: int = 0, **fields):
    values = {"actor": world.af, "key": uuid7()} | fields
    return services.write_summary(case=case, seen=seen, text=text, **values)


def page_of(case) -> str:
    return reverse("meldcode:summary", args=[case.pk])


def test_a_summary_has_versions_and_the_same_form_twice_is_one(world) -> None:
    case = helpers.open_case(world)
    key = uuid7()
    first = write(world, case, key=key)
    assert write(world, case, key=key) == first
    second = write(world, case, text="Een kind van 8 jaar.", seen=1)
    assert [one.number for one in AnonymousSummary.objects.filter(case=case)] == [2, 1]
    assert second.number == 2
    assert Event.objects.filter(action="meldcode.summary_written").count() == 2


def test_a_stale_form_is_told(world) -> None:
    case = helpers.open_case(world)
    write(world, case)
    with pytest.raises(Conflict):
        write(world, case, seen=0)


@pytest.mark.parametrize("who", ["teacher", "manager", "other_af", "bestuur"])
def test_others_than_the_af_hgkm_write_none(world, who: str) -> None:
    case = helpers.open_case(world)
    with pytest.raises(PermissionDenied):
        write(world, case, actor=world.user(who))


def test_a_closed_case_takes_none(world) -> None:
    case = helpers.case_in(world, State.CLOSED)
    with pytest.raises(IllegalTransition):
        write(world, case)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_summary_is_refused(world, text: str) -> None:
    with pytest.raises(Refused) as refused:
        write(world, helpers.open_case(world), text)
    assert refused.value.field == "text"


def test_a_name_of_the_school_is_refused_by_the_field_and_named(client, world) -> None:
    case = helpers.open_case(world)
    name = world.second_pupil.full_name
    login(client, world.af)
    typed = f"Een kind speelt met {name}."
    answer = client.post(page_of(case), {"key": uuid7(), "seen": 0, "text": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert name in answer.context["form"].errors["text"][0]
    assert escape(typed) in page
    assert not AnonymousSummary.objects.exists()


def test_a_name_is_in_no_log_when_it_is_refused(world, caplog) -> None:
    case = helpers.open_case(world)
    with pytest.raises(Refused):
        write(world, case, text=f"Over {world.pupil.full_name}.")
    assert world.pupil.last_name not in caplog.text
    assert not Event.objects.filter(action="meldcode.summary_written").exists()


def test_the_generated_summary_tells_what_is_known_and_nobody(client, world) -> None:
    child, mother = world.pupil, world.pupil.guardians.get()
    case = helpers.open_case(world)
    seen = helpers.make_signal(
        child, world.teacher, f"{child.call_name} had een plek. {mother.name} haalde hem op."
    )
    against = helpers.make_signal(child, world.teacher, "Vrolijk en uitgerust.")
    services.gather_signals(
        actor=world.af, case=case, picks={seen.pk: Pick("for"), against.pk: Pick("against")}
    )
    helpers.consult(world, case)
    helpers.talk(world, case, partner="child")
    login(client, world.af)
    text = client.get(page_of(case)).context["form"]["text"].value()
    assert "het kind had een plek" in text.lower()
    assert "Wat ertegen spreekt" in text
    assert "Vrolijk en uitgerust" in text
    assert "de middenbouw" in text
    assert "Een collega liet meedenken" in text
    assert "Met het kind gesproken" in text
    assert "Nog niet met de ouders" in text
    for name in (child.call_name, child.last_name, mother.name.split()[0]):
        assert name not in text
    assert client.post(page_of(case), {"key": uuid7(), "seen": 0, "text": text}).status_code == 302


def test_the_page_starts_from_the_latest_version_and_can_be_made_anew(client, world) -> None:
    case = helpers.open_case(world)
    write(world, case)
    login(client, world.af)
    assert client.get(page_of(case)).context["form"]["text"].value() == TEXT
    anew = client.get(page_of(case) + "?opnieuw=1").context["form"]["text"].value()
    assert "Over wie het gaat" in anew


def test_a_child_without_a_date_of_birth_or_group_has_words_too(world) -> None:
    case = helpers.open_case(world)
    for fields, words in (
        ({"birth_date": None, "year_group": ""}, "Een kind."),
        ({"birth_date": None, "year_group": "2"}, "Een kind in de onderbouw"),
        ({"birth_date": date(2016, 1, 1), "year_group": "x"}, "Een kind van"),
        ({"birth_date": date(2016, 1, 1), "year_group": "8"}, "in de bovenbouw"),
    ):
        Pupil.objects.filter(pk=world.pupil.pk).update(**fields)
        assert words in written(case_file(case), identifying(case))


def test_time_is_told_in_round_words() -> None:
    found = [ago(today() - timedelta(days=days)) for days in (1, 7, 30, 61, 400, 1000)]
    assert len(set(found)) == 6
    assert not any(re.search(r"\d{4}", words) for words in found)


def test_what_was_done_with_advice_is_recorded_and_grows(world) -> None:
    case = helpers.open_case(world)
    advised = helpers.consult(world, case)
    key = uuid7()
    for _again in range(2):
        services.record_advice_followed(
            actor=world.af, consultation=advised, key=key, followed="partly", what="Gebeld."
        )
    services.record_advice_followed(
        actor=world.af, consultation=advised, key=uuid7(), followed="yes", what="Ook gesproken."
    )
    [item] = case_file(case).consultations
    assert [row.followed for row in item.followed.all()] == ["yes", "partly"]
    with pytest.raises(Refused) as refused:
        services.record_advice_followed(
            actor=world.af, consultation=advised, key=uuid7(), followed="no", what=" "
        )
    assert refused.value.field == "what"
    with pytest.raises(PermissionDenied):
        services.record_advice_followed(
            actor=world.manager, consultation=advised, key=uuid7(), followed="no", what="x"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        AdviceFollowed.objects.create(
            case=case, school=case.school, author=world.af, consultation=advised, followed="yes",
            what="",
        )  # fmt: skip


def test_advice_without_an_answer_shows_as_open_until_it_has_one(client, world) -> None:
    case = helpers.open_case(world)
    advised = helpers.consult(world, case, kind="veilig_thuis", file_number="VT-1")
    login(client, world.af)
    url = reverse("meldcode:case", args=[case.pk])
    assert "nog open: wat is met dit advies gedaan?" in client.get(url).content.decode()
    follow = reverse("meldcode:follow_advice", args=[case.pk, advised.pk])
    assert "VT-1" in client.get(follow).content.decode()
    done = client.post(follow, {"key": uuid7(), "followed": "no", "what": "Eerst met moeder."})
    assert done.status_code == 302
    page = client.get(url).content.decode()
    assert "nog open: wat is met dit advies gedaan?" not in page
    assert "Eerst met moeder." in page


def test_advice_of_another_case_is_not_found(client, world) -> None:
    case = helpers.open_case(world)
    other = helpers.consult(world, helpers.open_case(world, world.second_pupil))
    login(client, world.af)
    assert (
        client.get(reverse("meldcode:follow_advice", args=[case.pk, other.pk])).status_code == 404
    )


def test_summaries_and_advice_exist_for_who_sees_the_case_alone(world) -> None:
    case = helpers.open_case(world)
    write(world, case)
    services.record_advice_followed(
        actor=world.af, consultation=helpers.consult(world, case), key=uuid7(), followed="yes",
        what="Gedaan.",
    )  # fmt: skip
    for who in (
        "af",
        "manager",
        "teacher",
        "bestuur",
        "beheerder",
        "parent",
        "other_af",
        "outsider",
    ):
        user = world.user(who)
        with acting_as(user):
            sees = who in {"af", "manager"}
            assert AnonymousSummary.objects.exists() is sees, who
            assert AnonymousSummary.objects.visible_to(user).exists() is sees, who
            assert AdviceFollowed.objects.exists() is sees, who


def test_the_page_takes_as_many_queries_for_five_signals_as_for_one(client, world) -> None:
    case = helpers.open_case(world)
    login(client, world.af)

    def queries() -> int:
        signal = helpers.make_signal(world.pupil, world.teacher)
        services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(case))
        return len(captured)

    queries()
    assert queries() == queries()


# On paper


def ask(client, summary) -> Document:
    client.post(reverse("meldcode:summary_pdf", args=[summary.pk]), {"key": uuid7()})
    documents.make_waiting()
    return Document.objects.get()


def pdf_of(world, document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(documents.read(actor=world.af, document=document)[0]))


def make_school_of_400(world) -> None:
    """Pupils, parents and staff with invented names, accents and prefixes, at the school of the case."""
    sample = sample_school(pupils=400)
    for number, person in enumerate(sample.pupils):
        pupil = make_pupil(
            world.school, call_name=person.call_name, prefix=person.prefix,
            last_name=person.last_name,
        )  # fmt: skip
        teacher = sample.teachers[number % len(sample.teachers)]
        Guardian.objects.create(
            school=world.school, pupil=pupil, relation="ouder", starts_on=today(),
            name=f"{teacher.call_name} {person.prefix} {person.last_name}",
            email=f"ouder{number}@example.nl", phone=f"06{10_000_000 + number}",
        )  # fmt: skip
    for person in sample.teachers:
        StaffMember.objects.create(
            school=world.school, key=person.key, call_name=person.call_name,
            prefix=person.prefix, last_name=person.last_name, sort_name=person.last_name,
        )  # fmt: skip


def names_of(world) -> set[str]:
    """Return every name of every table of the school, as it stands there and in its parts."""
    found = {world.school.name, world.board.name, world.school.brin}
    for pupil in Pupil.objects.filter(school=world.school):
        found |= {pupil.full_name, pupil.call_name, pupil.last_name, pupil.first_names}
    for guardian in Guardian.objects.filter(school=world.school):
        found |= {guardian.name, guardian.email, guardian.phone, *guardian.name.split()}
    for staff in StaffMember.objects.filter(school=world.school):
        found |= {str(staff), staff.call_name, staff.last_name}
    for member in Membership.objects.filter(board=world.board).select_related("user"):
        found |= {member.user.display_name, member.user.username, member.user.email}
    # 'van' and '12' are parts of a name, and no name.
    return {name for name in found if len(name) > 2 and not name.isdigit() and name not in PREFIXES}


def stands_in(name: str, text: str) -> bool:
    """Return whether a name stands in a text, accents and case apart; an everyday word with its capital."""
    words = folded(name)
    if words in EVERYDAY or all(word in EVERYDAY or len(word) < 4 for word in words.split()):
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", folded(text)) is not None


def test_no_name_of_a_school_of_400_pupils_stands_in_the_pdf(client, world) -> None:
    make_school_of_400(world)
    pupils = list(Pupil.objects.filter(school=world.school).order_by("pk"))
    case = helpers.open_case(world)
    picks = {}
    for number, other in enumerate(pupils[::40]):
        parent = other.guardians.first()
        staff = StaffMember.objects.all()[number]
        facts = (
            f"{world.pupil.full_name} zat naast {other.full_name} en zei: '{other.call_name} slaat'. "
            f"{parent.name if parent else ''} belde juf {staff.call_name}, {staff} zag het. Bel "
            f"{parent.phone if parent else ''} of {parent.email if parent else ''}. "
            f"familie {other.last_name.lower()} woont bij {world.school.name}, 1234 AB, sinds 1-3-2024."
        )
        signal = helpers.make_signal(world.pupil, world.teacher, facts)
        picks[signal.pk] = Pick("against" if number % 4 == 3 else "for")
    services.gather_signals(actor=world.af, case=case, picks=picks)
    login(client, world.af)
    form = client.get(page_of(case)).context["form"]
    sent = {"key": uuid7(), "seen": 0, "text": form["text"].value()}
    assert client.post(page_of(case), sent).status_code == 302
    summary = AnonymousSummary.objects.get()
    document = ask(client, summary)
    assert document.state == Document.State.READY
    reader = pdf_of(world, document)
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert "Onze vraag" in text
    names = names_of(world)
    assert len(names) > 700
    told = f"{summary.text}\n{text}\n{dict(reader.metadata or {})}"
    assert [name for name in names if stands_in(name, told)] == []
    answer = client.get(reverse("documents:download", args=[document.pk]))
    assert not [name for name in names if stands_in(name, answer["Content-Disposition"])]
    assert Event.objects.filter(action="meldcode.summary_downloaded").count() == 1


def test_the_pdf_is_refused_when_a_name_came_to_the_school_since(client, world) -> None:
    case = helpers.open_case(world)
    summary = write(world, case, text="Het kind noemt Marrigje een held.")
    make_pupil(world.school, call_name="Marrigje")
    login(client, world.af)
    document = ask(client, summary)
    assert document.state == Document.State.FAILED
    page = client.get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "nadat hij is geschreven kwam er iemand op school bij" in page


def test_a_manager_makes_no_pdf_of_it(client, world) -> None:
    summary = write(world, helpers.open_case(world))
    login(client, world.manager)
    answer = client.post(reverse("meldcode:summary_pdf", args=[summary.pk]), {"key": uuid7()})
    assert answer.status_code == 403
    assert not Document.objects.exists()
