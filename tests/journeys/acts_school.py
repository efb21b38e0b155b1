"""What a functioneel beheerder does: import a school, give accounts and roles, record parents."""

from dataclasses import dataclass

from django.urls import reverse

from core.context import acting_as_system
from core.workdays import school_year_of, today
from schools.edexml_sample import SamplePerson, render, sample_school
from schools.models import Guardian, Pupil, StaffMember
from tests.journeys.browser import Visitor

GROUPS, PUPILS, TEACHERS = 19, 400, 29


@dataclass
class Cast:
    """Who plays which part in the story."""

    pupil: Pupil
    classmate: Pupil
    teacher: StaffMember


def import_school(beheerder: Visitor) -> Cast:
    """Upload the file, read what would change, confirm, read the result. Returns the cast."""
    starts_on, ends_on = school_year_of(today())
    sample = sample_school(
        groups=GROUPS, pupils=PUPILS, teachers=TEACHERS, year=f"{starts_on.year}-{ends_on.year}"
    )
    beheerder.look("story-today-empty")
    beheerder.follow(reverse("schools:import_new"))
    beheerder.pick("place", "b")
    beheerder.fill(name="De Regenboog")
    content = {"name": "export.xml", "mimeType": "text/xml", "buffer": render(sample)}
    beheerder.page.locator("main [name=file]").set_input_files(content)
    beheerder.look("story-import-upload")
    beheerder.send()
    assert not school_exists()
    assert str(PUPILS) in beheerder.words()
    beheerder.look("story-import-preview")
    beheerder.send()
    beheerder.look("story-import-result")
    with acting_as_system():
        assert Pupil.objects.count() == PUPILS
    return cast_of(sample.pupils)


def school_exists() -> bool:
    with acting_as_system():
        return Pupil.objects.exists()


def cast_of(people: list[SamplePerson]) -> Cast:
    """Take two pupils of one group, neither of them kin, and the teacher of that group."""
    with acting_as_system():
        pupils = list(Pupil.objects.filter(key__in=[person.key for person in people[100:118]]))
        pupil = pupils[0]
        group = pupil.placements.get().group
        classmate = next(
            other
            for other in pupils
            if other.last_name != pupil.last_name and other.placements.get().group == group
        )
        teacher = StaffMember.objects.get(teaches__group=group)
    return Cast(pupil, classmate, teacher)


def give_account(beheerder: Visitor, person: StaffMember, username: str, role: str) -> None:
    """Give somebody who is in the file an account and a role."""
    school = person.school_id
    beheerder.go(reverse("schools:beheer"))
    beheerder.look("story-beheer")
    beheerder.follow(reverse("schools:staff", args=[school]))
    beheerder.look("story-staff")
    beheerder.follow(reverse("schools:staff_account", args=[person.pk]))
    beheerder.fill(username=username, email=f"{username}@example.invalid", display_name=str(person))
    beheerder.look("story-account")
    beheerder.send()
    beheerder.page.locator("main [name=role]").select_option(role)
    beheerder.look("story-role")
    beheerder.send()
    beheerder.look("story-person")


def add_person(
    beheerder: Visitor, school: int, name: str, username: str, role: str, place: str = "s"
) -> None:
    """Make an account with a role for somebody who isn't in the file."""
    beheerder.go(reverse("schools:staff", args=[school]))
    beheerder.follow(reverse("schools:person_add", args=[school]))
    beheerder.fill(display_name=name, username=username, email=f"{username}@example.invalid")
    beheerder.page.locator("main [name=role]").select_option(role)
    beheerder.pick("place", place)
    beheerder.send()
    assert username in beheerder.words()


def add_guardian(beheerder: Visitor, pupil: Pupil, name: str, relation: str, username: str) -> None:
    """Record a parent with gezag, and give access to the portal."""
    beheerder.go(reverse("schools:registry", args=[pupil.school_id]))
    beheerder.look("story-registry")
    beheerder.fill(q=pupil.call_name)
    search = beheerder.page.locator("main form", has=beheerder.page.locator("[name=q]"))
    beheerder.send(search.locator("[type=submit]"))
    beheerder.follow(reverse("schools:guardians", args=[pupil.pk]))
    beheerder.follow(reverse("schools:guardian_add", args=[pupil.pk]))
    beheerder.fill(name=name, relation=relation, email=f"{username}@example.invalid")
    beheerder.tick("gezag", "ja")
    beheerder.look("story-guardian")
    beheerder.send()
    with acting_as_system():
        guardian = Guardian.objects.get(pupil=pupil, name=name)
    beheerder.follow(reverse("schools:guardian_account", args=[guardian.pk]))
    beheerder.fill(username=username)
    beheerder.look("story-portal-account")
    beheerder.send()
    beheerder.look("story-guardians")
