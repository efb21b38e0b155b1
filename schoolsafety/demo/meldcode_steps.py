"""Steps 2 and 3 in all their kinds: a summary without names, a conference, advice, talks with the child."""

from dataclasses import replace
from datetime import date

from dossiers import services as dossier_services
from dossiers.services import SignalText
from meldcode import services
from meldcode.models import AdviceFollowed, AnonymousSummary, CaseSignal, Consultation, TalkWith
from meldcode.services.steps import Pick
from meldcode.services.summaries import write_summary
from schoolsafety.demo.case import Teller
from schoolsafety.demo.case_after import followed
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.themes import MORNINGS, TENSION
from schoolsafety.demo.world import World, key

_FOLLOWED = AdviceFollowed.Followed
SUMMARY = (
    "Het gaat om een kind in de middenbouw. Al zes weken komt het kind drie keer per week te laat. Het "
    "heeft dan geen eten bij zich en is moe. Wat ertegen spreekt: deze week was het kind twee dagen op tijd. "
    "Met de ouder is gepraat; die is veranderd van werk. Onze vraag: wanneer is dit verwaarlozing, en wat "
    "kan de school nu doen?"
)


def tell(world: World) -> None:
    """Tell them all, in two cases."""
    people = (world.user("af.hgkm"), world.user("manager"))
    evi = Teller.open(people, world.pupil("Evi", "Peters"), MORNINGS, workday_before(18))
    evi.gather(workday_before(17)).consult(workday_before(16))
    _not_used(evi, workday_before(16))
    _anonymous(evi)
    _conference(evi, workday_before(8))
    followed(evi, workday_before(2), _FOLLOWED.PARTLY)
    evi.talk(workday_before(6))
    amira = Teller.open(people, world.pupil("Amira", "El Idrissi"), TENSION, workday_before(10))
    amira.gather(workday_before(9)).talk(workday_before(7))
    _changed_since(amira, workday_before(6))
    _consult(
        amira,
        workday_before(6),
        Consultation.Kind.CONFERENCE,
        spoken_with="Het ondersteuningsteam en de jeugdarts, zonder naam van het kind",
    )
    _expert(amira, workday_before(5))
    followed(amira, workday_before(4), _FOLLOWED.NO)
    _child_skipped(amira, workday_before(4))


def _not_used(one: Teller, day: date) -> None:
    """A signal that was gathered turned out to be about somebody else."""
    row = CaseSignal.objects.filter(case=one.case, speaks=CaseSignal.Speaks.FOR).latest("pk")
    pick = Pick(CaseSignal.Speaks.NOT_USED, "Dit ging over een ander kind, zegt de leerkracht.")
    with at(day, 15):
        services.gather_signals(actor=one.af, case=one.case, picks={row.signal_id: pick})


def _changed_since(one: Teller, day: date) -> None:
    """A signal was corrected after it was gathered: the case says so."""
    row = CaseSignal.objects.filter(case=one.case, speaks=CaseSignal.Speaks.FOR).latest("pk")
    now = SignalText.of(row.signal.current)
    with at(day, 9, 20):
        dossier_services.correct_signal(
            actor=one.af,
            signal=row.signal,
            key=key("corrected", row.signal_id),
            number=1,
            reason="Ik schreef dat het na schooltijd was. Het was al in de middagpauze.",
            text=replace(now, place="in de klas, in de middagpauze"),
        )


def _anonymous(one: Teller) -> None:
    """Advice of Veilig Thuis on a summary without names, and what came of it (A5)."""
    with at(workday_before(15), 9):
        summary = write_summary(
            actor=one.af, case=one.case, key=key(one.case.pk, "summary"), seen=0, text=SUMMARY
        )
    _consult(
        one,
        workday_before(14),
        Consultation.Kind.VEILIG_THUIS,
        spoken_with="Een adviseur van Veilig Thuis",
        file_number="ADV-2041",
        next_steps="Binnen een week met de ouder praten. Daarna bellen we de adviseur terug.",
        summary=summary,
    )
    followed(one, workday_before(13))


def _conference(one: Teller, day: date) -> None:
    """With the neighbourhood team and the GGD; the parent agreed and was there."""
    _consult(
        one,
        day,
        Consultation.Kind.CONFERENCE,
        anonymous=False,
        spoken_with="De ouder, het wijkteam, de jeugdarts en de leerkracht",
        consent="De ouder was erbij en vond goed dat we over eten, slapen en te laat komen praatten.",
        next_steps="Het wijkteam komt vrijdag thuis. De jeugdarts belt over slapen.",
    )


def _expert(one: Teller, day: date) -> None:
    _consult(
        one,
        day,
        Consultation.Kind.OTHER,
        spoken_with="De jeugdarts van de GGD, zonder naam van het kind",
        next_steps="Een week wachten en dan opnieuw kijken.",
    )


def _consult(
    one: Teller,
    day: date,
    kind: str,
    *,
    summary: AnonymousSummary | None = None,
    anonymous: bool = True,
    **words: str,
) -> None:
    with at(day, 14):
        services.record_consultation(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "consultation", day, kind),
            kind=kind,
            happened_on=day,
            asked=one.say(one.theme.asked),
            advice=one.say(one.theme.advice),
            anonymous=anonymous,
            summary=summary,
            **words,
        )


def talk_with_child(one: Teller, day: date) -> None:
    """Step 3 with the child itself, as from 12 years on (M8)."""
    with at(day, 14, 30):
        services.record_parent_talk(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "child", day),
            partner=TalkWith.CHILD,
            happened_on=day,
            spoken_with=one.say("{naam}, met de mentor erbij"),
            told="Wat wij zagen, wat we gaan doen en wie dat weet.",
            reaction=one.say(one.theme.child),
        )


def _child_skipped(one: Teller, day: date) -> None:
    with at(day, 15, 20):
        services.skip_parent_talk(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "child skipped"),
            partner=TalkWith.CHILD,
            danger="Het kind vertelt thuis alles en wordt daar dan op aangesproken.",
            reason="Eerst spreken de ouders af dat het kind vrij mag praten. Volgende week kijken we weer.",
        )
