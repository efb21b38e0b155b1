"""Stories of parents' rights: views, requests in every state, consents, what Veilig Thuis was told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.context import acting_as
from core.workdays import today
from dossiers import services
from dossiers.models import Consent, Disclosure, InformationGiven, ParentRequest, Signal, Way
from dossiers.services import SignalText, answers, consents, information, requests, statements
from dossiers.services.consents import ConsentText
from dossiers.services.information import Told
from dossiers.services.parents import About
from schools.models import Guardian, Pupil
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.dossiers import log
from schoolsafety.demo.world import World, key

_KIND, _OUTCOME = ParentRequest.Kind, ParentRequest.Outcome


def tell(world: World) -> None:
    """Tell them all."""
    noor = world.pupil("Noor", "Veenstra")
    _views(world, noor)
    _waiting(world, noor)
    _answered(world, noor)
    _erased(world, noor)
    _consents(world, noor)
    _veilig_thuis(world)


def _parent(world: World, pupil: Pupil, username: str) -> Guardian:
    return pupil.guardians.get(user=world.user(username))


def _opened(pupil: Pupil) -> Signal:
    """A signal that the parents read already."""
    made = Disclosure.objects.filter(pupil=pupil, signal__isnull=False).select_related("signal")
    found = made.order_by("created_at", "pk")[0].signal
    assert found is not None  # noqa: S101 - it was filtered
    return found


def _small(world: World, pupil: Pupil, days: int, facts: str) -> Signal:
    text = SignalText(facts=facts, action="Ik heb het met Noor besproken.")
    day = workday_before(days)
    return log(world.user("juf.sanne"), pupil, day, [Signal.Kind.BEHAVIOUR], text)


def _views(world: World, noor: Pupil) -> None:
    """Maria's view beside a signal, in the portal; Peter's on paper, about the whole dossier."""
    maria, sanne = world.user("ouder.maria"), world.user("juf.sanne")
    signal = _opened(noor)
    with at(workday_before(3), 20):
        statements.add_view(
            actor=maria,
            pupil=noor,
            key=key("view", noor, "maria"),
            text="Thuis zie ik dit ook, maar vooral op dagen na een wissel. Wij oefenen nu met een "
            "vaste tas en een vaste tijd. Ik hoop dat school dat meeneemt.",
            about=About("signal", signal.pk),
        )
    with at(workday_before(8), 8, 50):
        statements.take_in_view(
            actor=sanne,
            pupil=noor,
            key=key("view", noor, "peter"),
            guardian=_parent(world, noor, "ouder.peter"),
            way=Way.PAPER,
            text="Ik vind dat er in het dossier te weinig staat over wat goed gaat met Noor.",
        )


def _file(world: World, noor: Pupil, days: int, kind: str, text: str, **more: Any) -> ParentRequest:
    """Maria files a request in the portal."""
    with at(workday_before(days), 19, 30):
        return requests.file_request(
            actor=world.user("ouder.maria"),
            pupil=noor,
            key=key("request", noor, text),
            kind=kind,
            text=text,
            **more,
        )


def _take_in(world: World, noor: Pupil, days: int, kind: str, way: str, text: str) -> ParentRequest:
    """The school puts in what Peter sent."""
    with at(workday_before(days), 9, 15):
        return requests.take_in_request(
            actor=world.user("juf.sanne"),
            pupil=noor,
            key=key("request", noor, text),
            guardian=_parent(world, noor, "ouder.peter"),
            kind=kind,
            way=way,
            received_on=workday_before(days),
            text=text,
        )


def _waiting(world: World, noor: Pupil) -> None:
    """One that waits, one of which the four weeks have passed, one that was taken back."""
    about = About("signal", _opened(noor).pk)
    _file(
        world, noor, 11, _KIND.CORRECT, "Het was niet op die dag maar een dag later.", about=about
    )
    _take_in(
        world, noor, 22, _KIND.ADD, Way.LETTER,
        "In het dossier ontbreekt dat ik zelf om een gesprek heb gevraagd. Wilt u dat toevoegen?",
    )  # fmt: skip
    back = _file(world, noor, 6, _KIND.ADD, "Wilt u toevoegen dat Noor nu bij oma eet?")
    with at(workday_before(5), 21):
        requests.withdraw_request(actor=world.user("ouder.maria"), request=back)


def _answer(world: World, request: ParentRequest, days: int, **given: Any) -> ParentRequest:
    actor = given.pop("actor", world.user("af.hgkm"))
    with at(workday_before(days), 13, 40):
        return answers.answer_request(
            actor=actor, request=request, key=key("answer", request.pk), **given
        )


def _answered(world: World, noor: Pupil) -> None:
    """Granted and corrected, granted and not yet done, granted in part, and refused with the reasons."""
    sanne, af = world.user("juf.sanne"), world.user("af.hgkm")
    signal = _small(world, noor, 26, "Noor kwam twee keer te laat en zei dat de fiets stuk was.")
    about = About("signal", signal.pk)
    asked = _take_in(
        world, noor, 24, _KIND.CORRECT, Way.MAIL, "Noor was één keer te laat, niet twee."
    )
    granted = _answer(
        world, asked, 21, about=about, outcome=_OUTCOME.GRANTED,
        answer="U hebt gelijk. Wij hebben het in de lijst nagekeken en passen het aan.",
    )  # fmt: skip
    with at(workday_before(20), 16):
        now = signal.versions.get(number=1)
        version = services.correct_signal(
            actor=sanne, signal=signal, key=key("correction", signal.pk), number=1,
            reason="Op verzoek van een ouder: het was één keer.",
            text=replace(
                SignalText.of(now), facts="Noor kwam een keer te laat en zei dat de fiets stuk was."
            ),
        )  # fmt: skip
        answers.link_version(actor=af, request=granted, version=version)
    waits = _take_in(
        world, noor, 9, _KIND.ADD, Way.PAPER, "Zet erbij dat Noor op woensdag bij mij slaapt."
    )
    _answer(
        world, waits, 2, outcome=_OUTCOME.GRANTED,
        answer="Dat zetten wij erbij, bij de afspraken over de woensdag.",
    )  # fmt: skip
    partly = _file(
        world, noor, 16, _KIND.ADD, "Schrijf alle goede cijfers van Noor in het dossier."
    )
    _answer(
        world, partly, 12, outcome=_OUTCOME.PARTLY, add_view=True,
        answer="Wij voegen toe wat in het laatste gesprek over het lezen is gezegd.",
        grounds="Cijfers staan in het rapport. Dit dossier gaat over zorgen en afspraken.",
    )  # fmt: skip
    refused = _file(world, noor, 14, _KIND.CORRECT, "Haal weg dat Noor moe was. Ze was niet moe.")
    _answer(
        world, refused, 7, actor=world.user("manager"), outcome=_OUTCOME.REFUSED, add_view=True,
        answer="Wij laten de tekst staan. Wel staan uw eigen woorden nu ernaast.",
        grounds="De leerkracht schreef op wat zij zag: dat Noor bijna in slaap viel.",
    )  # fmt: skip


def _erased(world: World, noor: Pupil) -> None:
    """A text that did not belong in a dossier: erased, by who granted it."""
    signal = _small(
        world, noor, 28, "Noor vertelde over de vakantie en het nieuwe werk van haar oom."
    )
    asked = _file(
        world,
        noor,
        19,
        _KIND.ERASE,
        "Wat over onze familie staat, is niet nodig. Wilt u het wissen?",
    )
    erased = _answer(
        world, asked, 15, about=About("signal", signal.pk), outcome=_OUTCOME.GRANTED,
        answer="U hebt gelijk. Dit hoort niet in een dossier. Wij wissen de tekst.",
    )  # fmt: skip
    with at(workday_before(15), 14), acting_as(world.user("af.hgkm")):
        answers.erase_entry(actor=world.user("af.hgkm"), request=erased)


_LOGO = ConsentText(
    purpose="Onderzoeken waarom lezen moeilijk blijft, en samen een plan maken.",
    what="De leestoetsen van dit schooljaar en het plan voor lezen.",
    giver="de leerkracht van groep 5A",
    receiver="Logopediepraktijk De Letterboom",
)


def _give(world: World, noor: Pupil, days: int, name: str, **given: Any) -> Consent:
    values: dict[str, Any] = {
        "text": _LOGO,
        "agreed_by": list(noor.guardians.filter(gezag=True)),
        "way": Way.PAPER,
    }
    with at(workday_before(days), 15):
        return consents.give_consent(
            actor=world.user("af.hgkm"),
            pupil=noor,
            key=key("consent", noor, name),
            agreed_on=workday_before(days),
            **(values | given),
        )


def _consents(world: World, noor: Pupil) -> None:
    """Running with both parents and with one, taken back, ended by itself, renewed."""
    youth = replace(
        _LOGO,
        receiver="Schoolmaatschappelijk werk Het Baken",
        purpose="Meedenken over rust op de dagen van wisselen.",
        what="De afspraken met beide ouders over de woensdag.",
    )
    only = [_parent(world, noor, "ouder.maria")]
    _give(world, noor, 9, "one parent", text=youth, agreed_by=only, due_on=today() + timedelta(12))
    doctor = replace(_LOGO, receiver="Jeugdarts", purpose="Kijken naar slaap en eten.")
    back = _give(world, noor, 18, "taken back", text=doctor)
    with at(workday_before(4), 20):
        consents.withdraw_consent(actor=world.user("ouder.peter"), consent=back)
    library = replace(_LOGO, receiver="Bibliotheek, voorleesproject", purpose="Voorlezen thuis.")
    _give(world, noor, 40, "ended", text=library, due_on=workday_before(10))
    consents.expire_consents(today())
    old = _give(world, noor, 30, "old", due_on=today() + timedelta(20))
    with at(workday_before(6), 15):
        consents.renew_consent(
            actor=world.user("af.hgkm"),
            consent=old,
            key=key("consent", noor, "new"),
            text=_LOGO,
            agreed_by=list(noor.guardians.filter(gezag=True)),
            agreed_on=workday_before(6),
            way=Way.MAIL,
        )


def _veilig_thuis(world: World) -> None:
    """What was told in an investigation: the account is right, is not, and has not come yet."""
    af, daan = world.user("af.hgkm"), world.pupil("Daan", "Vliet")
    manner, approved = InformationGiven.Manner, InformationGiven.Approved
    stories: list[tuple[int, str, str, str]] = [
        (20, manner.SPOKEN, approved.YES, ""),
        (
            12,
            manner.WRITTEN,
            approved.NO,
            "Er staat een verkeerde dag in. Een nieuw verslag volgt.",
        ),
        (3, manner.SPOKEN, approved.WAITING, ""),
    ]
    for days, how, right, note in stories:
        with at(workday_before(days), 11):
            given = information.record_information(
                actor=af,
                pupil=daan,
                key=key("information", daan, days),
                given_by=af,
                told=Told(
                    given_on=workday_before(days),
                    asked_by="een onderzoeker van Veilig Thuis",
                    file_number="VT-2026-0417",
                    manner=how,
                    what="Hoe vaak Daan er was, en wat de leerkracht zelf zag. Niets over anderen.",
                    consent=days == 20,
                    no_consent_reason="" if days == 20 else "Vragen zou Daan in gevaar brengen.",
                ),
            )
        if right != approved.WAITING:
            with at(workday_before(days - 2), 11):
                information.approve_information(
                    actor=af, information=given, approved=right, note=note,
                    approved_on=workday_before(days - 2),
                )  # fmt: skip
