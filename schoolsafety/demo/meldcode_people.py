"""Who is kept out of a case, who takes an empty place, who reads along, and what a colleague is asked."""

from datetime import timedelta

from accounts.models import User
from core.workdays import add_workdays, today
from meldcode import services
from meldcode.models import Case, CaseQuestion, DeputyRequest, Involvement
from meldcode.services.cases import KeptOut
from meldcode.services.places import look_after
from schools.models import Membership, Pupil
from schools.services import staff
from schoolsafety.demo.case import HELP_REFUSED, Teller
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.dossiers import hand_over
from schoolsafety.demo.themes import ALONE, MORNINGS, TENSION
from schoolsafety.demo.world import World, key

_KIND = Involvement.Kind


def tell(world: World) -> None:
    """Tell them all."""
    _accused(world)
    _own_family(world)
    _kept_out_for_a_while(world)
    _nobody_there(world)
    _questions(world)


def case_of(pupil: Pupil) -> Case:
    """Return the running case about a child of a story."""
    return Case.objects.open().get(pupil=pupil)


def _name(world: World, case: Case, days_ago: int, who: User) -> None:
    """The board names a deputy for the place that waits; it reads a code and no name."""
    with at(workday_before(days_ago), 10, 30):
        services.name_deputy(
            actor=world.user("bestuur"),
            request=DeputyRequest.objects.open().get(case=case),
            who=who,
            until=today() + timedelta(days=60),
        )


def _accused(world: World) -> None:
    """The worry is about the manager: kept out from the start; the other school's manager reports."""
    af, deputy = world.user("af.hgkm"), world.user("manager.wilg")
    pien = Teller.open(
        (af, deputy),
        world.pupil("Pien", "Scholten"),
        TENSION,
        workday_before(15),
        kept_out=KeptOut(
            (world.user("manager"),),
            _KIND.ACCUSED,
            "Pien woont om de week bij hem in huis. De zorg gaat over die dagen.",
        ),
    )
    _name(world, pien.case, 14, deputy)
    pien.steps(workday_before(14)).consult(workday_before(12), veilig_thuis=True)
    pien.answer(workday_before(7), HELP_REFUSED)
    decision = pien.propose(workday_before(6), report=True)
    pien.confirm(decision, workday_before(5)).file(decision, workday_before(4), told=False)


def _own_family(world: World) -> None:
    """The AF HGKM takes a hand-over and sees that it is family: steps back, another one goes on."""
    af, other = world.user("af.hgkm"), world.user("twee.rollen")
    kees = world.pupil("Kees", "Postma")
    handed = hand_over(
        world.user("juf.sanne"), kees, workday_before(9), MORNINGS.worry.format(naam="Kees")
    )
    people = (af, world.user("manager"))
    one = Teller.open(people, kees, MORNINGS, workday_before(8), handed_over=handed)
    with at(workday_before(8), 9, 40):
        services.shut_out_person(
            actor=af,
            case=one.case,
            key=key(one.case.pk, "steps back"),
            who=af,
            kind=_KIND.OWN_FAMILY,
            reason="Kees is het kind van mijn broer.",
        )
    _name(world, one.case, 7, other)
    one.af = other
    one.gather(workday_before(6)).consult(workday_before(4))


def _kept_out_for_a_while(world: World) -> None:
    """A teacher who is close to a family, and is let back in; somebody who judges less freely."""
    af, emre = world.user("af.hgkm"), case_of(world.pupil("Emre", "Yılmaz"))
    with at(workday_before(1), 9, 30):
        close = services.shut_out_person(
            actor=af,
            case=emre,
            key=key(emre.pk, "close"),
            who=world.user("juf.sanne"),
            kind=_KIND.CLOSE,
            reason="Zij past in het weekend op het jongste kind van dit gezin.",
        )
    with at(workday_before(1), 16, 30):
        services.let_back_in(
            actor=world.user("manager"),
            involvement=close,
            reason="Het ging om een ander gezin met dezelfde achternaam.",
        )
    loua = case_of(world.pupil("Loua", "Martina"))
    with at(workday_before(6), 9, 45):
        services.shut_out_person(
            actor=world.user("manager.wilg"),
            case=loua,
            key=key(loua.pk, "other"),
            who=world.user("invaller"),
            kind=_KIND.OTHER,
            reason="Zij heeft met deze ouders een klacht lopen.",
        )
    with at(workday_before(3), 11):
        services.give_access(
            actor=af,
            case=case_of(world.pupil("Ruben", "Pinas")),
            who=world.user("contactpersoon"),
            reason="Kent het gezin van de tuingroep en denkt met ons mee.",
            expires_on=today() + timedelta(days=42),
        )


def _nobody_there(world: World) -> None:
    """For two days De Wilg had no manager: the clock asked the board, and then it was not needed any more."""
    manager, beheerder = world.user("manager.wilg"), world.user("beheerder")
    people = (world.user("twee.rollen"), manager)
    hugo = Teller.open(people, world.pupil("Hugo", "Cate"), ALONE, workday_before(38))
    role = Membership.objects.get(user=manager, school=world.wilg)
    with at(workday_before(37), 8):
        staff.end_role(actor=beheerder, membership=role)
        look_after(hugo.case)
    with at(workday_before(35), 8):
        staff.give_role(
            actor=beheerder,
            user=manager,
            board=world.board,
            school=world.wilg,
            role=role.role,
            starts_on=today(),
        )
        look_after(hugo.case)
    hugo.gather(workday_before(30)).consult(workday_before(28))


def _ask(one: Case, af: User, who: User, days_ago: int, question: str) -> CaseQuestion:
    day = workday_before(days_ago)
    with at(day, 10, 10):
        return services.ask_colleague(
            actor=af,
            case=one,
            key=key(one.pk, "question", question),
            who=who,
            question=question,
            due_on=add_workdays(day, 3),
        )


def _questions(world: World) -> None:
    """To who handed over: one that waits, one that is answered, one that was taken back."""
    af, omar = world.user("af.hgkm"), world.user("meester.omar")
    ruben = case_of(world.pupil("Ruben", "Pinas"))
    _ask(ruben, af, omar, 1, "Wie haalt Ruben deze week op, en hoe gaat dat?")
    answered = _ask(ruben, af, omar, 8, "Welk gedrag zag je bij Ruben na het weekend?")
    with at(workday_before(7), 15, 50):
        services.answer_colleague(
            actor=omar,
            question=answered,
            answer="Maandag zat Ruben lang bij de kapstok. Dinsdag deed hij weer mee met alles.",
        )
    taken_back = _ask(ruben, af, omar, 6, "Is Ruben vorige week bij de schoolarts geweest?")
    with at(workday_before(6), 14):
        services.withdraw_question(actor=af, question=taken_back)
