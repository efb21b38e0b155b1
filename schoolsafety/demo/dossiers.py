"""Stories of the pupil dossier: signals, versions, links, contacts, evaluations, hand-overs, a draft."""

from datetime import date, time, timedelta

from accounts.models import User
from core.workdays import is_workday, today
from dossiers import services
from dossiers.models import HandOver, Opening, ParentContact, Signal, SignalLink
from dossiers.services import SignalText
from schools.models import Pupil
from schoolsafety.demo.clock import at, days_of_last_year, workday_before
from schoolsafety.demo.texts import EVERYDAY
from schoolsafety.demo.world import World, key

_K = Signal.Kind
EVERYDAY_LAST_YEAR = 60
EVERYDAY_THIS_YEAR = 40


def tell(world: World) -> None:
    """Tell them all."""
    _noor(world)
    _evaluations(world)
    _hand_overs(world)
    _wilg(world)
    _draft_and_opening(world)
    _everyday(world)


def log(
    who: User,
    pupil: Pupil,
    day: date,
    kinds: list[str],
    text: SignalText,
    at_time: time | None = time(9, 30),
) -> Signal:
    """Log a signal on its day. Today's has no time: it might still have to come."""
    with at(day):
        return services.log_signal(
            actor=who,
            pupil=pupil,
            key=key("signal", pupil, day, text.facts),
            occurred_on=day,
            occurred_at=None if day == today() else at_time,
            kinds=kinds,
            text=text,
        )


def _noor(world: World) -> None:
    """A dossier of two school years, with parents in two homes."""
    noor, sanne, af = (
        world.pupil("Noor", "Veenstra"),
        world.user("juf.sanne"),
        world.user("af.hgkm"),
    )
    early = log(
        sanne,
        noor,
        days_of_last_year(10)[7],
        [_K.HOME],
        SignalText(
            facts="Noor vertelde bij het tekenen dat ze nu twee kamers heeft, in twee huizen.",
            place="in de klas, bij het tekenen",
            interpretation="Noor klonk er tevreden over.",
            action="Ik heb geluisterd en gevraagd wie ze daarover wil vertellen.",
        ),
    )
    tired = log(
        sanne,
        noor,
        workday_before(32),
        [_K.BEHAVIOUR, _K.LEARNING],
        SignalText(
            facts="Noor viel tijdens het lezen bijna in slaap en maakte de helft van de opdracht.",
            place="in de klas",
            interpretation="Ik denk dat Noor weinig had geslapen.",
            action="Noor mocht even in de leeshoek zitten.",
            agreement="Ik let deze week op hoe fit Noor in de ochtend is.",
            agreement_otherwise="Gaat het niet beter, dan bel ik beide ouders.",
        ),
    )
    heard = log(
        sanne,
        noor,
        workday_before(18),
        [_K.BEHAVIOUR, _K.HOME],
        SignalText(
            facts="Noor was stil en wilde niet meedoen met gym. Bij de deur had ze een natte jas aan.",
            place="gang en gymzaal",
            hearsay="Noor zou op woensdag na school lang buiten wachten tot er iemand thuis is.",
            hearsay_source="een overblijfouder, die het zelf zag",
            hearsay_consent=True,
            interpretation="Ik vraag me af wie er op woensdag voor Noor zorgt.",
            others="L., S.v.D.",
            action="Ik heb Noor droge kleren gegeven en gevraagd hoe het ging.",
            agreement="Ik bespreek de woensdag met beide ouders.",
        ),
    )
    with at(workday_before(17), 8, 40):
        services.correct_signal(
            actor=sanne,
            signal=tired,
            key=key("correction", "noor", 1),
            number=1,
            reason="Ik had de dag erna nog een keer gekeken: het was niet de helft maar een derde.",
            text=SignalText(
                facts="Noor viel tijdens het lezen bijna in slaap en maakte een derde van de opdracht.",
                place="in de klas",
                interpretation="Ik denk dat Noor weinig had geslapen.",
                action="Noor mocht even in de leeshoek zitten.",
                agreement="Ik let deze week op hoe fit Noor in de ochtend is.",
                agreement_otherwise="Gaat het niet beter, dan bel ik beide ouders.",
            ),
        )
    again = log(
        sanne,
        noor,
        workday_before(12),
        [_K.BEHAVIOUR],
        SignalText(
            facts="Noor gaapte vaak en legde om tien uur het hoofd op de tafel.",
            interpretation="Dit past bij wat ik eerder zag.",
            action="Ik heb kort met Noor gepraat. Ze zei dat ze laat naar bed ging.",
        ),
    )
    better = log(
        sanne,
        noor,
        workday_before(4),
        [_K.BEHAVIOUR],
        SignalText(
            facts="Noor deed de hele week mee met gym en zei dat oma nu op woensdag thuis is.",
            interpretation="De zorg over de woensdag lijkt weg.",
            action="Ik heb gezegd dat ik dat fijn vind om te horen.",
        ),
    )
    with at(workday_before(4), 16):
        services.link_signals(
            actor=sanne,
            later=again,
            earlier=tired,
            kind=SignalLink.Kind.CONFIRMS,
            key=key("link", "noor", 1),
        )
        services.link_signals(
            actor=sanne,
            later=better,
            earlier=heard,
            kind=SignalLink.Kind.REFUTES,
            key=key("link", "noor", 2),
        )
    with at(workday_before(3), 11):
        for signal, number in ((early, 1), (tired, 2), (better, 1)):
            services.disclose_signal(actor=af, signal=signal, number=number)
    _contacts_of_noor(sanne, noor, heard)


