"""Stories of what parents read: opened by the clock and by people, kept back, looked at again (A1, A4)."""

from datetime import date, timedelta

from accounts.models import User
from core.workdays import today
from dossiers import services
from dossiers.models import DisclosureTerm, ParentContact, Signal, Withholding
from dossiers.services.opening import open_due
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.world import World, key


def tell(world: World) -> None:
    """Tell them all. What was kept back comes first: the clock opens the rest on its days."""
    _kept_from_noors_parents(world)
    _reviews(world)
    _contacts_of_noor(world)
    _clock()


def keep_back(who: User, signal: Signal, day: date, reason: str, *, review_on: date) -> Withholding:
    """Keep a signal from all parents, on `day`."""
    with at(day, 16):
        return services.withhold_entry(
            actor=who,
            entry=signal,
            key=key("withheld", signal.pk, day),
            reason=reason,
            review_on=review_on,
        )


def _kept_from_noors_parents(world: World) -> None:
    """In a dossier that parents read: nothing there tells them of it."""
    again = Signal.objects.get(
        pupil=world.pupil("Noor", "Veenstra"), occurred_on=workday_before(12)
    )
    keep_back(
        world.user("af.hgkm"),
        again,
        workday_before(11),
        "Noor vroeg of dit even onder ons kon blijven. Eerst praten we samen met haar en haar ouders.",
        review_on=today() + timedelta(days=6),
    )


def _reviews(world: World) -> None:
    """One that was continued, one that ended, and one at which nobody looked in time."""
    af = world.user("af.hgkm")
    waiting = DisclosureTerm.objects.open().filter(
        school=world.pupil("Noor", "Veenstra").school_id,
        signal__occurred_on__lt=workday_before(21),
        decide=False,
    )
    terms = waiting.exclude(pupil__guardians__user__isnull=False).order_by("due_on", "pk")
    signals = {one.pk: one for one in Signal.objects.filter(disclosureterms__in=terms)}
    continued, ended, late = [
        signals[pk] for pk in terms.values_list("signal", flat=True)[:3] if pk is not None
    ]
    first = keep_back(
        af,
        continued,
        workday_before(20),
        "De ouders maken ruzie over dit onderwerp. Het kind vreest straf.",
        review_on=workday_before(5),
    )
    with at(workday_before(6), 10):
        services.continue_withholding(
            actor=af,
            withholding=first,
            key=key("continued", continued.pk),
            reason="De rust thuis is nog niet terug. We praten volgende week met beide ouders.",
            review_on=today() + timedelta(days=20),
        )
    second = keep_back(
        af,
        ended,
        workday_before(20),
        "Een collega werd bedreigd nadat een ouder dit hoorde.",
        review_on=workday_before(4),
    )
    with at(workday_before(4), 10):
        services.end_withholding(
            actor=af,
            withholding=second,
            result="Het gesprek met de ouder was goed. Er is geen gevaar meer.",
            at_once=True,
        )
    keep_back(
        af,
        late,
        workday_before(20),
        "Het gezin zit midden in een verhuizing naar een veilige plek.",
        review_on=workday_before(2),
    )


def _contacts_of_noor(world: World) -> None:
    """Her parents live apart: each reads the contact that was with them."""
    noor, af = world.pupil("Noor", "Veenstra"), world.user("af.hgkm")
    for day, username in ((workday_before(16), "ouder.maria"), (workday_before(15), "ouder.peter")):
        contact = ParentContact.objects.filter(pupil=noor, happened_on=day).earliest("created_at")
        with at(workday_before(3), 11):
            services.disclose_contact(
                actor=af,
                contact=contact,
                guardian=noor.guardians.get(user=world.user(username)),
            )


def _clock() -> None:
    """Let the clock open, on its day, what came to its day."""
    terms = DisclosureTerm.objects.open().filter(due_on__lte=today(), decide=False)
    for day in sorted(set(terms.values_list("due_on", flat=True))):
        with at(day, 7):
            open_due(day)
