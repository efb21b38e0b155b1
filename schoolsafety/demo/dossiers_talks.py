"""Stories of talks with parents: planned, invited, held, reported, corrected, signed, cancelled; a draft."""

from datetime import date, time, timedelta
from typing import Any

from accounts.models import User
from core.workdays import is_workday, today
from dossiers import services
from dossiers.models import Draft, Signal, Talk, TalkReport, TalkSignature
from dossiers.services.talk_reports import Agreement, ReportText
from dossiers.services.talks import TalkPlan, mark_of, plan_of
from schools.models import Guardian, Pupil
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.world import World, key


def tell(world: World) -> None:
    """Tell them all."""
    _noor(world)
    _heavy(world)
    _ahead(world)
    _late_and_cancelled(world)
    _contact_put_right(world)


def _later(days: int) -> date:
    day = today() + timedelta(days=days)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def _parents(pupil: Pupil) -> tuple[Guardian, ...]:
    return tuple(pupil.guardians.order_by("name"))


def plan(who: User, pupil: Pupil, day: date, when: date, told: TalkPlan) -> Talk:
    """Plan a talk for `day`, on the day `when`."""
    with at(when, 11):
        return services.plan_talk(
            actor=who, pupil=pupil, key=key("talk", pupil, day, told.goal), plan=told
        )


def _noor(world: World) -> None:
    """A talk with parents in two homes: corrected, signed 'agreed' in the portal and 'seen' on paper."""
    sanne, noor = world.user("juf.sanne"), world.pupil("Noor", "Veenstra")
    day = workday_before(10)
    signals = Signal.objects.filter(pupil=noor).order_by("occurred_on", "pk")[:2]
    talk = plan(
        sanne,
        noor,
        day,
        workday_before(17),
        TalkPlan(
            kind=Talk.Kind.REGULAR,
            planned_on=day,
            planned_at=time(15, 0),
            goal="Samen kijken hoe de woensdag voor Noor rustiger kan.",
            place="lokaal 5",
            preparation="Beginnen met wat goed gaat: Noor helpt graag anderen. Niet samen in één zin "
            "over beide huizen praten.",
            guardians=_parents(noor),
            signals=tuple(signals),
        ),
    )
    with at(workday_before(17), 12):
        services.invite(actor=sanne, talk=talk, guardians=_parents(noor))
    text: dict[str, Any] = {
        "held_on": day,
        "held_at": time(15, 0),
        "discussed": "Noor is op woensdag vaak moe. Er is dan niet altijd iemand thuis. Op school gaat "
        "het rekenen goed.",
        "parents_view": "De ouders zien het ook. Zij willen dat oma op woensdag komt.",
        "child_view": "Noor vindt het fijn als oma er is.",
        "conclusion": "Een vaste plek op woensdag helpt Noor.",
    }
    with at(day, 16, 30):
        services.record_report(
            actor=sanne,
            talk=talk,
            key=key("report", "noor"),
            text=ReportText(present="beide ouders en de leerkracht", **text),
            agreements=[
                Agreement(
                    what="Oma is op woensdag bij Noor.",
                    owner="de ouders",
                    measure="Noor is op donderdag uitgerust.",
                    due_on=_later(6),
                    assignee=sanne,
                )
            ],
            signals=list(signals),
        )
        services.send_report(actor=sanne, talk=talk, number=1, guardians=_parents(noor))
    mother, father = (noor.guardians.get(name__startswith=name) for name in ("M", "P"))
    _sign(world.user("ouder.maria"), talk, 1, TalkSignature.Answer.SEEN, workday_before(9))
    with at(workday_before(8), 10):
        services.correct_report(
            actor=sanne,
            talk=talk,
            key=key("report", "noor", 2),
            number=1,
            reason="Oma was er het laatste kwartier ook bij.",
            text=ReportText(
                present="beide ouders, oma (laatste kwartier) en de leerkracht", **text
            ),
        )
        services.send_report(actor=sanne, talk=talk, number=2, guardians=(mother, father))
    _sign(
        world.user("ouder.maria"), talk, 2, TalkSignature.Answer.AGREED, workday_before(7),
        remark="Fijn dat oma er nu bij staat.",
    )  # fmt: skip
    with at(workday_before(5), 9):
        services.record_paper(
            actor=sanne,
            talk=talk,
            key=key("paper", "noor"),
            number=2,
            guardian=father,
            answer=TalkSignature.Answer.SEEN,
            signed_on=workday_before(5),
            remark="Gelezen.",
        )


def _sign(parent: User, talk: Talk, number: int, answer: str, day: date, remark: str = "") -> None:
    """Sign as a parent what that parent reads of this version."""
    report = TalkReport.objects.get(talk=talk, number=number)
    opened = report.disclosures.get(guardian__user=parent)
    with at(day, 20):
        services.sign_report(
            actor=parent,
            opened=opened,
            key=key("signature", talk.pk, number, parent.username),
            answer=answer,
            remark=remark,
        )


