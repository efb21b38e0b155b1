"""The AF HGKM looks at what parents will read and keeps one text back; the parent reads the rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from core.context import acting_as_system
from core.workdays import today
from dossiers import services
from dossiers.models import Withholding
from dossiers.services.opening import open_due
from dossiers.services.terms import start_term
from tests.dossiers.disclosure import make_agreement, make_report, make_row_of_contact, noon
from tests.dossiers.helpers import make_signal
from tests.factories import PASSWORD, World, make_world
from tests.journeys.browser import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.committed]
SECRET = "Vertelde iets waarvan niemand mag weten."


def make_scene() -> tuple[World, str]:
    """Return a world with a dossier that parents read, and the id of the signal that is kept back."""
    world = make_world()
    teacher, pupil = world.teacher, world.pupil
    guardian = pupil.guardians.get()
    signal = make_signal(
        teacher, pupil, days_ago=20, place="in de klas", facts="Kwam zonder jas.\nZoë 't Hoen zag het.",
        hearsay="Er is vaak ruzie.", hearsay_source="tante", hearsay_consent=True,
        interpretation="Ik maak me zorgen.", action="Een jas geleend.", agreement="Morgen bellen.",
    )  # fmt: skip
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    contact = make_row_of_contact(teacher, pupil, guardian=guardian, agreed="Moeder koopt een jas.")
    services.disclose_contact(actor=teacher, contact=contact)
    report = make_report(teacher, pupil, guardian, parents_view="Wij zien het ook.")
    make_agreement(report.talk)
    services.disclose_report(actor=teacher, report=report)
    make_signal(teacher, pupil, kinds=["violence"], facts="Zei dat het thuis eng is.")
    other = make_row_of_contact(teacher, pupil, guardian=guardian, about="Over overblijven.")
    start_term(pupil=pupil, entry=other)
    return world, str(make_signal(teacher, pupil, days_ago=2, facts=SECRET).pk)


def keep_back(af: Visitor, signal: str) -> None:
    """Read the list, then the text as parents would, and keep it from them."""
    af.go(reverse("dossiers:parents_reading"))
    af.look("reading-decide")
    af.go(reverse("dossiers:parents_reading") + "?part=soon")
    af.look("reading-soon")
    af.follow(reverse("dossiers:disclose_signal", args=[signal]))
    af.look("reading-as-parents")
    af.follow(reverse("dossiers:withhold_signal", args=[signal]))
    af.look("withhold")
    af.fill(
        reason="Eerst praten we met het kind.",
        review_on=(today() + timedelta(days=10)).isoformat(),
    )
    af.send(af.page.locator("main form button.btn-danger[type=submit]"))
    af.look("withholding")
    af.go(reverse("dossiers:parents_reading") + "?part=withheld")
    af.look("reading-withheld")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["390", "1280"])
def test_what_is_kept_back_is_nowhere_for_the_parent_who_reads_the_rest(
    visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    with acting_as_system():
        world, signal = make_scene()
    af = visit(viewport)
    af.log_in(world.af.username, PASSWORD)
    keep_back(af, signal)
    with acting_as_system():
        assert Withholding.objects.get().signal_id is not None
    with noon(15), acting_as_system():
        open_due(today())
    parent = visit(viewport)
    parent.log_in(world.parent.username, PASSWORD)
    width = viewport["width"]
    parent.go(reverse("portal:children"))
    parent.look(f"portal-children-{width}")
    parent.follow(reverse("portal:dossier", args=[world.pupil.pk]))
    parent.look(f"portal-dossier-{width}")
    read = parent.words()
    assert "Kwam zonder jas." in read
    assert "Een ander kind zag het." in read
    assert "Moeder koopt een jas." in read
    assert "Op tijd naar bed." in read
    assert "Over overblijven." in read
    assert SECRET not in read
    assert "thuis eng" not in read
    assert parent.page.request.get(
        parent.base_url + reverse("dossiers:signal", args=[signal])
    ).status in {403, 404}
