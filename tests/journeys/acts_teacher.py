"""What a leerkracht does on a phone: a signal, a contact, an evaluation date, a hand-over."""

from datetime import date, timedelta

from django.urls import reverse

from core.workdays import today
from schools.models import Pupil
from tests.journeys.browser import Visitor

FACTS = "{name} kwam drie ochtenden zonder eten en zonder jas. {name} zei: 'Er was niets.'"
HEARSAY = "Een buurvrouw hoort 's avonds vaak ruzie in huis. {other} hoorde het ook."
VIEW = "Ik maak me zorgen. Het kan ook zijn dat het ontbijt er bij inschiet door de verhuizing."


def log_signal(teacher: Visitor, pupil: Pupil, other: Pupil) -> int:
    """Log a quick signal from 'Vandaag' and complete it; returns how many pages the quick one took."""
    teacher.go("/")
    teacher.look("story-today-teacher-phone")
    teacher.follow(reverse("dossiers:pick_pupil"))
    teacher.look("story-pick-pupil-phone")
    pages = [teacher.path]
    teacher.follow(reverse("dossiers:signal_step", args=[pupil.pk, 1]))
    pages.append(teacher.path)
    teacher.fill(facts=FACTS.format(name=pupil.call_name))
    teacher.look("story-signal-phone")
    teacher.send()
    pages.append(teacher.path)
    teacher.tick("kinds", "care", "home")
    teacher.look("story-kinds-phone")
    teacher.send()
    pages.append(teacher.path)
    assert FACTS.format(name=pupil.call_name) in teacher.words()
    teacher.look("story-saved-phone")
    complete_signal(teacher, other)
    assert teacher.path.startswith(reverse("dossiers:dossier", args=[pupil.pk]))
    return len(set(pages))


def complete_signal(teacher: Visitor, other: Pupil) -> None:
    """Add what was heard, thought, done and agreed, from the page that says that it is saved."""
    teacher.page.locator('main a[href$="/aanvullen/"]').click()
    teacher.fill(
        hearsay=HEARSAY.format(other=other.call_name), hearsay_source="de buurvrouw",
        interpretation=VIEW, others="S.v.D.", action="Brood gegeven en gepraat.",
        agreement="Maandag praten we met de ouders.",
    )  # fmt: skip
    teacher.tick("hearsay_consent")
    teacher.look("story-complete-phone")
    teacher.send()


def log_contact(teacher: Visitor, pupil: Pupil) -> None:
    """Note a contact with the parents, from the dossier."""
    teacher.follow(reverse("dossiers:log_contact", args=[pupil.pk]))
    teacher.tick("channel", "phone")
    teacher.fill(
        spoken_with="moeder", about="Het ontbijt en de jas.", agreed="Moeder let op het ontbijt."
    )
    teacher.look("story-contact-phone")
    teacher.send()
    assert teacher.path.startswith(reverse("dossiers:dossier", args=[pupil.pk]))


def set_evaluation(teacher: Visitor, pupil: Pupil) -> date:
    """Set the day on which to look again; returns it."""
    day = today() + timedelta(days=14)
    teacher.follow(reverse("dossiers:set_follow_up", args=[pupil.pk]))
    teacher.fill(due_on=day.isoformat(), what="Komt het kind met ontbijt en een jas?")
    teacher.look("story-evaluation-phone")
    teacher.send()
    assert teacher.path.startswith(reverse("dossiers:dossier", args=[pupil.pk]))
    return day


def hand_over(teacher: Visitor, pupil: Pupil) -> None:
    """Hand the worry over to the AF HGKM."""
    teacher.follow(reverse("dossiers:hand_over", args=[pupil.pk]))
    teacher.fill(reason="We spraken de ouders twee keer. Het verandert niet, en het wordt erger.")
    teacher.look("story-hand-over-phone")
    teacher.send()
    assert teacher.path.startswith(reverse("dossiers:dossier", args=[pupil.pk]))
    teacher.look("story-dossier-phone")
