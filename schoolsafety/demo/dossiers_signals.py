"""Stories of signals in full: completed later, corrected in day and kind, and one still being corrected."""

from dataclasses import replace

from dossiers import services
from dossiers.models import Draft, Signal, SignalVersion
from dossiers.services import SignalText, SignalWhen
from schoolsafety.demo.clock import at, workday_before
from schoolsafety.demo.dossiers import log
from schoolsafety.demo.world import World, key

_K = Signal.Kind
_Why, _Told = SignalVersion.Qualification, SignalVersion.Informed


def tell(world: World) -> None:
    """Tell them all."""
    _completed(world)
    _with_a_diagnosis(world)
    _untold(world)
    _being_corrected(world)


def _completed(world: World) -> None:
    """Quick between two lessons, completed after school, then corrected: it was a day earlier."""
    sanne, thijs = world.user("juf.sanne"), world.pupil("Thijs", "Boer")
    day = workday_before(9)
    signal = log(
        sanne,
        thijs,
        day,
        [_K.BEHAVIOUR],
        SignalText(facts="Thijs kwam drie kwartier te laat en had zijn tas niet bij zich."),
    )
    with at(day, 15, 45):
        services.complete_signal(
            actor=sanne,
            signal=signal,
            key=key("completed", "thijs"),
            number=1,
            text=SignalText(
                facts="",
                child_words="‘Ik moest eerst mijn zusje wegbrengen.’",
                interpretation="Ik denk dat Thijs thuis veel regelt.",
                action="Ik heb Thijs gevraagd hoe zijn ochtend gaat.",
                agreement="Thijs mag mij zeggen als het weer niet lukt.",
                agreement_otherwise="Dan vraag ik zijn ouders op school.",
                parents_informed=_Told.YES,
                parents_informed_on=day,
                parents_informed_how="Ik belde vader. Hij schrok en gaat er thuis over praten.",
            ),
        )
    last = signal.versions.get(number=2)
    with at(workday_before(8), 8, 30):
        services.correct_signal(
            actor=sanne,
            signal=signal,
            key=key("corrected", "thijs"),
            number=2,
            reason="Ik vergiste me in de dag, en het gaat ook over thuis.",
            text=replace(SignalText.of(last), place="bij de voordeur"),
            when=SignalWhen(workday_before(10), (_K.BEHAVIOUR, _K.HOME), last.occurred_at),
        )


def _with_a_diagnosis(world: World) -> None:
    """A diagnosis is kept with who made it, and why that one may (D4)."""
    sanne = world.user("juf.sanne")
    rows = (
        (
            world.pupil("Björn", "Müller"),
            "Dyslexie",
            "de behandelaar van het dyslexiecentrum, brief van september",
            _Why.OTHER,
        ),
        (
            world.pupil("Sem", "Blom"),
            "Astma",
            "de kinderarts, brief van augustus",
            _Why.BIG,
        ),
    )
    for pupil, diagnosis, by, qualification in rows:
        log(
            sanne,
            pupil,
            workday_before(20),
            [_K.LEARNING if qualification == _Why.OTHER else _K.INJURY],
            SignalText(
                facts=f"{pupil.call_name} deed vandaag de helft van de dag niet mee.",
                diagnosis=diagnosis,
                diagnosis_by=by,
                diagnosis_qualification=qualification,
                action="Ik heb het met de intern begeleider besproken.",
            ),
        )


def _untold(world: World) -> None:
    """Not told on purpose: the AF HGKM decides whether the parents may read it (A4)."""
    omar, yara = world.user("meester.omar"), world.pupil("Yara", "Ploeg")
    log(
        omar,
        yara,
        workday_before(1),
        [_K.BEHAVIOUR],
        SignalText(
            facts="Yara wilde na school niet mee met wie haar ophaalde en hield mijn hand vast.",
            child_words="‘Mag ik hier blijven tot het donker is?’",
            parents_informed=_Told.NO,
            parents_not_informed_reason="Yara zegt dat ze thuis straf krijgt als ze iets vertelt.",
        ),
    )


def _being_corrected(world: World) -> None:
    """A correction that is still being written."""
    sanne, sem = world.user("juf.sanne"), world.pupil("Sem", "Blom")
    signal = log(
        sanne,
        sem,
        workday_before(3),
        [_K.BEHAVIOUR],
        SignalText(facts="Sem speelde de hele pauze alleen bij het hek.", place="schoolplein"),
    )
    with at(workday_before(2)):
        services.save_draft(
            actor=sanne,
            pupil=sem,
            key=key("draft", "sem"),
            content={"facts": "Sem speelde de eerste pauze alleen bij het hek, en", "number": "1"},
            form=Draft.Form.CORRECTION,
            about=signal,
        )
