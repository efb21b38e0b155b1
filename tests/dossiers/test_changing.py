"""Completing and correcting a signal: who comes second sees the difference and keeps the text (D1, D6)."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Event
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.workdays import today
from dossiers import services
from dossiers.models import Draft, SignalVersion
from dossiers.services import SignalText, SignalWhen
from dossiers.services.signal_text import still_empty
from tests.dossiers.helpers import complete, correct, full, make_signal, open_dossier
from tests.dossiers.pages import queries_of, text_of, url
from tests.factories import login

Change = SignalVersion.Change


def test_addition_fills_what_was_empty_without_a_reason(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Zonder jas.", place="Klas")
    version = complete(signal, world.teacher, child_words="Ik heb het koud.", action="Jas geleend.")
    assert (version.number, version.change, version.change_reason) == (2, Change.ADDITION, "")
    assert (version.facts, version.place) == ("Zonder jas.", "Klas")
    assert (version.child_words, version.action) == ("Ik heb het koud.", "Jas geleend.")
    event = Event.objects.filter(action="dossiers.signal_completed").get()
    assert sorted(event.detail["fields"]) == ["action", "child_words"]


FILLED = {
    "place": "Klas",
    "hearsay": "Ruzie.",
    "hearsay_source": "tante",
    "hearsay_consent": True,
    "parents_informed": "no",
    "parents_not_informed_reason": "Gevaar.",
}


@pytest.mark.parametrize(
    "text",
    [
        {"place": "Plein"},
        {"hearsay": "Anders."},
        {"hearsay_source": "oom"},
        {"parents_informed": "yes", "parents_informed_on": today()},
        {"parents_not_informed_reason": "Anders."},
        {"parents_informed_how": "Gebeld."},
    ],
)
def test_addition_changes_nothing_that_stands_there(world, text: dict[str, Any]) -> None:
    signal = make_signal(world.teacher, world.pupil, **FILLED)
    with pytest.raises(Refused) as refused:
        complete(signal, world.teacher, **text)
    assert refused.value.field in text
    assert signal.versions.count() == 1


def test_what_belongs_together_is_added_together(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    assert {"hearsay", "hearsay_source", "diagnosis", "parents_informed_how"} <= set(
        still_empty(signal.current)
    )
    with pytest.raises(Refused) as refused:
        complete(signal, world.teacher, diagnosis="ADHD")
    assert refused.value.field == "diagnosis_by"
    version = complete(signal, world.teacher, parents_informed="yes", parents_informed_on=today())
    assert "parents_informed_how" in still_empty(version)
    assert "parents_informed_on" not in still_empty(version)
    later = complete(signal, world.teacher, number=2, parents_informed_how="Gebeld.")
    assert later.parents_informed_how == "Gebeld."


def test_nothing_added_and_an_addition_on_an_older_version_are_refused(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    with pytest.raises(Refused):
        complete(signal, world.teacher)
    complete(signal, world.teacher, action="Een")
    with pytest.raises(Conflict):
        complete(signal, world.teacher, agreement="Twee")


def test_addition_sent_twice_is_one_version(world) -> None:
    signal, key = make_signal(world.teacher, world.pupil), uuid7()
    text = SignalText(facts="", action="Gebeld.")
    for _repeat in range(2):
        made = services.complete_signal(
            actor=world.teacher, signal=signal, key=key, number=1, text=text
        )
        assert made.pk == key
    assert signal.versions.count() == 2


def test_correction_changes_day_time_and_kinds_and_the_signal_follows(world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Zonder jas.")
    day = today() - timedelta(days=2)
    version = correct(signal, world.teacher, when=SignalWhen(day, ("violence", "home"), None))
    assert (version.change, version.facts) == (Change.CORRECTION, "Zonder jas.")
    assert (signal.occurred_on, signal.kinds) == (day, ["violence", "home"])
    signal.refresh_from_db()
    assert (signal.occurred_on, signal.kinds) == (day, ["violence", "home"])
    assert signal.versions.get(number=1).kinds == ["care"]
    with pytest.raises(Refused) as refused:
        correct(
            signal, world.teacher, number=2, when=SignalWhen(today() + timedelta(days=1), ("home",))
        )
    assert refused.value.field == "occurred_on"
    with pytest.raises(Refused) as refused:
        correct(signal, world.teacher, number=2, when=SignalWhen(day, ("nonsense",)))
    assert refused.value.field == "kinds"


def test_signal_that_becomes_sensitive_opens_by_no_clock_any_more(world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    assert not signal.disclosureterms.get().decide
    correct(signal, world.teacher, when=SignalWhen(signal.occurred_on, ("sexual",)))
    assert signal.disclosureterms.get().decide


# The pages


def sent(form: Any, **changed: Any) -> dict[str, Any]:
    """What the form sends as it stands, with some fields typed in."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | changed).items() if value not in (None, "")}


