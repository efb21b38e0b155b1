"""The pages: a report in one go, the register, one incident for its reporter and for who handles it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.ids import uuid7
from core.workdays import today
from incidents import services
from incidents.models import Incident
from protocols.models import Protocol, Run
from tests.factories import login, make_member, make_pupil
from tests.incidents.factories import ACCOUNT, close, make_incident, take_up

REPORT = "incidents:report"


def form(world, **fields):
    return {
        "key": str(uuid7()),
        "school": world.school.pk,
        "kind": "bullying",
        "place": "playground",
        "occurred_on": today().isoformat(),
        "by_whom": "pupils",
        "against_whom": "pupils",
        "account": ACCOUNT,
    } | fields


def test_teacher_reports_with_pupils_found_by_name(world, client) -> None:
    login(client, world.teacher)
    assert client.get(reverse(REPORT)).status_code == 200
    given = form(world, pupil_search="hoen", find="1", kind="", account="")
    given[f"part-{world.pupil.pk}"] = "befell"
    page = client.post(reverse(REPORT), given)
    content = page.content.decode()
    assert page.status_code == 200
    assert "&#x27;t Hoen (Groep 6b)" in content
    assert "Noor van Dijk (Groep 5a)" in content
    assert not page.context["form"].errors
    given = form(world) | {
        f"part-{world.pupil.pk}": "befell",
        f"part-{world.second_pupil.pk}": "initiative",
    }
    for _time in range(2):
        response = client.post(reverse(REPORT), given)
    incident = Incident.objects.get()
    assert response.url == reverse("incidents:incident", args=[incident.pk])
    assert {link.pupil: link.part for link in incident.pupils.all()} == {
        world.pupil: "befell",
        world.second_pupil: "initiative",
    }


def test_accident_is_one_choice(world, client) -> None:
    login(client, world.teacher)
    client.post(reverse(REPORT), form(world, kind="accident"))
    assert Incident.objects.get().accident


def test_search_without_a_match_says_so(world, client) -> None:
    login(client, world.teacher)
    page = client.post(reverse(REPORT), form(world, pupil_search="Zzz", find="1"))
    assert "Geen leerling gevonden" in page.content.decode()


def test_dossier_can_name_a_pupil_by_id(world, client) -> None:
    login(client, world.teacher)
    page = client.get(f"{reverse(REPORT)}?pupil={world.pupil.pk}")
    assert "Noor van Dijk" in page.content.decode()
    for wrong in (world.foreign_pupil.pk, "geen-uuid"):
        page = client.get(f"{reverse(REPORT)}?pupil={wrong}")
        assert page.status_code == 200
        assert "Bram" not in page.content.decode()


def test_who_works_at_two_schools_chooses_one(world, client) -> None:
    make_member(world.teacher, world.other_school, "leerkracht")
    login(client, world.teacher)
    assert "De Wilg" in client.get(reverse(REPORT)).content.decode()
    given = form(world, school=world.other_school.pk)
    given[f"part-{world.pupil.pk}"] = "saw"
    page = client.post(reverse(REPORT), given)
    assert page.status_code == 422
    assert "andere school" in page.content.decode()
    client.post(reverse(REPORT), form(world, school=world.other_school.pk))
    assert Incident.objects.get().school == world.other_school


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "teasing"),
        ("place", ""),
        ("place", "moon"),
        ("occurred_on", (today() + timedelta(days=1)).isoformat()),
        ("occurred_on", "gisteren"),
        ("occurred_at", "25:00"),
        ("by_whom", "nobody"),
        ("account", "   "),
        ("account", "x" * 100_000),
        ("account", "a\x00b"),
        ("others", "x" * 501),
        ("school", "other"),
        ("key", "geen-uuid"),
    ],
)
def test_wrong_input_comes_back_with_an_error_and_what_was_typed(
    world, client, field: str, value: str
) -> None:
    login(client, world.teacher)
    value = str(world.other_school.pk) if value == "other" else value
    given = form(world, place_detail="<i>hoek</i>") | {field: value}
    response = client.post(reverse(REPORT), given)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "&lt;i&gt;hoek&lt;/i&gt;" in response.content.decode()
    assert not Incident.objects.exists()


def test_wrong_part_of_a_pupil_is_refused(world, client) -> None:
    login(client, world.teacher)
    given = form(world) | {f"part-{world.pupil.pk}": "dader"}
    assert client.post(reverse(REPORT), given).status_code == 422


def test_part_of_a_pupil_whom_one_may_not_know_is_dropped(world, client) -> None:
    login(client, world.teacher)
    given = form(world) | {f"part-{world.foreign_pupil.pk}": "saw", "part-x": "saw"}
    assert client.post(reverse(REPORT), given).status_code == 302
    assert not Incident.objects.get().pupils.exists()


def test_form_without_csrf_token_changes_nothing(world) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    login(client, world.teacher)
    assert client.post(reverse(REPORT), form(world)).status_code == 403
    assert not Incident.objects.exists()


def test_reporter_sees_report_and_status_and_not_the_handling(world, client) -> None:
    incident = take_up(world, make_incident(world, pupils={world.pupil: "befell"}))
    services.add_note(actor=world.af, key=uuid7(), incident=incident, text="Geheime notitie")
    close(world, incident, result="Geheim resultaat")
    url = reverse("incidents:incident", args=[incident.pk])
    login(client, world.teacher)
    content = client.get(url).content.decode()
    assert ACCOUNT in content
    assert "afgesloten" in content
    assert "wie het overkwam" in content
    for hidden in ("Geheime notitie", "Geheim resultaat", "Behandeling"):
        assert hidden not in content
    login(client, world.manager)
    content = client.get(url).content.decode()
    assert "Geheime notitie" in content
    assert "Geheim resultaat" in content


def test_incident_is_handled_from_taking_up_to_the_result(world, client) -> None:
    incident = make_incident(world)
    login(client, world.af)

    def url(name: str) -> str:
        return reverse(f"incidents:{name}", args=[incident.pk])

    assert client.post(url("take_up")).url == url("incident")
    note = {"key": str(uuid7()), "text": "Ouders gebeld"}
    assert client.get(url("note")).status_code == 200
    for _time in range(2):
        assert client.post(url("note"), note).status_code == 302
    start = {"key": str(uuid7()), "title": "Opvang", "protocol": Protocol.objects.current()[0].pk}
    assert client.get(url("protocol")).status_code == 200
    response = client.post(url("protocol"), start)
    assert response.url == reverse("protocols:run", args=[Run.objects.get().pk])
    assert client.post(url("close"), {"result": ""}).status_code == 422
    assert client.get(url("close")).status_code == 200
    assert client.post(url("close"), {"result": "Opgelost"}).status_code == 302
    content = client.get(url("incident")).content.decode()
    assert content.count("Ouders gebeld") == 1
    assert "Opgelost" in content
    response = client.post(url("note"), note | {"key": str(uuid7()), "text": "Nakomer"})
    assert response.status_code == 422
    assert "Nakomer" in response.content.decode()


def test_second_colleague_is_told_who_took_it_up(world, client) -> None:
    incident = take_up(world, make_incident(world))
    login(client, world.manager)
    url = reverse("incidents:take_up", args=[incident.pk])
    page = client.post(url, follow=True)
    assert f"{world.af} heeft dit al opgepakt" in page.content.decode()


def test_correction_shows_what_was_written_before(world, client) -> None:
    incident = make_incident(world)
    url = reverse("incidents:correct", args=[incident.pk])
    login(client, world.teacher)
    assert ACCOUNT in client.get(url).content.decode()
    given = {"number": 1, "account": "Beter verslag", "reason": "Ik vergat iets"}
    assert client.post(url, given).status_code == 302
    page = client.post(url, given | {"account": "Getypte tekst"})
    assert page.status_code == 422
    assert "Getypte tekst" in page.content.decode()
    content = client.get(reverse("incidents:incident", args=[incident.pk])).content.decode()
    for text in ("Beter verslag", "Ik vergat iets", ACCOUNT):
        assert text in content


def test_looking_is_logged(world, client) -> None:
    from audit.models import Event

    incident = make_incident(world)
    login(client, world.af)
    client.get(reverse("incidents:incident", args=[incident.pk]))
    event = Event.objects.get(action="incidents.incident_viewed")
    assert (event.actor_id, event.object_id) == (world.af.pk, str(incident.pk))


def listed(client, query: str = "") -> set:
    page = client.get(reverse("incidents:register") + query)
    assert page.status_code == 200
    return {incident.pk for incident in page.context["page"].object_list}


def test_register_shows_each_what_is_theirs(world, client) -> None:
    own = make_incident(world)
    other = make_incident(world, reporter=world.colleague)
    make_incident(world, reporter=world.other_teacher, school=world.other_school)
    for who, expected in {
        "teacher": {own.pk},
        "colleague": {other.pk},
        "af": {own.pk, other.pk},
        "manager": {own.pk, other.pk},
    }.items():
        login(client, world.user(who))
        assert listed(client) == expected


def test_register_is_narrowed_by_kind_status_and_period(world, client) -> None:
    old = make_incident(world, occurred_on=today() - timedelta(days=40), kind="threat")
    new = make_incident(world)
    accident = take_up(world, make_incident(world, accident=True))
    login(client, world.af)
    since = (today() - timedelta(days=7)).isoformat()
    assert listed(client, "?kind=threat") == {old.pk}
    assert listed(client, "?kind=accident") == {accident.pk}
    assert listed(client, "?state=reported") == {old.pk, new.pk}
    assert listed(client, f"?since={since}") == {new.pk, accident.pk}
    assert listed(client, f"?until={since}&kind=threat") == {old.pk}
    assert listed(client, "?kind=exclusion") == set()
    assert listed(client, "?kind=nonsense&since=ooit&page=nul") == {old.pk, new.pk, accident.pk}


@pytest.mark.parametrize("who", ["bestuur", "beheerder", "parent", "contactpersoon", "outsider"])
def test_register_is_closed_for_who_does_not_teach(world, client, who: str) -> None:
    login(client, world.user(who))
    assert client.get(reverse("incidents:register")).status_code == 403
    assert client.get(reverse(REPORT)).status_code == 403
    assert client.post(reverse(REPORT), form(world)).status_code == 403


ROUTES = [
    ("incident", {"get"}),
    ("correct", {"get", "post"}),
    ("take_up", {"post"}),
    ("note", {"get", "post"}),
    ("protocol", {"get", "post"}),
    ("close", {"get", "post"}),
]


@pytest.mark.parametrize("who", ["colleague", "other_af", "other_teacher", "parent", "bestuur"])
def test_incident_does_not_exist_for_others(world, client, who: str) -> None:
    incident = make_incident(world)
    login(client, world.user(who))
    for name, methods in ROUTES:
        for method in methods:
            url = reverse(f"incidents:{name}", args=[incident.pk])
            assert getattr(client, method)(url).status_code == 404, url


def test_reporter_may_read_and_correct_and_not_handle(world, client) -> None:
    incident = make_incident(world)
    login(client, world.teacher)
    for name, methods in ROUTES[2:]:
        for method in methods:
            url = reverse(f"incidents:{name}", args=[incident.pk])
            assert getattr(client, method)(url).status_code == 403, url


def test_register_and_incident_take_the_same_number_of_queries(world, client) -> None:
    login(client, world.af)
    counts = []
    for more in (1, 4):
        for _number in range(more):
            pupils = {make_pupil(world.school, world.group): "saw" for _pupil in range(more)}
            incident = take_up(world, make_incident(world, pupils=pupils))
            for _note in range(more):
                services.add_note(actor=world.af, key=uuid7(), incident=incident, text="Notitie")
        pages = (reverse("incidents:register"), reverse("incidents:incident", args=[incident.pk]))
        counts.append([_queries(client, page) for page in pages])
    assert counts[0] == counts[1]


def _queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