def _heavy(world: World) -> None:
    """A heavy talk by two, of which the report is with the parents for weeks and nobody signed."""
    sanne, af = world.user("juf.sanne"), world.user("af.hgkm")
    thijs, day = world.pupil("Thijs", "Boer"), workday_before(20)
    talk = plan(
        sanne,
        thijs,
        day,
        workday_before(24),
        TalkPlan(
            kind=Talk.Kind.HEAVY,
            planned_on=day,
            planned_at=time(16, 0),
            goal="Bespreken dat Thijs vaak te laat en zonder ontbijt op school komt.",
            place="kamer van de intern begeleider",
            second=af,
            preparation="De AF HGKM opent. Ik schrijf. Geen verwijten.",
            guardians=_parents(thijs),
        ),
    )
    with at(day, 17):
        services.record_report(
            actor=sanne,
            talk=talk,
            key=key("report", "thijs"),
            text=ReportText(
                held_on=day,
                held_at=time(16, 0),
                present="moeder, de AF HGKM en de leerkracht",
                discussed="Thijs kwam zes keer te laat. Moeder begint vroeg met werken.",
                parents_view="Moeder vindt het zwaar en wil graag hulp in de ochtend.",
                conclusion="De ochtend is het lastigste moment van de dag.",
            ),
            look_again_on=_later(4),
        )
        services.send_report(actor=sanne, talk=talk, number=1, guardians=_parents(thijs))


def _ahead(world: World) -> None:
    """Talks that come: one with a letter that changed once, a heavy one without a second yet."""
    sanne, sem = world.user("juf.sanne"), world.pupil("Sem", "Blom")
    zoe, af = world.pupil("Zoë", "Nowak"), world.user("af.hgkm")
    told = TalkPlan(
        kind=Talk.Kind.REGULAR,
        planned_on=_later(3),
        planned_at=time(15, 30),
        goal="Vertellen hoe het buitenspelen gaat en horen hoe Sem thuis speelt.",
        place="lokaal 3",
        guardians=_parents(sem),
    )
    talk = plan(sanne, sem, told.planned_on, workday_before(3), told)
    with at(workday_before(3), 14):
        services.invite(actor=sanne, talk=talk, guardians=_parents(sem))
    with at(workday_before(1), 9):
        talk.refresh_from_db()
        now = plan_of(talk)
        values = {name: getattr(now, name) for name in TalkPlan.__dataclass_fields__}
        services.change_talk(
            actor=sanne,
            talk=talk,
            seen=mark_of(talk),
            reason="Ik heb die middag studiedag.",
            # Around holidays both days may fall on the same one; the hour differs in any case.
            plan=TalkPlan(**(values | {"planned_on": _later(5), "planned_at": time(16, 0)})),
        )
    plan(
        af,
        zoe,
        _later(7),
        workday_before(1),
        TalkPlan(
            kind=Talk.Kind.HEAVY,
            planned_on=_later(7),
            goal="Praten over wat Zoë op school laat zien.",
            guardians=_parents(zoe),
        ),
    )


def _late_and_cancelled(world: World) -> None:
    """A talk whose report is being written, and one that was cancelled after the letter."""
    sanne, bjorn = world.user("juf.sanne"), world.pupil("Björn", "Müller")
    day = workday_before(1)
    told = TalkPlan(
        kind=Talk.Kind.REGULAR,
        planned_on=day,
        goal="Afspreken hoe Björn thuis verder leest.",
        guardians=_parents(bjorn),
    )
    talk = plan(sanne, bjorn, day, workday_before(6), told)
    with at(today(), 8, 10):
        services.save_draft(
            actor=sanne,
            pupil=bjorn,
            key=key("draft", "report", "bjorn"),
            content={"present": "vader en de leerkracht", "discussed": "Björn leest thuis nu"},
            form=Draft.Form.TALK_REPORT,
            about=talk,
        )
    noor, soon = world.pupil("Noor", "Veenstra"), _later(2)
    off = plan(
        sanne,
        noor,
        soon,
        workday_before(4),
        TalkPlan(
            kind=Talk.Kind.REGULAR,
            planned_on=soon,
            planned_at=time(8, 30),
            goal="Kort terugkijken op de afspraak over woensdag.",
            guardians=_parents(noor)[:1],
        ),
    )
    with at(workday_before(4), 12):
        services.invite(actor=sanne, talk=off, guardians=_parents(noor)[:1])
    with at(workday_before(1), 16):
        services.cancel_talk(actor=sanne, talk=off, reason="Het gaat goed, we bellen elkaar.")


def _contact_put_right(world: World) -> None:
    """A contact of which the parent was noted wrongly, and put right."""
    sanne, sem = world.user("juf.sanne"), world.pupil("Sem", "Blom")
    day = workday_before(7)
    values: dict[str, Any] = {
        "happened_on": day,
        "happened_at": time(8, 25),
        "channel": "door",
        "about": "Sem vertelde thuis dat het buitenspelen leuker is.",
        "agreed": "We vragen het Sem over een week weer.",
        "guardian": None,
        "signal": None,
    }
    with at(day, 9):
        contact = services.log_contact(
            actor=sanne, pupil=sem, key=key("contact", "sem"), spoken_with="moeder", **values
        )
    with at(workday_before(6), 8, 30):
        services.correct_contact(
            actor=sanne,
            contact=contact,
            key=key("contact", "sem", 2),
            seen=contact.pk,
            reason="Het was vader die Sem bracht.",
            values=values | {"spoken_with": "vader"},
        )