def test_page_asks_only_for_what_is_left_open(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Zonder jas.", action="Jas geleend.")
    page = teacher.get(url("complete_signal", signal.pk))
    assert not {"facts", "action", "kinds", "occurred_on"} & page.context["form"].fields.keys()
    assert "Zonder jas." in text_of(page)
    given = sent(page.context["form"], interpretation="Ik maak me zorgen.")
    assert teacher.post(url("complete_signal", signal.pk), given).status_code == 302
    assert signal.versions.get(number=2).interpretation == "Ik maak me zorgen."


def test_page_of_a_signal_without_an_open_field_says_so(teacher, world) -> None:
    given = {**full(), "key": uuid7()}
    teacher.post(url("signal_full", world.pupil.pk), given)
    signal = world.pupil.signals.get()
    page = teacher.get(url("complete_signal", signal.pk))
    assert "In dit signaal staat niets meer open." in text_of(page)
    assert 'type="submit"' not in text_of(page).split("<main")[1].split("</main>")[0]


def test_addition_of_the_second_of_two_keeps_the_text_and_points_to_correcting(
    teacher, world
) -> None:
    signal = make_signal(world.teacher, world.pupil)
    address = url("complete_signal", signal.pk)
    form = teacher.get(address).context["form"]
    complete(signal, world.af, action="Van de AF.")
    lost = teacher.post(address, sent(form, action="Van mij.", agreement="Ook van mij."))
    assert lost.status_code == 422
    page = lost.context["form"]
    assert page["action"].value() == "Van mij."
    assert page["agreement"].value() == "Ook van mij."
    assert [clash.name for clash in page.clashes] == ["action"]
    again = teacher.post(address, sent(page))
    assert set(again.context["form"].errors) == {"action"}
    taken = teacher.post(address, {**sent(page), "take": "action"})
    assert taken.context["form"]["action"].value() == "Van de AF."
    assert teacher.post(address, sent(taken.context["form"])).status_code == 302
    last = signal.versions.get(number=3)
    assert (last.action, last.agreement) == ("Van de AF.", "Ook van mij.")


def test_second_of_two_corrections_sees_the_difference_and_loses_nothing(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Kwam zonder jas.", place="Klas")
    address = url("correct_signal", signal.pk)
    form = teacher.get(address).context["form"]
    correct(signal, world.af, facts="Kwam zonder rode jas.", place="Plein")
    mine = sent(form, facts="Kwam zonder blauwe jas.", action="Gebeld.", change_reason="Omdat")
    lost = teacher.post(address, mine)
    assert lost.status_code == 422
    page = lost.context["form"]
    assert page["facts"].value() == "Kwam zonder blauwe jas."
    assert page["action"].value() == "Gebeld."
    assert page["place"].value() == "Plein"  # only the other one changed it
    html = text_of(lost)
    assert "<del>" in html
    assert "<ins>" in html
    assert "rode" in html.split("<ins>")[1].split("</ins>")[0]
    assert page.taken == ["Plaats"]
    saved = teacher.post(address, sent(page))
    assert saved.status_code == 302
    last = signal.versions.get(number=3)
    assert (last.facts, last.place, last.action) == ("Kwam zonder blauwe jas.", "Plein", "Gebeld.")


def test_newest_text_is_taken_over_without_saving(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Een")
    address = url("correct_signal", signal.pk)
    form = teacher.get(address).context["form"]
    correct(signal, world.af, facts="Van de AF", when=SignalWhen(today(), ("home", "care")))
    lost = teacher.post(address, sent(form, facts="Van mij", kinds=["debt"], change_reason="x"))
    assert [clash.name for clash in lost.context["form"].clashes] == ["kinds", "facts"]
    taken = teacher.post(address, {**sent(lost.context["form"]), "take": "kinds"})
    assert taken.status_code == 200
    assert sorted(taken.context["form"]["kinds"].value()) == ["care", "home"]
    assert taken.context["form"]["facts"].value() == "Van mij"
    assert signal.versions.count() == 2


def test_draft_on_an_older_version_opens_with_the_difference(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Een", place="Klas")
    services.save_draft(
        actor=world.teacher,
        pupil=world.pupil,
        key=uuid7(),
        content={"facts": "Van mij", "number": "1"},
        form=Draft.Form.CORRECTION,
        about=signal,
    )
    correct(signal, world.af, facts="Van de AF", place="Plein")
    form = teacher.get(url("correct_signal", signal.pk)).context["form"]
    assert (form["facts"].value(), form["place"].value()) == ("Van mij", "Plein")
    assert form["number"].value() == "2"
    assert [clash.name for clash in form.clashes] == ["facts"]


def test_signal_shows_what_each_version_changed(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="Kwam zonder jas.")
    complete(signal, world.teacher, action="Gebeld.")
    when = SignalWhen(today() - timedelta(days=1), ("home",))
    correct(signal, world.teacher, number=2, facts="Kwam zonder dikke jas.", when=when)
    page = text_of(teacher.get(url("signal", signal.pk)))
    assert "Aangevuld: wat leeg was, is ingevuld." in page
    assert '<ins><span class="visually-hidden">nieuw: </span>' in page
    for word in ("dikke", "Gebeld.", "Omdat"):
        assert word in page


def test_signal_takes_as_many_queries_with_six_versions_as_with_two(teacher, world) -> None:
    signal = make_signal(world.teacher, world.pupil)
    correct(signal, world.teacher, facts="Twee")
    few = queries_of(teacher, url("signal", signal.pk))
    for number in range(2, 6):
        correct(signal, world.teacher, number=number, facts=f"Versie {number}")
    assert queries_of(teacher, url("signal", signal.pk)) == few


def test_versions_are_for_who_has_a_cause(client, world) -> None:
    signal = make_signal(world.teacher, world.pupil, facts="kanarie-een")
    correct(signal, world.teacher, facts="kanarie-twee")
    address = url("signal", signal.pk)
    login(client, world.colleague)
    assert "kanarie" not in text_of(client.get(address))
    open_dossier(world.colleague, world.pupil)
    page = text_of(client.get(address))
    assert "kanarie-een" in page.replace("<del>", "").replace("</del>", "") or "een" in page
    assert url("correct_signal", signal.pk) not in page
    for outsider in (world.parent, world.outsider):
        login(client, outsider)
        assert client.get(address).status_code in {403, 404}


def test_link_reaches_every_earlier_year_and_shows_both_ways(teacher, world) -> None:
    old = make_signal(world.teacher, world.pupil, days_ago=800, facts="Lang geleden.")
    middle = make_signal(world.teacher, world.pupil, days_ago=400)
    now = make_signal(world.teacher, world.pupil)
    address = url("link_signal", now.pk)
    page = teacher.get(address)
    years = [year["label"] for year in page.context["years"]]
    assert len(years) == 2
    assert list(page.context["form"].fields["earlier"].queryset) == [middle]
    older = f"{address}?jaar={years[1]}"
    given = sent(teacher.get(older).context["form"], earlier=str(old.pk), kind="refutes")
    assert teacher.post(older, given).status_code == 302
    assert url("signal", old.pk) in text_of(teacher.get(url("signal", now.pk)))
    assert url("signal", now.pk) in text_of(teacher.get(url("signal", old.pk)))
    assert "Later weerlegd" in text_of(teacher.get(url("signal", old.pk)))
