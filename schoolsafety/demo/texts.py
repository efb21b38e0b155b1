"""What an ordinary school day leaves in a logbook: invented, mild, in plain Dutch."""

from dataclasses import dataclass

from dossiers.models import Signal

_K = Signal.Kind


@dataclass(frozen=True, slots=True)
class Everyday:
    """An observation with what was done; `{naam}` is the child."""

    kinds: tuple[str, ...]
    facts: str
    interpretation: str
    action: str


EVERYDAY = (
    Everyday(
        (_K.BEHAVIOUR,),
        "{naam} zat na de pauze met het hoofd op de tafel en gaf twee keer geen antwoord.",
        "Ik denk dat {naam} moe was, want gisteren was er sportdag.",
        "Ik heb {naam} wat water gegeven en na tien minuten gevraagd of het ging.",
    ),
    Everyday(
        (_K.CARE,),
        "{naam} had geen jas aan, terwijl het buiten vier graden was.",
        "Dit is de eerste keer dat ik het zie.",
        "We hebben samen een jas uit de bak met gevonden spullen gepakt.",
    ),
    Everyday(
        (_K.LEARNING,),
        "{naam} maakte zes van de twintig sommen. Vorige week waren het er achttien.",
        "Het lijkt me dat de aandacht er niet bij was.",
        "Morgen maak ik de eerste sommen samen met {naam}.",
    ),
    Everyday(
        (_K.BEHAVIOUR,),
        "{naam} speelde vandaag in beide pauzes alleen, bij het hek.",
        "Ik weet niet of {naam} dat zelf wilde.",
        "Ik heb gevraagd of ik kon helpen om mee te doen. Dat hoefde niet.",
    ),
    Everyday(
        (_K.HOME,),
        "{naam} vertelde in de kring dat er thuis dozen staan omdat een van de ouders gaat verhuizen.",
        "{naam} vertelde het rustig.",
        "Ik heb gezegd dat {naam} altijd bij mij mag komen praten.",
    ),
    Everyday(
        (_K.CARE, _K.DEBT),
        "{naam} had voor de derde keer deze week geen brood bij zich.",
        "Misschien lukt het thuis in de ochtend niet.",
        "{naam} kreeg brood van school. Ik bel morgen naar huis.",
    ),
    Everyday(
        (_K.INJURY,),
        "{naam} had een schaafplek op de knie en zei dat die van het fietsen kwam.",
        "Het verhaal past bij de plek.",
        "Ik heb de plek schoongemaakt en er een pleister op gedaan.",
    ),
    Everyday(
        (_K.CONTACT,),
        "{naam} wilde bij het ophalen niet meteen mee en hield de deur vast. Na twee minuten ging het.",
        "Dat heb ik niet eerder gezien.",
        "Ik heb het kort met de ouder besproken bij de deur.",
    ),
    Everyday(
        (_K.UPBRINGING,),
        "{naam} was maandag en dinsdag een half uur te laat en kwam alleen.",
        "Ik wil weten hoe de ochtend thuis gaat.",
        "Ik heb gevraagd of alles goed ging en het genoteerd bij de aanwezigheid.",
    ),
    Everyday(
        (_K.OTHER,),
        "{naam} schreef in het weekverhaal dat slapen niet goed lukt.",
        "Dat kan veel oorzaken hebben.",
        "Ik kijk volgende week of het nog zo is.",
    ),
)
