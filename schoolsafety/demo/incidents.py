"""Stories of the incident register: every kind of state, an accident, a correction, a protocol."""

from dataclasses import dataclass, field
from datetime import date, time

from accounts.models import User
from core.workdays import today
from incidents import services
from incidents.models import Incident, Kind, Part, Party, Place
from incidents.services import Report
from protocols.models import Protocol
from schools.models import Pupil, School
from schoolsafety.demo.clock import at, days_of_last_year, workday_before
from schoolsafety.demo.world import World, key

_INITIATIVE, _BEFELL, _SAW = Part.INITIATIVE, Part.BEFELL, Part.SAW


@dataclass(frozen=True, slots=True)
class Told:
    """A short account to draw from for the incidents of two school years."""

    kind: str
    place: str
    account: str
    by_whom: str = Party.PUPILS
    against_whom: str = Party.PUPILS


EVERYDAY = (
    Told(Kind.BULLYING, Place.PLAYGROUND, "Een kind kreeg steeds dezelfde bijnaam te horen."),
    Told(
        Kind.EXCLUSION, Place.LUNCH, "Een kind mocht bij het eten niet aan de tafel komen zitten."
    ),
    Told(Kind.AGGRESSION, Place.CORRIDOR, "Twee kinderen scholden elkaar uit bij de kapstokken."),
    Told(Kind.PRESSURE, Place.ROUTE, "Een kind moest van de groep iets doen wat het niet wilde."),
    Told(Kind.DISCRIMINATION, Place.CLASSROOM, "Er werd een grap gemaakt over iemands afkomst."),
    Told(Kind.VIOLENCE, Place.GYM, "Bij het omkleden werd geduwd. Niemand had pijn."),
    Told(
        Kind.AGGRESSION,
        Place.GATE,
        "Een ouder praatte heel hard tegen een collega bij het hek.",
        Party.PARENTS,
        Party.STAFF,
    ),
)


@dataclass(slots=True)
class Teller:
    """Reports and handles incidents of one school on their days."""

    school: School
    handler: User
    made: list[Incident] = field(default_factory=list)

    def report(
        self,
        who: User,
        day: date,
        report: Report,
        pupils: dict[Pupil, str] | None = None,
        staff: dict[User, str] | None = None,
    ) -> Incident:
        """Report an incident on the day itself."""
        with at(day, 15, 20):
            return services.report_incident(
                actor=who,
                key=key("incident", self.school.brin, day, report.account),
                school=self.school,
                report=report,
                pupils={pupil: str(part) for pupil, part in (pupils or {}).items()},
                staff={user: str(part) for user, part in (staff or {}).items()},
            )

    def take_up(self, incident: Incident, day: date, note: str = "") -> Incident:
        """Take it in hand, with a note."""
        with at(day, 16):
            incident = services.take_up(actor=self.handler, incident=incident)
            if note:
                services.add_note(
                    actor=self.handler,
                    key=key("note", incident.pk, note),
                    incident=incident,
                    text=note,
                )
        return incident

    def close(self, incident: Incident, day: date, result: str) -> None:
        """Close it with its result."""
        with at(day, 16, 30):
            services.close_incident(actor=self.handler, incident=incident, result=result)


def tell(world: World) -> None:
    """Tell them all."""
    regenboog = Teller(world.regenboog, world.user("af.hgkm"))
    _new(world, regenboog)
    _in_hand(world, regenboog)
    _colleagues(world, regenboog)
    _closed(world, regenboog)
    _everyday(regenboog, world.user("manager"), 14, 6)
    _everyday(Teller(world.wilg, world.user("twee.rollen")), world.user("manager.wilg"), 7, 5)


def _new(world: World, teller: Teller) -> None:
    sanne, omar = world.user("juf.sanne"), world.user("meester.omar")
    teller.report(
        sanne,
        workday_before(1),
        Report(
            occurred_on=workday_before(1),
            occurred_at=time(10, 25),
            kind=Kind.EXCLUSION,
            place=Place.PLAYGROUND,
            place_detail="bij het klimrek",
            by_whom=Party.PUPILS,
            against_whom=Party.PUPILS,
            account="Drie kinderen riepen dat Zoë niet mee mocht doen. Zoë ging alleen op de bank zitten.",
            others="K., T.d.B.",
        ),
        {world.pupil("Zoë", "Nowak"): _BEFELL, world.pupil("Björn", "Müller"): _SAW},
    )
    teller.report(
        omar,
        today(),
        Report(
            occurred_on=today(),
            accident=True,
            place=Place.GYM,
            account="Fenna gleed uit bij het touwspringen en had een blauwe knie. Ze kreeg ijs.",
        ),
        {world.pupil("Fenna", "Kok"): _BEFELL},
    )


