"""Talks with parents: planned, changed, cancelled, invited to; who may, and what each parent reads (D8, R7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from audit.models import Event
from core import outbox
from core.context import acting_as
from core.errors import Conflict, IllegalTransition, Refused
from core.ids import uuid7
from core.models import OutboxMessage
from core.transitions import next_state
from core.workdays import today
from dossiers import due, letters, services
from dossiers.models import Disclosure, Talk
from dossiers.services.talks import mark_of
from dossiers.tasks import remind_talks
from dossiers.workflow import TALK, TalkAction, TalkState
from tests.dossiers.helpers import make_signal
from tests.dossiers.talk_helpers import held, invited, make_plan, make_talk, other_parent, parent_of
from tests.dossiers.test_clock import notices, on_day

STRANGERS = ["other_teacher", "bestuur", "beheerder", "outsider", "parent", "contactpersoon"]


def letters_of(talk: Talk, guardian: Any) -> list[letters.Letter]:
    found = Disclosure.objects.filter(invitation=talk, guardian=guardian)
    return [letters.letter_in(one) for one in found]


@pytest.mark.parametrize("state", TalkState)
@pytest.mark.parametrize("action", TalkAction)
def test_only_a_planned_talk_can_be_changed_held_or_cancelled(
    state: TalkState, action: TalkAction
) -> None:
    if state is TalkState.PLANNED:
        assert next_state(TALK, state, action)
    else:
        with pytest.raises(IllegalTransition):
            next_state(TALK, state, action)


def test_a_talk_is_planned_once_however_often_the_form_is_sent(world) -> None:
    key, plan = uuid7(), make_plan(world.pupil)
    first = services.plan_talk(actor=world.teacher, pupil=world.pupil, key=key, plan=plan)
    again = services.plan_talk(actor=world.teacher, pupil=world.pupil, key=key, plan=plan)
    assert first.pk == again.pk == key
    assert Talk.objects.count() == 1
    assert Event.objects.filter(action="dossiers.talk_planned").count() == 1
    assert list(first.guardians.all()) == [parent_of(world)]


@pytest.mark.parametrize("name", [*STRANGERS, "colleague"])
def test_without_role_or_cause_nobody_plans_a_talk(world, name: str) -> None:
    with pytest.raises(PermissionDenied):
        make_talk(world.user(name), world.pupil)
    assert not Talk.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "cosy"}, "kind"),
        ({"goal": "  "}, "goal"),
        ({"planned_on": today() + timedelta(days=700)}, "planned_on"),
    ],
)
def test_a_plan_that_is_not_right_is_refused_by_its_field(world, change: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_talk(world.teacher, world.pupil, **change)
    assert refused.value.field == field


def test_parents_signals_and_colleagues_of_elsewhere_are_refused(world) -> None:
    wrong = {
        "guardians": (world.foreign_pupil.guardians.get(),),
        "signals": (make_signal(world.colleague, world.second_pupil),),
        "second": world.other_teacher,
    }
    for field, value in wrong.items():
        with pytest.raises(Refused) as refused:
            make_talk(world.teacher, world.pupil, **{field: value})
        assert refused.value.field == field
    with pytest.raises(Refused):
        make_talk(world.teacher, world.pupil, second=world.teacher)


def test_who_holds_it_and_who_answers_for_the_dossier_may_change_it(world) -> None:
    talk = make_talk(world.teacher, world.pupil, second=world.af)
    for number, name in enumerate(("teacher", "af", "manager")):
        talk.refresh_from_db()
        plan = make_plan(world.pupil, second=world.af, place=f"Lokaal {number}")
        changed = services.change_talk(
            actor=world.user(name), talk=talk, seen=mark_of(talk), reason="Ander lokaal", plan=plan
        )
        assert changed.place == f"Lokaal {number}"
    for name in [*STRANGERS, "colleague"]:
        with pytest.raises(PermissionDenied):
            services.cancel_talk(actor=world.user(name), talk=talk, reason="Nee")


def test_a_second_teacher_with_a_cause_may_hold_it_another_one_may_not(world) -> None:
    from tests.dossiers.helpers import open_dossier

    open_dossier(world.colleague, world.pupil)
    talk = make_talk(world.teacher, world.pupil)
    with pytest.raises(PermissionDenied):
        services.cancel_talk(actor=world.colleague, talk=talk, reason="Nee")
    Talk.objects.filter(pk=talk.pk).update(second=world.colleague)
    talk.refresh_from_db()
    assert (
        services.cancel_talk(actor=world.colleague, talk=talk, reason="Ziek").state == "cancelled"
    )


def test_two_who_change_a_talk_at_once_do_not_overwrite_each_other(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    seen = mark_of(talk)
    services.change_talk(
        actor=world.teacher, talk=talk, seen=seen, reason="Lokaal",
        plan=make_plan(world.pupil, place="Lokaal 2"),
    )  # fmt: skip
    with pytest.raises(Conflict):
        services.change_talk(
            actor=world.af, talk=talk, seen=seen, reason="Lokaal",
            plan=make_plan(world.pupil, place="Lokaal 3"),
        )  # fmt: skip
    talk.refresh_from_db()
    assert talk.place == "Lokaal 2"


def test_a_change_needs_a_reason_and_a_difference(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    given = {"actor": world.teacher, "talk": talk, "seen": mark_of(talk)}
    with pytest.raises(Refused) as refused:
        services.change_talk(**given, reason=" ", plan=make_plan(world.pupil, place="Elders"))
    assert refused.value.field == "change_reason"
    with pytest.raises(Refused):
        services.change_talk(**given, reason="Zomaar", plan=make_plan(world.pupil))


def test_each_parent_gets_a_letter_of_the_own_and_nobody_reads_of_the_other(world) -> None:
    father = other_parent(world)
    mother = parent_of(world)
    talk = make_talk(
        world.teacher,
        world.pupil,
        guardians=(mother, father),
        goal=f"Praten over rust thuis. {father.name} belde.",
        preparation="kanarie",
    )
    made = services.invite(actor=world.teacher, talk=talk, guardians=[mother, father])
    assert len(made) == 2
    for guardian, other in [(mother, father), (father, mother)]:
        with acting_as(guardian.user):
            [opened] = Disclosure.objects.open_to(guardian.user)
            text = opened.content
        assert guardian.name in text
        assert "kanarie" not in text
        assert (other.name in text) is False
    assert notices(mother.user) == notices(father.user) == ["dossiers.letter_waits"]
    talk.refresh_from_db()
    assert talk.invited_at is not None


@pytest.mark.parametrize("change", [{"gezag": False}, {"portal_blocked": True}])
def test_without_gezag_or_when_blocked_there_is_no_letter_in_the_portal(world, change: Any) -> None:
    guardian = parent_of(world)
    type(guardian).objects.filter(pk=guardian.pk).update(**change)
    talk = make_talk(world.teacher, world.pupil)
    guardian.refresh_from_db()
    assert services.invite(actor=world.teacher, talk=talk, guardians=[guardian]) == []
    assert not OutboxMessage.objects.exists()
    assert not Disclosure.objects.exists()


def test_the_same_letter_is_not_sent_twice(world) -> None:
    talk, guardian = invited(world)
    assert services.invite(actor=world.teacher, talk=talk, guardians=[guardian]) == []
    assert len(letters_of(talk, guardian)) == 1


def test_invitations_are_for_parents_of_the_talk_and_days_to_come(world) -> None:
    talk = make_talk(world.teacher, world.pupil)
    for wrong in ([], [other_parent(world)]):
        with pytest.raises(Refused):
            services.invite(actor=world.teacher, talk=talk, guardians=wrong)
    passed = make_talk(world.teacher, world.pupil, planned_on=today() - timedelta(days=1))
    with pytest.raises(Refused):
        services.invite(actor=world.teacher, talk=passed, guardians=[parent_of(world)])


def test_a_change_that_parents_notice_is_a_new_letter_another_one_is_none(world) -> None:
    talk, guardian = invited(world)
    services.change_talk(
        actor=world.teacher, talk=talk, seen=mark_of(talk), reason="Meer gelezen",
        plan=make_plan(world.pupil, preparation="Nog eens lezen."),
    )  # fmt: skip
    assert [one.kind for one in letters_of(talk, guardian)] == ["invitation"]
    talk.refresh_from_db()
    services.change_talk(
        actor=world.teacher, talk=talk, seen=mark_of(talk), reason="Ik ben er niet",
        plan=make_plan(world.pupil, planned_on=today() + timedelta(days=9)),
    )  # fmt: skip
    first, second = letters_of(talk, guardian)
    assert (first.kind, second.kind) == ("invitation", "changed")
    assert second.day == today() + timedelta(days=9)
    assert "Ik ben er niet" not in Disclosure.objects.last().content
    assert notices(guardian.user) == ["dossiers.letter_waits"] * 2


def test_who_is_not_asked_any_more_reads_that_it_is_cancelled_once(world) -> None:
    father = other_parent(world)
    talk, mother = invited(world, guardians=(parent_of(world), father))
    for place in ("Lokaal 2", "Lokaal 3"):
        talk.refresh_from_db()
        services.change_talk(
            actor=world.teacher, talk=talk, seen=mark_of(talk), reason="Apart",
            plan=make_plan(world.pupil, guardians=(mother,), place=place),
        )  # fmt: skip
    assert [one.kind for one in letters_of(talk, father)] == ["invitation", "cancelled"]
    assert [one.kind for one in letters_of(talk, mother)] == ["invitation", "changed", "changed"]


def test_cancelling_needs_a_reason_tells_the_parents_and_happens_once(world) -> None:
    talk, guardian = invited(world)
    with pytest.raises(Refused):
        services.cancel_talk(actor=world.teacher, talk=talk, reason="")
    for _repeat in range(2):
        services.cancel_talk(actor=world.teacher, talk=talk, reason="Griep")
    assert [one.kind for one in letters_of(talk, guardian)] == ["invitation", "cancelled"]
    assert Event.objects.filter(action="dossiers.talk_cancelled").count() == 1
    for step in (
        lambda: services.invite(actor=world.teacher, talk=talk, guardians=[guardian]),
        lambda: services.cancel_talk(actor=world.af, talk=talk, reason="Anders"),
    ):
        with pytest.raises(IllegalTransition):
            step()


def test_a_held_talk_is_not_cancelled(world) -> None:
    talk, _report = held(world)
    with pytest.raises(IllegalTransition):
        services.cancel_talk(actor=world.teacher, talk=talk, reason="Toch niet")


def test_a_parent_who_lost_gezag_meanwhile_gets_no_new_letter(world) -> None:
    talk, guardian = invited(world)
    type(guardian).objects.filter(pk=guardian.pk).update(ends_on=today() - timedelta(days=1))
    services.cancel_talk(actor=world.teacher, talk=talk, reason="Griep")
    assert len(letters_of(talk, guardian)) == 1


def test_the_author_is_reminded_once_that_a_passed_talk_has_no_report(world) -> None:
    talk = make_talk(world.teacher, world.pupil, planned_on=today())
    remind_talks()
    assert notices(world.teacher) == []
    with on_day(1):
        assert remind_talks() == 1
        assert remind_talks() == 0
    assert notices(world.teacher) == ["dossiers.report_to_write"]
    talk.refresh_from_db()
    assert talk.reminded_at is not None
    assert Event.objects.filter(action="dossiers.talk_reminded", actor_id=None).count() == 1


def test_held_and_cancelled_talks_remind_nobody(world) -> None:
    held(world)
    talk = make_talk(world.teacher, world.pupil, planned_on=today())
    services.cancel_talk(actor=world.teacher, talk=talk, reason="Griep")
    with on_day(3):
        assert remind_talks() == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_mails_about_talks_name_nobody(world, language: str) -> None:
    for user in (world.teacher, world.parent):
        user.language = language
        user.save()
    talk, _guardian = invited(world, goal="kanarie", planned_on=today())
    with on_day(1):
        remind_talks()
        outbox.deliver_due()
    text = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert len(mail.outbox) == 2
    for secret in ("Noor", "Dijk", "kanarie", str(world.teacher), str(world.parent)):
        assert secret not in text
    assert f"/gesprek/{talk.pk}/" in text


def kinds(user: Any) -> list[str]:
    return [item.kind for item in due.due_items(user) if item.kind.startswith("dossiers.talk")]


def test_who_holds_a_talk_finds_it_a_week_before_and_until_the_report_is_written(world) -> None:
    make_talk(world.teacher, world.pupil, second=world.af, planned_on=today() + timedelta(days=9))
    assert kinds(world.teacher) == []
    with on_day(3):
        assert kinds(world.teacher) == kinds(world.af) == ["dossiers.talk"]
        assert kinds(world.manager) == []
    with on_day(10):
        assert kinds(world.teacher) == ["dossiers.talk_report"]


def test_what_waits_takes_as_many_queries_for_three_talks_as_for_one(
    world, django_assert_num_queries
) -> None:
    from dossiers.due import talks

    for _number in range(3):
        make_talk(world.teacher, world.pupil, planned_on=today())
    with django_assert_num_queries(3):
        assert len(talks.items(world.teacher)) == 3