def _contacts_of_noor(sanne: User, noor: Pupil, heard: Signal) -> None:
    for number, (day, channel, with_whom, about, agreed) in enumerate(
        (
            (
                workday_before(16),
                ParentContact.Channel.PHONE,
                "moeder",
                "Hoe de woensdag gaat, en dat Noor vaak moe is.",
                "Moeder overlegt met vader wie er op woensdag thuis is.",
            ),
            (
                workday_before(15),
                ParentContact.Channel.TALK,
                "vader",
                "Hetzelfde onderwerp, nu in het andere huis.",
                "Vader vraagt oma. We praten over twee weken weer.",
            ),
            (
                workday_before(2),
                ParentContact.Channel.DOOR,
                "moeder en oma",
                "Oma is er nu elke woensdag. Noor is vrolijker.",
                "",
            ),
        )
    ):
        with at(day):
            services.log_contact(
                actor=sanne,
                pupil=noor,
                key=key("contact", "noor", number),
                happened_on=day,
                happened_at=time(14, 45),
                channel=channel,
                spoken_with=with_whom,
                about=about,
                agreed=agreed,
                signal=heard if number == 0 else None,
            )


def _evaluations(world: World) -> None:
    """Evaluation dates: done, late, due today, and one that lies ahead."""
    sanne = world.user("juf.sanne")
    noor, thijs = world.pupil("Noor", "Veenstra"), world.pupil("Thijs", "Boer")
    sem, bjorn = world.pupil("Sem", "Blom"), world.pupil("Björn", "Müller")
    rows = (
        (noor, workday_before(15), workday_before(5), "Is er op woensdag iemand thuis bij Noor?"),
        (thijs, workday_before(12), workday_before(4), "Kijken of Thijs op tijd komt."),
        (sem, workday_before(6), today(), "Vragen hoe het buitenspelen gaat."),
        (bjorn, workday_before(2), _later(8), "Samen met Björn naar het leesplan kijken."),
    )
    made = []
    for pupil, set_on, due_on, what in rows:
        with at(set_on):
            made.append(
                services.set_follow_up(
                    actor=sanne,
                    pupil=pupil,
                    key=key("follow-up", pupil),
                    due_on=due_on,
                    what=what,
                    assignee=sanne,
                )
            )
    with at(workday_before(5), 16):
        services.finish_follow_up(
            actor=sanne, follow_up=made[0], result="Oma is er nu elke woensdag. Dat gaat goed."
        )


