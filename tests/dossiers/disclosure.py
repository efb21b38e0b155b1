"""Makers of what parents read and of what is kept from them."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from core import outbox
from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import FollowUp, ParentContact, Talk, TalkReport, Withholding
from schools.models import Guardian, Pupil


def make_talk(author: Any, pupil: Pupil, *guardians: Guardian, **fields: Any) -> Talk:
    """Return a talk that was held, with its parents."""
    values = {"kind": "regular", "state": "held", "planned_on": today(), "held_on": today()}
    values |= {"goal": "Samen kijken naar de ochtend.", "school": pupil.school, "pupil": pupil}
    talk = Talk.objects.create(author=author, **(values | fields))
    talk.guardians.set(guardians)
    return talk


def make_report(
    author: Any, pupil: Pupil, *guardians: Guardian, talk: Talk | None = None, **texts: Any
) -> TalkReport:
    """Return a version of the report of a talk, the next one if `talk` has some."""
    talk = talk or make_talk(author, pupil, *guardians)
    values = {"present": "ouders en leerkracht", "discussed": "De ochtend gaat beter."}
    return TalkReport.objects.create(
        school=pupil.school,
        talk=talk,
        number=talk.reports.count() + 1,
        author=author,
        held_on=today(),
        **(values | texts),
    )


def make_row_of_contact(author: Any, pupil: Pupil, **fields: Any) -> ParentContact:
    """Return a contact as it is kept, also one that corrects another."""
    values = {"happened_on": today(), "channel": "phone", "spoken_with": "moeder", "about": "Gym."}
    return ParentContact.objects.create(
        school=pupil.school, pupil=pupil, author=author, **(values | fields)
    )


def make_agreement(talk: Talk, **texts: Any) -> FollowUp:
    """Return an agreement that was made in a talk."""
    values = {"what": "Op tijd naar bed.", "owner": "ouders", "measure": "uitgerust in de klas"}
    return FollowUp.objects.create(
        school=talk.school,
        pupil=talk.pupil,
        talk=talk,
        assignee=talk.author,
        due_on=today() + timedelta(days=28),
        **(values | texts),
    )


def withhold(
    actor: Any, entry: Any, guardian: Guardian | None = None, **fields: Any
) -> Withholding:
    """Keep an entry from parents for four weeks."""
    values = {"key": uuid7(), "reason": "Het kind loopt gevaar.", "guardian": guardian}
    values["review_on"] = today() + timedelta(days=28)
    return services.withhold_entry(actor=actor, entry=entry, **(values | fields))


def mails() -> list[Any]:
    """Deliver what waits. Returns the mails that went out."""
    mail.outbox.clear()
    while outbox.deliver_next():
        pass
    return list(mail.outbox)


def noon(days: int, *, tick: bool = False) -> Any:
    """Travel to noon of a day `days` away, where time stands still unless `tick`."""
    from time_machine import travel

    moment = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=days)
    return travel(moment, tick=tick)
