"""The sociale kaart of both schools (K1): invented organisations, with numbers that nobody has."""

from datetime import date, timedelta

from schools.models import Partner, School
from schools.services import partners
from schoolsafety.demo.clock import at, last_school_year, workday_before
from schoolsafety.demo.world import World, key

_K = Partner.Kind
#: Kind, name, number, when to reach, what for.
ENTRIES = (
    (_K.VEILIG_THUIS, "Veilig Thuis Rivierenstreek", "000 - 200 00 01", "Dag en nacht", "Advies en melden"),
    (_K.POLICE, "Wijkagent Noord", "000 - 200 00 02", "Werkdagen van 8 tot 16 uur", ""),
    (_K.POLICE, "Zedenpolitie", "000 - 200 00 03", "Dag en nacht", "Eerst bellen, dan pas praten met het kind"),
    (_K.GGD, "Jeugdarts GGD", "000 - 200 00 04", "Dinsdag en donderdag", "Slapen, eten, groei"),
    (_K.TEAM, "Wijkteam De Linde", "000 - 200 00 05", "Werkdagen van 9 tot 17 uur", "Hulp in het gezin"),
    (_K.INSPECTORATE, "Vertrouwensinspecteur", "000 - 200 00 06", "Werkdagen van 8 tot 17 uur", ""),
    (_K.CRISIS, "Calamiteitenteam regio", "000 - 200 00 07", "Dag en nacht", "Na een groot voorval"),
    (_K.OTHER, "Vrouwenopvang Het Baken", "000 - 200 00 08", "Dag en nacht", "Een veilige plek voor een gezin"),
)  # fmt: skip


def tell(world: World) -> None:
    """De Regenboog has them all and looked at them lately; De Wilg has some, and has to check them."""
    af = world.user("af.hgkm")
    for number in range(len(ENTRIES)):
        partner = _add(world.regenboog, world, number, workday_before(60))
        if number < 4:
            with at(workday_before(10), 9):
                partners.check_partner(actor=af, partner=partner)
    long_ago = last_school_year() + timedelta(days=7)
    for number in (0, 1, 4, 6):
        _add(world.wilg, world, number, long_ago)
    gone = _add(world.wilg, world, 7, long_ago)
    with at(workday_before(30), 9):
        partners.archive_partner(actor=world.user("manager.wilg"), partner=gone)


def _add(school: School, world: World, number: int, day: date) -> Partner:
    keeper = world.user("af.hgkm" if school == world.regenboog else "manager.wilg")
    kind, name, phone, hours, note = ENTRIES[number]
    values = {"kind": kind, "name": name, "phone": phone, "hours": hours, "note": note}
    with at(day, 9):
        return partners.add_partner(
            actor=keeper,
            key=key("partner", school.brin, name),
            school=school,
            values=values | {"email": f"contact{number}@partner.invalid"},
        )
