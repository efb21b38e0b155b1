"""Every page of the functioneel beheerder and the list of pupils, on a phone and on a desktop."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.ids import uuid7
from core.workdays import school_year_of, today
from schools.edexml_sample import render, sample_school
from schools.models import Guardian, Membership, SchoolImport, StaffMember
from schools.services import access, importing
from tests.factories import PASSWORD, World, make_guardian, make_pupil, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.committed
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])


def upload(world: World) -> SchoolImport:
    """A waiting file with something in every part of the preview."""
    start = school_year_of(today())[0].year
    file = sample_school(
        groups=3,
        pupils=9,
        teachers=4,
        brin=world.school.brin,
        dependance=world.school.dependance,
        year=f"{start}-{start + 1}",
    )
    key = {"key": uuid7(), "actor": world.beheerder, "board": world.board, "school": world.school}
    first = importing.upload(content=render(file), **key)
    importing.confirm(
        actor=world.beheerder, upload=first, seen=importing.fingerprint(importing.plan_of(first))
    )
    file.pupils[0].last_name = "Anders"
    file.pupils[1].group = file.groups[-1].key
    del file.pupils[5]
    broken = render(file).replace(b"</leerlingen>", b"<leerling key='k'></leerling></leerlingen>")
    return importing.upload(content=broken, **(key | {"key": uuid7()}))


def beheer_pages(world: World) -> dict[str, str]:
    """Name and address of each page of the functioneel beheerder, with something on it."""
    waiting = upload(world)
    done = SchoolImport.objects.exclude(pk=waiting.pk).get()
    make_guardian(world.second_pupil, gezag=False)
    blocked = make_guardian(world.second_pupil, portal_blocked=True)
    school = {"school": world.school.pk}
    person = school | {"user": world.teacher.pk}
    staff = StaffMember.objects.filter(user=None).first()
    role = Membership.objects.get(user=world.teacher)
    free = make_guardian(world.pupil)
    Guardian.objects.filter(pk=free.pk).update(user=None)
    assert staff is not None
    wanted = {
        "beheer": {},
        "import_new": {},
        "import_preview": {"pk": waiting.pk},
        "import_result": {"pk": done.pk},
        "school_name": school,
        "staff": school,
        "person_add": school,
        "staff_account": {"pk": staff.pk},
        "person": person,
        "role_give": person,
        "account_change": person,
        "role_change": {"pk": role.pk},
        "groups": school,
        "teacher_set": {"pk": world.group.pk},
        "registry": school,
        "guardians": {"pupil": world.second_pupil.pk},
        "guardian_add": {"pupil": world.second_pupil.pk},
        "guardian_change": {"pk": blocked.pk},
        "guardian_account": {"pk": free.pk},
    }
    return {name: reverse(f"schools:{name}", kwargs=kwargs) for name, kwargs in wanted.items()}


@SIZES
def test_every_page_of_the_beheerder(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    with acting_as_system():
        world = make_world()
        pages = beheer_pages(world)
    visitor = visit(viewport)
    visitor.log_in(world.beheerder.username, PASSWORD)
    for name, address in pages.items():
        visitor.go(address)
        visitor.page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = 1)")
        visitor.look(f"registry-{name}-{viewport['width']}")
    visitor.go(pages["guardian_add"])
    visitor.send()
    visitor.look(f"registry-errors-{viewport['width']}")


@SIZES
def test_pages_of_teaching_staff(visit: Callable[..., Visitor], viewport: dict[str, int]) -> None:
    with acting_as_system():
        world = make_world()
        for _ in range(60):
            make_pupil(world.school, world.group)
        access.give_access(
            actor=world.af,
            pupil=world.pupil,
            user=world.other_teacher,
            reason="Valt in.",
            expires_on=today() + timedelta(days=7),
        )
    visitor = visit(viewport)
    visitor.log_in(world.teacher.username, PASSWORD)
    visitor.go(reverse("schools:pupils"))
    visitor.look(f"registry-pupils-{viewport['width']}")
    visitor.go(reverse("schools:pupils") + "?toon=alle")
    visitor.look(f"registry-everyone-{viewport['width']}")
    visitor.fill(q="zoe")
    with visitor.page.expect_navigation():
        visitor.page.locator("main [name=q]").press("Enter")
    assert "Zoë" in visitor.words()
    visitor.look(f"registry-found-{viewport['width']}")
    other = visit(viewport)
    other.log_in(world.af.username, PASSWORD)
    other.go(reverse("schools:access", kwargs={"pupil": world.pupil.pk}))
    other.look(f"registry-access-{viewport['width']}")
