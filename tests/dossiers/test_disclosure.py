"""What parents read: no name, initial or source of anybody else; everything about their own child."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.context import acting_as
from core.ids import uuid7
from dossiers import disclosure, initials, services
from dossiers.disclosure import SignalReading
from dossiers.models import Disclosure, Signal, SignalVersion
from dossiers.services import SignalText
from schools.models import Guardian
from tests.dossiers.helpers import complete, correct, make_signal
from tests.factories import make_guardian, make_pupil, make_user
from writing.masking import Kind, NameTable, Person, mask_initials
from writing.names import names_around

OWN = [Person("Noor", "van Dijk", Kind.KEEP), Person("Anna", "de Wit", Kind.KEEP)]
OTHERS = [
    Person("Sem", "de Jong", Kind.CHILD),
    Person("Zoë", "'t Hoen", Kind.CHILD),
    Person("Noor", "Bakker", Kind.CHILD),
    Person("Wil", "van Dijk", Kind.CHILD),
    Person("Mohammed-Ali", "El Amrani", Kind.CHILD),
    Person("محمد", "الأمراني", Kind.CHILD),
    Person("Karin", "Smit-Visser", Kind.SOMEBODY),
    Person("J", "Postma", Kind.SOMEBODY),
]
TABLE = NameTable.of(OWN, OTHERS)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Sem duwde Noor.", "KIND duwde Noor."),
        ("Sem de Jong duwde Noor van Dijk.", "KIND duwde Noor van Dijk."),
        ("sem de jong duwde", "KIND duwde"),
        ("SEM DE JONG duwde", "KIND duwde"),
        ("De jas van De Jong", "De jas van KIND"),
        ("Sems jas en Sem's tas", "KIND jas en KIND's tas"),
        ("Zoe en ZOË 't Hoen en Zoë", "KIND en KIND en KIND"),
        ("Noor Bakker sloeg Noor", "KIND sloeg Noor"),
        ("Wil wil naar huis", "KIND wil naar huis"),
        ("Wil van Dijk en Noor van Dijk", "KIND en Noor van Dijk"),
        ("de familie van Dijk", "de familie van Dijk"),
        ("Mohammed Ali en Amrani", "KIND en KIND"),
        ("محمد sloeg", "KIND sloeg"),
        ("Karin Smit-Visser, mevrouw Smit Visser", "IEMAND, mevrouw IEMAND"),
        ("Postma en J", "IEMAND en J"),
        ("Anna de Wit belde", "Anna de Wit belde"),
        ("Semafoor en Hoenderpark", "Semafoor en Hoenderpark"),
        ("", ""),
    ],
)
def test_names_of_others_go_and_those_of_the_own_family_stay(text: str, masked: str) -> None:
    assert TABLE.mask(text, child="KIND", somebody="IEMAND") == masked


@given(st.text(max_size=200))
def test_masking_a_text_without_names_changes_nothing(text: str) -> None:
    table = NameTable.of(OWN, [Person("Xqzvkind", "Xqzvnaam", Kind.CHILD)])
    if "xqzv" not in text.casefold():
        assert table.mask(text, child="KIND", somebody="IEMAND") == text


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_full_name_never_survives_wherever_it_stands(before: str, after: str) -> None:
    masked = TABLE.mask(f"{before} Sem de Jong {after}", child="KIND", somebody="IEMAND")
    assert "Sem de Jong" not in masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("M. sloeg S.v.D.", "X sloeg X"),
        ("M sloeg SvD en S. v. D. terug", "X sloeg X en X terug"),
        ("Mama en MAVO", "Mama en MAVO"),
        ("klas 5.M.", "klas 5.M."),
        ("IJ. lachte", "X lachte"),
    ],
)
def test_initials_of_others_go_too(text: str, masked: str) -> None:
    assert mask_initials(text, ["M.", "S.v.D.", "IJ."], somebody="X") == masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("M., S.v.D.", "M., S.v.D."),
        ("M, S. v. D.; IJ. en É.K.", "M., S.v.D., IJ., É.K."),
        ("M., M.", "M."),
        ("", ""),
    ],
)
def test_initials_are_tidied(text: str, kept: str) -> None:
    assert initials.tidy(text) == kept


@pytest.mark.parametrize("text", ["Sem", "Sem B.", "S.v.Dijk", "juf", "MB", "3", "A.B.C.D.E.F.G."])
def test_what_is_no_initial_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="initials"):
        initials.tidy(text)


CANARY = {
    "place": "Thuis bij Sem Kanarie",
    "facts": "Sem duwde Noor. Q. keek toe met Vera Kanarie-Moeder.",
    "hearsay": "Sem Kanarie zei dat het vaker gebeurt.",
    "hearsay_source": "Bronnie Bronkanarie",
    "hearsay_consent": True,
    "interpretation": "Ik denk dat Sem bang is voor Q.",
    "others": "Q.",
    "action": "Met Sem gepraat.",
    "agreement": "Sem en Noor spelen apart.",
    "agreement_otherwise": "Dan bel ik Vera Kanarie-Moeder.",
}
SECRETS = ("Sem", "Kanarie", "Vera", "Bronnie", "Bronkanarie", "Q.")


def read_by_parents(signal: Signal) -> SignalReading | None:
    """Return what parents read of a signal, or None."""
    made = Disclosure.objects.filter(signal=signal).last()
    return None if made is None else disclosure.reading_in(made)


@pytest.fixture
def disclosed(world) -> Signal:
    sem = make_pupil(world.school, world.other_group, "Sem", "", "Kanarie")
    Guardian.objects.filter(pk=make_guardian(sem, make_user()).pk).update(
        name="Vera Kanarie-Moeder"
    )
    signal = make_signal(world.teacher, world.pupil, **CANARY)
    services.disclose_signal(actor=world.af, signal=signal, number=1)
    return signal


def test_no_canary_reaches_the_parents(world, disclosed: Signal) -> None:
    view = read_by_parents(disclosed)
    assert view is not None
    for secret in SECRETS:
        assert secret not in disclosure.dump(view)
    assert view.facts == "Een ander kind duwde Noor. Iemand anders keek toe met iemand anders."
    assert view.agreement == "Een ander kind en Noor spelen apart."
    assert (view.version, view.corrected) == (1, False)
    assert view.kind_labels == ["Kleding, lichaam, verzorging"]
    with override("en"):
        assert view.kind_labels == ["Clothes, body, daily care"]


def test_what_is_kept_is_what_the_preview_showed(world, disclosed: Signal) -> None:
    preview = disclosure.read_signal(disclosed.current, names_around(world.pupil))
    assert read_by_parents(disclosed) == preview


def test_only_a_correction_is_shown_as_put_right_later(world) -> None:
    """What was filled in later is no correction; what was corrected before it stays one (D6)."""
    signal = make_signal(world.teacher, world.pupil)
    complete(signal, world.teacher, action="Een jas geleend.")
    correct(signal, world.teacher, number=2, facts="Kwam zonder das.")
    complete(signal, world.teacher, number=3, agreement="Morgen bellen.")
    versions = signal.versions.order_by("number")
    readings = [disclosure.read_signal(version, NameTable()) for version in versions]
    assert [reading.corrected for reading in readings] == [False, False, True, True]


def test_preview_in_english_keeps_the_dutch_words(world, disclosed: Signal) -> None:
    with override("en"):
        names = names_around(world.pupil)
        reading = disclosure.read_signal(disclosed.current, names)
        assert reading.facts.startswith("Een ander kind")


def test_signal_that_was_not_opened_has_nothing_for_parents(world) -> None:
    assert read_by_parents(make_signal(world.teacher, world.pupil)) is None


def test_correction_reaches_the_parents_only_when_it_is_opened_anew(
    world, disclosed: Signal
) -> None:
    services.correct_signal(
        actor=world.teacher,
        signal=disclosed,
        key=uuid7(),
        number=1,
        reason="r",
        text=SignalText(facts="Verbeterd feit"),
    )

    def facts() -> str:
        view = read_by_parents(disclosed)
        assert view is not None
        return view.facts

    assert "Een ander kind" in facts()
    services.disclose_signal(actor=world.manager, signal=disclosed, number=2)
    assert facts() == "Verbeterd feit"


def test_parent_finds_what_was_opened_of_the_own_child_and_no_signal(
    world, disclosed: Signal
) -> None:
    hidden = make_signal(world.teacher, world.pupil, facts="kanarie-dicht")
    with acting_as(world.parent):
        made = Disclosure.objects.open_to(world.parent).get()
        assert made.signal_id == disclosed.pk
        assert list(Disclosure.objects.all()) == [made]
        assert disclosure.reading_in(made) is not None
        assert not Signal.objects.exists()
        assert not SignalVersion.objects.exists()
    with acting_as(world.other_parent):
        assert not Disclosure.objects.all().exists()
    assert hidden.for_parents == "nothing"


def test_others_that_older_records_hold_by_name_are_masked_as_they_stand(world) -> None:
    clean = disclosure.masker(NameTable.of(OWN, []), "Sem")
    assert clean("Sem kwam") == "Iemand anders kwam"


def test_a_disclosure_survives_being_written_and_read(world, disclosed: Signal) -> None:
    made = Disclosure.objects.get()
    assert disclosure.dump(disclosure.load("signal", made.content)) == made.content
