"""The report of a talk: held with two when heavy, always ended with a date, in versions, given, signed (D8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, ProgrammingError, connection, transaction

from audit.models import Event
from core.context import acting_as
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import due, services
from dossiers.models import Disclosure, DisclosureTerm, FollowUp, TalkReport, TalkSignature
from dossiers.selectors import talks
from tests.dossiers.helpers import make_signal
from tests.dossiers.talk_helpers import (
    given,
    held,
    make_agreement,
    make_talk,
    make_text,
    other_parent,
    parent_of,
    record,
    record_on_paper,
)
from tests.dossiers.test_clock import notices, on_day
from tests.dossiers.test_talks import STRANGERS


def test_the_report_makes_a_talk_held_and_sets_the_day_of_each_agreement(world) -> None:
    talk, report = held(world)
    assert (talk.state, talk.held_on, report.number) == ("held", today(), 1)
    [agreement] = FollowUp.objects.filter(talk=talk)
    assert (agreement.owner, agreement.measure) == ("moeder", "Noor is fit in de ochtend.")
    assert agreement.due_on == today() + timedelta(days=14)
    assert agreement.remind_on == today() + timedelta(days=12)
    assert DisclosureTerm.objects.open().filter(report=report).count() == 1
    services.finish_follow_up(actor=world.teacher, follow_up=agreement, result="Gelukt")


def test_the_same_form_twice_is_one_report_with_its_agreements_once(world) -> None:
    talk, key = make_talk(world.teacher, world.pupil), uuid7()
    first = record(world, talk, key=key)
    assert record(world, talk, key=key).pk == first.pk == key
    assert TalkReport.objects.count() == FollowUp.objects.filter(talk=talk).count() == 1


def test_a_talk_ends_with_a_date_or_it_does_not_end(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(Refused) as refused:
        record(world, talk, agreements=[])
    assert refused.value.field == "look_again_on"
    talk.refresh_from_db()
    assert talk.state == "planned"
    day = today() + timedelta(days=20)
    record(world, talk, agreements=[], look_again_on=day)
    [again] = FollowUp.objects.filter(talk=talk)
    assert (again.due_on, again.assignee_id) == (day, world.teacher.pk)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": " "}, "what"),
        ({"owner": ""}, "owner"),
        ({"measure": ""}, "measure"),
        ({"due_on": today() - timedelta(days=1)}, "due_on"),
    ],
)
def test_an_agreement_is_smart_or_it_is_refused(world, change: Any, field: str) -> None:
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(Refused) as refused:
        record(world, talk, agreements=[make_agreement(world.teacher, **change)])
    assert refused.value.field == field


def test_nobody_looks_who_has_no_cause_to_open_the_dossier(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(Refused) as refused:
        record(world, talk, agreements=[make_agreement(world.other_teacher)])
    assert refused.value.field == "assignee"


def test_a_heavy_talk_needs_a_second_professional_or_a_minute_taker(world) -> None:
    for plan, possible in [
        ({}, False),
        ({"second": world.af}, True),
        ({"minute_taker": "mevrouw De Wit, notulist"}, True),
    ]:
        talk = make_talk(world.teacher, world.pupil, kind="heavy", **plan)
        if possible:
            assert record(world, talk).number == 1
        else:
            with pytest.raises(Refused):
                record(world, talk)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ({"present": " "}, "present"),
        ({"discussed": ""}, "discussed"),
        ({"held_on": today() + timedelta(days=1)}, "held_on"),
    ],
)
def test_a_report_says_who_was_there_what_was_discussed_and_when(
    world, text: Any, field: str
) -> None:
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(Refused) as refused:
        record(world, talk, text=make_text(**text))
    assert refused.value.field == field


@pytest.mark.parametrize("name", [*STRANGERS, "colleague"])
def test_only_who_holds_the_talk_and_casework_write_the_report(world, name: str) -> None:
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(PermissionDenied):
        record(world, talk, actor=world.user(name), agreements=[make_agreement(world.teacher)])


def test_the_second_of_two_writers_of_a_report_is_told(world) -> None:
    talk, _report = held(world)
    with pytest.raises(Conflict):
        record(world, talk, actor=world.af)
    assert TalkReport.objects.count() == 1


def test_a_cancelled_talk_has_no_report(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    services.cancel_talk(actor=world.teacher, talk=talk, reason="Griep")
    with pytest.raises(IllegalTransition):
        record(world, talk)


def test_signals_that_were_discussed_open_to_the_parents_others_do_not(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    sensitive = make_signal(world.teacher, world.pupil, kinds=["violence"])
    other = make_signal(world.teacher, world.pupil)
    record(world, make_talk(world.teacher, world.pupil), signals=[signal, sensitive])
    opened = set(Disclosure.objects.filter(signal__isnull=False).values_list("signal", "ground"))
    assert opened == {(signal.pk, "discussed")}
    assert DisclosureTerm.objects.open().get(signal=sensitive).decide
    assert not Disclosure.objects.filter(signal=other).exists()


def test_signals_of_another_child_are_refused(world) -> None:
    foreign = make_signal(world.colleague, world.second_pupil)
    with pytest.raises(Refused) as refused:
        record(world, make_talk(world.teacher, world.pupil), signals=[foreign])
    assert refused.value.field == "signals"


def correct(world: Any, talk: Any, **fields: Any) -> TalkReport:
    values: dict[str, Any] = {
        "actor": world.teacher,
        "key": uuid7(),
        "number": 1,
        "reason": "Naam vergeten",
        "text": make_text(present="moeder, oma en de leerkracht"),
    }
    return services.correct_report(talk=talk, **(values | fields))


def test_a_correction_is_a_new_version_and_the_earlier_one_stays(world) -> None:
    talk, first = held(world)
    key = uuid7()
    second = correct(world, talk, key=key)
    assert correct(world, talk, key=key).pk == second.pk
    assert second.number == 2
    first.refresh_from_db()
    assert first.present == "moeder en de leerkracht"
    assert list(DisclosureTerm.objects.open().values_list("report", flat=True)) == [second.pk]


def test_two_who_correct_at_once_do_not_overwrite_each_other(world) -> None:
    talk, _report = held(world)
    correct(world, talk)
    with pytest.raises(Conflict):
        correct(world, talk, actor=world.af, text=make_text(present="vader"))
    assert TalkReport.objects.count() == 2


def test_a_correction_needs_a_reason_a_difference_and_a_report(world) -> None:
    talk, _report = held(world)
    for wrong, field in [({"reason": " "}, "change_reason"), ({"text": make_text()}, None)]:
        with pytest.raises(Refused) as refused:
            correct(world, talk, **wrong)
        assert refused.value.field == field
    with pytest.raises(Refused):
        correct(world, make_talk(world.teacher, world.pupil))


@pytest.mark.parametrize("table", ["talkreport", "talksignature"])
@pytest.mark.parametrize("attack", ["update {} set id = id", "delete from {}"])
def test_versions_and_signatures_can_not_be_changed_in_the_database(
    world, table: str, attack: str
) -> None:
    _talk, _report, guardian = given(world)
    sign(world, guardian)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        connection.cursor().execute(attack.format(f"dossiers_{table}"))


def test_an_agreement_is_added_to_a_held_talk_once(world) -> None:
    talk, _report = held(world)
    key = uuid7()
    for _repeat in range(2):
        services.add_agreement(
            actor=world.teacher, talk=talk, key=key, agreement=make_agreement(world.af)
        )
    assert FollowUp.objects.filter(talk=talk).count() == 2
    with pytest.raises(Refused):
        services.add_agreement(
            actor=world.teacher,
            talk=make_talk(world.teacher, world.pupil),
            key=uuid7(),
            agreement=make_agreement(world.af),
        )


def test_the_report_goes_to_the_chosen_parent_alone_and_once(world) -> None:
    father = other_parent(world)
    talk, _report = held(world, guardians=(parent_of(world), father))
    for _repeat in range(2):
        services.send_report(actor=world.teacher, talk=talk, number=1, guardians=[parent_of(world)])
    assert Disclosure.objects.filter(report__talk=talk).count() == 1
    for user, count in [(world.parent, 1), (father.user, 0), (world.other_parent, 0)]:
        with acting_as(user):
            assert Disclosure.objects.open_to(user).filter(report__isnull=False).count() == count


def test_only_the_last_version_is_given_and_only_by_who_holds_the_talk(world) -> None:
    talk, _report = held(world)
    correct(world, talk)
    people = [parent_of(world)]
    with pytest.raises(Conflict):
        services.send_report(actor=world.teacher, talk=talk, number=1, guardians=people)
    with pytest.raises(Refused):
        services.send_report(actor=world.teacher, talk=talk, number=2, guardians=[])
    with pytest.raises(PermissionDenied):
        services.send_report(actor=world.colleague, talk=talk, number=2, guardians=people)
    planned = make_talk(world.teacher, world.pupil)
    with pytest.raises(Refused):
        services.send_report(actor=world.teacher, talk=planned, number=1, guardians=people)


def sign(world: Any, guardian: Any, **fields: Any) -> TalkSignature:
    values: dict[str, Any] = {"key": uuid7(), "answer": "seen"}
    with acting_as(guardian.user):
        found = Disclosure.objects.open_to(guardian.user).filter(report__isnull=False)
        opened = fields.pop("opened", None) or found.last()
        return services.sign_report(actor=guardian.user, opened=opened, **(values | fields))


def test_a_parent_signs_once_and_the_sender_hears_of_it(world) -> None:
    talk, report, guardian = given(world)
    sign(world, guardian, answer="agreed", remark=" Fijn gesprek. ")
    sign(world, guardian, answer="agreed")
    [signature] = TalkSignature.objects.all()
    assert (signature.answer, signature.way, signature.remark) == (
        "agreed", "portal", "Fijn gesprek.",
    )  # fmt: skip
    assert signature.report_id == report.pk
    assert notices(world.teacher).count("dossiers.report_signed") == 1
    event = Event.objects.get(action="dossiers.report_signed")
    assert event.actor_id == guardian.user_id
    assert str(event.pupil_id) == str(talk.pupil_id)
    with pytest.raises(Refused):
        sign(world, guardian, answer="seen")
    with pytest.raises(Refused):
        sign(world, guardian, answer="maybe", key=uuid7())


def test_a_correction_asks_anew_and_the_old_signature_stays_with_its_version(world) -> None:
    talk, first, guardian = given(world)
    old = Disclosure.objects.get(report=first)
    sign(world, guardian)
    second = correct(world, talk)
    services.send_report(actor=world.teacher, talk=talk, number=2, guardians=[guardian])
    with pytest.raises(Conflict):
        sign(world, guardian, opened=old, key=uuid7(), answer="agreed")
    sign(world, guardian, answer="agreed")
    found = dict(TalkSignature.objects.values_list("report", "answer"))
    assert found == {first.pk: "seen", second.pk: "agreed"}
    [row] = talks.parents_of(talk, talks.reports_of(talk))
    assert row.signature is not None
    assert (row.signature.answer, [one.answer for one in row.earlier]) == ("agreed", ["seen"])


@pytest.mark.parametrize(
    "change",
    [{"gezag": False}, {"portal_blocked": True}, {"ends_on": today() - timedelta(days=1)}],
)
def test_who_may_not_read_any_more_can_not_sign(world, change: Any) -> None:
    _talk, report, guardian = given(world)
    opened = Disclosure.objects.get(report=report)
    type(guardian).objects.filter(pk=guardian.pk).update(**change)
    with pytest.raises(PermissionDenied):
        sign(world, guardian, opened=opened)


def test_another_parent_can_not_sign_what_was_given_to_one(world) -> None:
    father = other_parent(world)
    _talk, report, _mother = given(world, guardians=(parent_of(world), father))
    opened = Disclosure.objects.get(report=report)
    for user in (father.user, world.other_parent, world.teacher):
        with acting_as(user), pytest.raises(PermissionDenied):
            services.sign_report(actor=user, opened=opened, key=uuid7(), answer="seen")


def test_a_parent_sees_the_own_signature_alone(world) -> None:
    father = other_parent(world)
    people = (parent_of(world), father)
    talk, _report = held(world, guardians=people)
    services.send_report(actor=world.teacher, talk=talk, number=1, guardians=people)
    for guardian in people:
        sign(world, guardian, remark=f"kanarie van {guardian.name}")
    for guardian in people:
        with acting_as(guardian.user):
            [mine] = TalkSignature.objects.all()
            assert mine.guardian_id == guardian.pk


def test_a_signature_on_paper_is_recorded_once_by_who_holds_the_talk(world) -> None:
    talk, _report, guardian = given(world)
    key = uuid7()
    for _repeat in range(2):
        made = record_on_paper(world, talk, key=key)
    assert (made.way, made.author_id, made.guardian_id) == ("paper", world.teacher.pk, guardian.pk)
    with pytest.raises(Refused):
        record_on_paper(world, talk, answer="seen")
    with pytest.raises(PermissionDenied):
        record_on_paper(world, talk, actor=world.colleague)


def test_paper_of_the_wrong_parent_day_or_version_is_refused(world) -> None:
    talk, _report, _guardian = given(world)
    for change, field in [
        ({"guardian": world.foreign_pupil.guardians.get()}, "guardian"),
        ({"signed_on": today() + timedelta(days=1)}, "signed_on"),
        ({"signed_on": today() - timedelta(days=3)}, "signed_on"),
        ({"answer": "perhaps"}, "answer"),
    ]:
        with pytest.raises(Refused) as refused:
            record_on_paper(world, talk, **change)
        assert refused.value.field == field
    correct(world, talk)
    with pytest.raises(Conflict):
        record_on_paper(world, talk)
    with pytest.raises(Refused):
        record_on_paper(world, make_talk(world.teacher, world.pupil))


def test_unsigned_after_two_weeks_waits_for_the_author_and_nobody_is_mailed(world) -> None:
    talk, _report, guardian = given(world)

    def waiting() -> list[str]:
        return [one.kind for one in due.due_items(world.teacher) if "unsigned" in one.kind]

    assert waiting() == []
    with on_day(15):
        assert waiting() == ["dossiers.talk_unsigned"]
        [row] = talks.parents_of(talk, talks.reports_of(talk))
        assert row.unsigned
        sign(world, guardian)
        assert waiting() == []
