"""No name of the school gets through: what is found in a text, and what it is replaced by (A5)."""

import random
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meldcode.everyday import EVERYDAY
from meldcode.identifying import Identifying, Sort, identifying, plain
from meldcode.services.summaries import told
from schools.models import Guardian, Pupil, StaffMember
from tests.factories import make_pupil
from tests.meldcode import helpers
from writing.masking import folded


@pytest.fixture
def who(world) -> Identifying:
    world.school.name = "Basisschool De Regenboog"
    world.school.save()
    make_pupil(world.school, call_name="Zoë", prefix="van der", last_name="Meer-d'Aubigné")
    make_pupil(world.school, call_name="Jan-Willem", prefix="de", last_name="Groot")
    make_pupil(world.school, call_name="Roos", last_name="Groß")
    make_pupil(world.school, call_name="ليلى", last_name="الحسن")
    make_pupil(world.school, call_name="Wil", last_name="Wiśniewska")
    StaffMember.objects.create(
        school=world.school, key="s9", call_name="Anneke", prefix="ter", last_name="Horst",
        sort_name="horst",
    )  # fmt: skip
    Guardian.objects.create(
        school=world.school, pupil=world.pupil, name="Mw. F. El Idrissi", relation="moeder",
        phone="+31 6 12345678", starts_on=helpers.days(-30),
    )  # fmt: skip
    return identifying(helpers.open_case(world))


@pytest.mark.parametrize(
    "text",
    [
        "Zoë huilt.", "zoe huilt.", "ZOË huilt.", "Zoe\u0308 huilt.", "Zo\u00adë huilt.",
        "van der Meer", "vandermeer", "meer d'aubigne", "AUBIGNÉ", "Jan-Willem", "jan willem",
        "janwillem", "Willem", "Groot", "Sem de Groot", "J. de Groot", "j. de groot", "familie groot", "juf roos",
        "Roos", "roos groß", "GROSS", "ليلى", "Wil", "wisniewska", "Wiśniewska's fiets", "juf anneke",
        "ter horst", "Horst", "El Idrissi", "idrissi", "De Regenboog", "Regenboog",
        "ouder@example.nl", "06-12345678", "0031612345678", "6 1234 5678", "12-03-2017",
        "12 maart 2017", "2017-03-12", "geboren op 1 maart", "1-3", "1234 AB", "1234ab",
        "Dorpsstraat 12", "123456789",
    ],
)  # fmt: skip
def test_what_tells_about_whom_it_is_is_found(who: Identifying, text: str) -> None:
    assert who.hits(f"Gisteren zagen wij: {text}"), text


@pytest.mark.parametrize(
    "text",
    [
        "Het kind wil niet naar huis.", "Een groot verdriet.", "Het tekent een regenboog.",
        "De roos is rood.", "In 2025-2026 was het anders.", "Het is 12.30 uur.", "Groep 5, 3 keer.",
        "Het kind is 8 jaar. De moeder van het kind belde.", "Sinds ongeveer 3 maanden.",
        "Tussen 2 en 3 maart.", "Weet u wil het kind niet kan slapen?", "Moeder wil geen hulp.",
        "Alle rozen en roosters.", "De boeren op het land.",
    ],
)  # fmt: skip
def test_ordinary_words_stay(who: Identifying, text: str) -> None:
    assert who.hits(text) == []


def test_the_brin_of_the_school_is_found(world) -> None:
    who = identifying(helpers.open_case(world))
    assert who.hits(f"Wij zijn {world.school.brin.lower()}.")
    assert who.hits(f"Wij zijn {world.school.brin}00.")


def test_the_child_and_its_family_become_words(world, who: Identifying) -> None:
    pupil = world.pupil
    text = f"Mevrouw {pupil.last_name} haalt {pupil.full_name} op. {pupil.call_name} huilt bij juf Anneke."
    masked = who.masked(text)
    assert masked == "Iemand van het gezin haalt het kind op. Het kind huilt bij iemand anders."


def test_a_brother_at_a_school_where_the_writer_may_not_look_is_found_too(world) -> None:
    world.pupil.siblings.add(world.foreign_pupil)
    who = identifying(helpers.open_case(world))
    assert who.hits(f"{world.foreign_pupil.call_name} zit op een andere school.")


def test_the_number_of_queries_does_not_grow(world) -> None:
    case = helpers.open_case(world)
    identifying(case)
    with CaptureQueriesContext(connection) as first:
        identifying(case)
    for number in range(5):
        make_pupil(world.school, call_name=f"Naam{number}")
    with CaptureQueriesContext(connection) as second:
        identifying(case)
    assert len(first) == len(second)


def test_the_reason_names_what_was_found_and_how_to_go_on(who: Identifying) -> None:
    reason = told(who.hits("Zoë belde 06-12345678 en Zoë huilde."))
    assert reason.count("Zoë") == 1
    assert "06-12345678" in reason


def _written(name: str, chance: random.Random) -> str:
    """Return the name as somebody may write it: any case, with or without accents, composed or not."""
    if chance.random() < 0.5:
        name = "".join(
            one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)
        )
    if chance.random() < 0.5:
        name = unicodedata.normalize(chance.choice(["NFC", "NFD"]), name)
    return "".join(chance.choice([str.upper, str.lower])(one) for one in name)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_any_name_in_any_case_is_found_and_masked(big_school, seed: int) -> None:
    who, names = big_school
    chance = random.Random(seed)
    name = _written(chance.choice(names), chance)
    text = f"Wij zagen vandaag {name} op het plein."
    if name == name.lower() and folded(plain(name)) in EVERYDAY:
        return  # in small letters, alone, it is the word
    assert who.hits(text), name
    assert name not in who.masked(text)
    assert who.hits(who.masked(text)) == []


@pytest.fixture
def big_school(world):
    from schools.edexml_sample import sample_school

    sample = sample_school(pupils=400)
    for person in sample.pupils:
        make_pupil(
            world.school, call_name=person.call_name, prefix=person.prefix,
            last_name=person.last_name,
        )  # fmt: skip
    who = identifying(helpers.open_case(world))
    pupils = Pupil.objects.filter(school=world.school)
    names = {
        text
        for pupil in pupils
        for text in (pupil.full_name, pupil.call_name, f"{pupil.prefix} {pupil.last_name}".strip())
        if sum(one.isalpha() for one in text) > 1
    }
    return who, sorted(names)


def test_sorts_have_words() -> None:
    from meldcode.identifying import WORDS

    assert set(WORDS) == set(Sort)
