"""Telling what follows in a Meldcode case: the plan of the help, what was agreed, letters, looking back."""

from datetime import date

from meldcode import services
from meldcode.models import AdviceFollowed, CaseDuty, Consultation
from meldcode.services.advice import record_advice_followed
from meldcode.services.aftercare import LookBack
from meldcode.services.duties import Agreed
from meldcode.services.help import PlanWords
from meldcode.services.letters import LetterWords
from schoolsafety.demo.case import Teller
from schoolsafety.demo.clock import at
from schoolsafety.demo.world import key


def plan(one: Teller, day: date, *checks: date) -> None:
    """Who helps, which result, and the days on which the school asks how it goes."""
    with at(day, 10, 20):
        services.plan_help(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "plan", day),
            seen=one.case.helpplan_set.count(),
            words=PlanWords(
                who="Het wijkteam komt elke week. Op school praat de IB’er op donderdag.",
                what="Samen een ochtend en een avond doorlopen, en oefenen wat lastig is.",
                result=one.say("{naam} komt elke dag op tijd, met eten, en slaapt genoeg."),
                measured="De leerkracht houdt het per dag bij. De ouders doen dat thuis ook.",
            ),
            checks=[
                Agreed("Bellen met het wijkteam en de ouders: hoe gaat het?", check, "De AF HGKM")
                for check in checks
            ],
        )


def did(one: Teller, kind: str, day: date, findings: str) -> None:
    """What was agreed next of this kind was done, on its day or later."""
    duty = CaseDuty.objects.open().filter(case=one.case, kind=kind).order_by("due_on")[0]
    with at(day, 11, 30):
        services.do_agreed(
            actor=one.af,
            duty=duty,
            key=key(duty.pk, "done"),
            happened_on=day,
            findings=findings,
        )


def aftercare(one: Teller, day: date, *until: date) -> None:
    """What the school goes on doing after the help has ended (M5.5)."""
    with at(day, 15, 20):
        services.agree_aftercare(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "aftercare", day),
            rows=[
                Agreed("Een kort gesprek met het kind en met de ouders.", on, "De leerkracht")
                for on in until
            ],
        )


def evaluate(one: Teller, day: date) -> None:
    """Looking back with those who were in it."""
    with at(day, 16):
        services.evaluate(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "evaluation", day),
            look_back=LookBack(
                happened_on=day,
                spoken_with="De ouders, de leerkracht en het wijkteam",
                went_well="Iedereen wist wie wat deed. De ouders konden altijd bellen.",
                better="Het eerste gesprek had een maand eerder gekund.",
                family_view="De ouders vonden het eerst eng en zijn nu blij dat we erover begonnen.",
            ),
        )


def letter(one: Teller, day: date, *, again: bool = False) -> None:
    """The words of the letter to Veilig Thuis; again: the next version of it."""
    more = " Sinds het gesprek van vrijdag gebeurt dit nu ook in de ochtend." if again else ""
    with at(day, 13, 40):
        services.write_letter(
            actor=one.af,
            case=one.case,
            key=key(one.case.pk, "letter", again),
            seen=int(again),
            words=LetterWords(
                worry=one.say(one.theme.worry) + more,
                told="De ouders weten dat wij melden en wat erin staat. Zij zijn het er niet mee eens.",
                request="Wilt u onderzoeken of het thuis veilig is, en ons laten weten wat de school doet?",
            ),
        )


def followed(one: Teller, day: date, how: str = AdviceFollowed.Followed.YES) -> None:
    """What was done with the latest advice."""
    words = {
        AdviceFollowed.Followed.YES: "Zo hebben we het gedaan, binnen een week.",
        AdviceFollowed.Followed.PARTLY: "Het gesprek is er geweest. De jeugdarts kan pas over een maand.",
        AdviceFollowed.Followed.NO: "We wachtten niet een week: de dag erna was er een nieuw signaal.",
    }
    asked = Consultation.objects.filter(case=one.case)[0]
    with at(day, 10, 50):
        record_advice_followed(
            actor=one.af,
            consultation=asked,
            key=key(asked.pk, "followed", day),
            followed=how,
            what=words[AdviceFollowed.Followed(how)],
        )