def _in_hand(world: World, teller: Teller) -> None:
    omar = world.user("meester.omar")
    bullying = teller.report(
        omar,
        workday_before(7),
        Report(
            occurred_on=workday_before(7),
            occurred_at=time(12, 15),
            kind=Kind.BULLYING,
            place=Place.ONLINE,
            by_whom=Party.PUPILS,
            against_whom=Party.PUPILS,
            account="In de groepsapp van de klas stond een bewerkte foto van Emre. Zes kinderen lachten erom.",
        ),
        {world.pupil("Emre", "Yılmaz"): _BEFELL, world.pupil("Bilal", "Amrani"): _INITIATIVE},
    )
    with at(workday_before(6), 9):
        services.correct_account(
            actor=omar,
            incident=bullying,
            number=1,
            reason="Ik heb de app nu zelf gezien: het waren vier kinderen.",
            account="In de groepsapp van de klas stond een bewerkte foto van Emre. Vier kinderen lachten erom.",
        )
    teller.take_up(
        bullying,
        workday_before(5),
        "Met beide kinderen apart gepraat. Morgen praten we samen en daarna met de klas.",
    )
    threat = teller.report(
        world.user("juf.sanne"),
        workday_before(9),
        Report(
            occurred_on=workday_before(9),
            occurred_at=time(14, 30),
            kind=Kind.THREAT,
            place=Place.GATE,
            by_whom=Party.PARENTS,
            against_whom=Party.STAFF,
            account="Een ouder was boos over de overblijf en zei dat ik ‘nog wel zou zien’.",
        ),
        staff={world.user("juf.sanne"): _BEFELL},
    )
    threat = teller.take_up(
        threat, workday_before(9), "Met de collega gepraat. Die gaat vandaag naar huis."
    )
    protocol = Protocol.objects.filter(code="opvang-voorval").latest("version")
    with at(workday_before(9), 16, 45):
        services.start_protocol(
            actor=teller.handler,
            key=key("run of incident", threat.pk),
            incident=threat,
            protocol=protocol,
            title="Opvang na een voorval bij het hek",
        )


def _colleagues(world: World, teller: Teller) -> None:
    """A colleague who took the initiative and sees nothing of it; another was named by mistake."""
    omar, hatice = world.user("meester.omar"), world.user("twee.rollen")
    shouting = teller.report(
        world.user("juf.sanne"),
        workday_before(4),
        Report(
            occurred_on=workday_before(4),
            occurred_at=time(11, 5),
            kind=Kind.POWER,
            place=Place.CORRIDOR,
            by_whom=Party.STAFF,
            against_whom=Party.PUPILS,
            account="Op de gang riep een collega heel hard tegen Puck, vlak bij haar gezicht. Puck huilde.",
        ),
        {world.pupil("Puck", "Ramdin"): _BEFELL},
        {hatice: _INITIATIVE, omar: _SAW},
    )
    teller.take_up(shouting, workday_before(3), "Met Puck en haar ouders gepraat.")
    with at(workday_before(3), 17):
        services.take_back(
            actor=teller.handler,
            staff=shouting.staff.get(person=omar),
            reason="Omar was die ochtend op excursie; de collega van 6B stond erbij.",
        )


def _closed(world: World, teller: Teller) -> None:
    incident = teller.report(
        world.user("meester.omar"),
        workday_before(22),
        Report(
            occurred_on=workday_before(22),
            occurred_at=time(10, 40),
            kind=Kind.VIOLENCE,
            place=Place.PLAYGROUND,
            place_detail="bij het voetbalveld",
            by_whom=Party.PUPILS,
            against_whom=Party.PUPILS,
            account="Bij het voetballen duwde Ruben een ander kind om. Het kind stond op en speelde door.",
        ),
        {world.pupil("Ruben", "Pinas"): _INITIATIVE, world.pupil("Bilal", "Amrani"): _BEFELL},
    )
    teller.take_up(incident, workday_before(21), "De kinderen hebben het zelf uitgepraat.")
    teller.close(
        incident,
        workday_before(19),
        "Er zijn afspraken gemaakt over voetballen in de pauze. Beide ouders weten ervan.",
    )


def _everyday(teller: Teller, who: User, last_year: int, this_year: int) -> None:
    """Closed incidents of last school year and some of this one: what the figures count."""
    days = days_of_last_year(last_year) + [workday_before(4 + 5 * n) for n in range(this_year)]
    for number, day in enumerate(days):
        one = EVERYDAY[number % len(EVERYDAY)]
        incident = teller.report(
            who,
            day,
            Report(
                occurred_on=day,
                kind=one.kind,
                place=one.place,
                by_whom=one.by_whom,
                against_whom=one.against_whom,
                account=one.account,
            ),
        )
        teller.take_up(incident, day)
        teller.close(
            incident, day, "Besproken met de kinderen, en met de ouders waar dat nodig was."
        )
