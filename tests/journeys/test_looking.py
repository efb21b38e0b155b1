"""Opening a dossier with a purpose, closing it again; seeing who looked; reviewing what stands out (A8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.services import record_many
from core.context import acting_as_system
from core.workdays import today
from dossiers.events import DOSSIER_VIEWED
from dossiers.models import LookFinding
from schools.services.access import give_access
from tests.dossiers.helpers import make_finding
from tests.factories import PASSWORD, World, make_pupil, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.committed, pytest.mark.journey]
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])


def make_scene() -> tuple[World, LookFinding]:
    """Four findings about a colleague, one of them with the dossiers that were opened."""
    with acting_as_system():
        world = make_world()
        pupils = [make_pupil(world.school) for _number in range(16)]
        record_many(DOSSIER_VIEWED, actor=world.colleague, rows=[(one, {}) for one in pupils])
        keys = [one.pk for one in pupils]
        finding = make_finding(world, world.colleague, pupils=keys, amount=16, usual=3)
        for kind in ("hours", "again", "refused"):
            day = today() - timedelta(days=1)
            make_finding(world, world.colleague, kind, amount=5, day=day)
        give_access(
            actor=world.af,
            pupil=world.pupil,
            user=world.other_teacher,
            reason="Valt in voor groep 5a",
            expires_on=today() + timedelta(days=5),
        )
    return world, finding


@SIZES
def test_somebody_opens_a_dossier_with_a_purpose_and_it_is_seen_and_closed(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, _finding = make_scene()
    dossier = reverse("dossiers:dossier", args=[world.pupil.pk])
    reader = visit(viewport)
    reader.log_in(world.colleague.username, PASSWORD)
    reader.go(dossier)
    reader.look(f"looking-gate-{viewport['width']}")
    reader.tick("purpose", "consulted")
    reader.fill(explanation="Sanne vroeg mij mee te denken over het lezen.")
    reader.send()
    reader.look(f"looking-dossier-open-{viewport['width']}")
    assert "Je hebt dit dossier open tot" in reader.words("main")
    reader.go(reverse("dossiers:openings"))
    reader.look(f"looking-openings-{viewport['width']}")
    reader.send(reader.page.get_by_role("button", name="Nu sluiten"))
    assert world.pupil.full_name not in reader.words("main")

    af = visit(viewport)
    af.log_in(world.af.username, PASSWORD)
    af.go(reverse("dossiers:looks", args=[world.pupil.pk]))
    af.look(f"looking-who-looked-{viewport['width']}")
    assert "Sanne vroeg mij mee te denken" in af.words("main")
    af.go(reverse("schools:access", args=[world.pupil.pk]))
    af.look(f"looking-access-{viewport['width']}")


@SIZES
def test_manager_reviews_what_stands_out(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    world, finding = make_scene()
    manager = visit(viewport)
    manager.log_in(world.manager.username, PASSWORD)
    manager.go("/")
    assert "Opvallend inkijken in dossiers: 4 keer" in manager.words("main")
    manager.go(reverse("dossiers:findings"))
    manager.look(f"looking-findings-{viewport['width']}")
    manager.go(reverse("dossiers:finding", args=[finding.pk]))
    manager.look(f"looking-finding-{viewport['width']}")
    manager.fill(note="Besproken: viel die dag in voor groep 7.")
    manager.send()
    assert manager.path == reverse("dossiers:findings")
    manager.go(reverse("dossiers:finding", args=[finding.pk]))
    manager.look(f"looking-reviewed-{viewport['width']}")
    assert "Besproken" in manager.words("main")
    assert seen(LookFinding.objects.waiting()) == 3


def seen(rows: Any) -> int:
    with acting_as_system():
        count: int = rows.count()
    return count