def _later(days: int) -> date:
    day = today() + timedelta(days=days)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def _hand_overs(world: World) -> None:
    """One that just came in, one that is acute, one that waits too long. Taken ones: see meldcode.py."""
    sanne, omar = world.user("juf.sanne"), world.user("meester.omar")
    amira, yara = world.pupil("Amira", "El Idrissi"), world.pupil("Yara", "Ploeg")
    fenna = world.pupil("Fenna", "Kok")
    hand_over(
        sanne,
        amira,
        workday_before(1),
        "Amira heeft al drie weken geen brood bij zich en is vaak te laat. Twee gesprekken hielpen niet.",
        signals=[
            log(
                sanne,
                amira,
                workday_before(back),
                [_K.CARE],
                SignalText(
                    facts=f"Amira had geen brood bij zich. Dit is dag {number} van deze maand.",
                    action="Amira kreeg brood van school.",
                ),
            )
            for number, back in ((2, 14), (5, 8), (8, 2))
        ],
    )
    hand_over(
        omar,
        yara,
        today(),
        "Yara zei vanochtend dat ze vandaag niet naar huis durft. Ze is nu bij mij in de klas.",
        acute=True,
        signals=[
            log(
                omar,
                yara,
                today(),
                [_K.HOME],
                SignalText(
                    facts="Yara bleef na het buitenspelen zitten en zei: ‘Ik durf niet naar huis.’",
                    place="in de klas",
                    action="Ik ben bij Yara gebleven en heb niet verder doorgevraagd.",
                ),
            )
        ],
    )
    hand_over(
        omar,
        fenna,
        workday_before(6),
        "Fenna trekt zich steeds meer terug. Ik kom met praten niet verder en wil graag meedenken.",
    )


def hand_over(
    who: User,
    pupil: Pupil,
    day: date,
    reason: str,
    *,
    acute: bool = False,
    signals: list[Signal] | None = None,
) -> HandOver:
    """Hand a worry over on its day."""
    with at(day, 15, 30):
        return services.hand_over(
            actor=who,
            pupil=pupil,
            key=key("hand-over", pupil, day),
            reason=reason,
            acute=acute,
            signals=signals or [],
        )


def _wilg(world: World) -> None:
    """The brother of Noor, at the other school: his dossier is another one."""
    bas, af, mees = (
        world.user("meester.bas"),
        world.user("twee.rollen"),
        world.pupil("Mees", "Veenstra"),
    )
    signal = log(
        bas,
        mees,
        workday_before(9),
        [_K.HOME],
        SignalText(
            facts="Mees vertelde dat hij op woensdag met oma soep maakt.",
            interpretation="Mees vond het leuk.",
            action="Ik heb geluisterd.",
        ),
    )
    with at(workday_before(8), 10):
        services.disclose_signal(actor=af, signal=signal, number=1)


def _draft_and_opening(world: World) -> None:
    sanne, omar = world.user("juf.sanne"), world.user("meester.omar")
    with at(today()):
        services.save_draft(
            actor=sanne,
            pupil=world.pupil("Daan", "Vliet"),
            key=key("draft", "daan"),
            content={
                "occurred_on": today().isoformat(),
                "kinds": [_K.BEHAVIOUR.value],
                "facts": "Daan kwam vandaag binnen en ging meteen",
            },
        )
        services.open_with_purpose(
            actor=omar,
            pupil=world.pupil("Björn", "Müller"),
            key=key("opening", "bjorn"),
            purpose=Opening.Purpose.CONSULTED,
            explanation="Ik denk mee over het leesplan.",
        )


def _everyday(world: World) -> None:
    """The ordinary signals of two school years at both schools, so that figures and lists have a size."""
    days = days_of_last_year(EVERYDAY_LAST_YEAR)
    days += [workday_before(2 + number) for number in range(EVERYDAY_THIS_YEAR)]
    regenboog = _old_enough(world.regenboog.pk)
    wilg = _old_enough(world.wilg.pk)
    for number, day in enumerate(days):
        small = number % 4 == 3
        pupils = wilg if small else regenboog
        who = world.user("twee.rollen" if small else "af.hgkm")
        pupil, one = pupils[number * 7 % len(pupils)], EVERYDAY[number % len(EVERYDAY)]
        name = pupil.call_name
        log(
            who,
            pupil,
            day,
            list(one.kinds),
            SignalText(
                facts=one.facts.format(naam=name),
                interpretation=one.interpretation.format(naam=name),
                action=one.action.format(naam=name),
            ),
        )


def _old_enough(school_id: int) -> list[Pupil]:
    """Return children that were at school last year too."""
    found = Pupil.objects.filter(school_id=school_id, left_on__isnull=True, missing_since=None)
    return list(found.exclude(year_group__in=["1", "2"]))
