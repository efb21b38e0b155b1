"""The pages: read, started, ticked off, with and without JavaScript, and what is refused."""

import pytest
from django.urls import reverse

from core.ids import uuid7
from core.workdays import today
from protocols import services
from protocols.models import Run
from tests.factories import login, make_pupil
from tests.protocols.factories import TITLE, finish_steps, make_run, protocol, step


def form(world, **fields):
    return {
        "key": str(uuid7()),
        "school": world.school.pk,
        "protocol": protocol().pk,
        "title": TITLE,
        "counts_from_on": today().isoformat(),
    } | fields


def test_started_from_the_form_with_a_pupil_found_by_name(world, client) -> None:
    login(client, world.af)
    page = client.get(reverse("protocols:start"))
    assert page.status_code == 200
    given = form(world, pupil_search="dijk", find="1", title="")
    found = client.post(reverse("protocols:start"), given)
    assert found.status_code == 200
    assert "Noor van Dijk (Groep 5a)" in found.content.decode()
    assert not found.context["form"].errors
    given = form(world, pupil=str(world.pupil.pk))
    for _time in range(2):
        response = client.post(reverse("protocols:start"), given)
    run = Run.objects.get()
    assert response.url == reverse("protocols:run", args=[run.pk])
    assert (run.pupil, run.title, run.started_by) == (world.pupil, TITLE, world.af)


def test_dossier_can_name_the_pupil_by_id(world, client) -> None:
    login(client, world.af)
    page = client.get(f"{reverse('protocols:start')}?pupil={world.pupil.pk}")
    assert "Noor van Dijk" in page.content.decode()
    for wrong in (world.foreign_pupil.pk, "geen-uuid"):
        page = client.get(f"{reverse('protocols:start')}?pupil={wrong}")
        assert page.status_code == 200
        assert "Bram" not in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 121),
        ("protocol", ""),
        ("protocol", "999999"),
        ("counts_from_on", "2099-01-01"),
        ("counts_from_on", "morgen"),
        ("counts_from_at", "25:99"),
        ("pupil", "geen-uuid"),
        ("pupil", "foreign"),
        ("school", "other"),
    ],
)
def test_wrong_input_comes_back_with_an_error_and_what_was_typed(
    world, client, field, value
) -> None:
    login(client, world.af)
    value = {"foreign": world.foreign_pupil.pk, "other": world.other_school.pk}.get(value, value)
    given = form(world, title="<b>Getypt</b>") | {field: value}
    response = client.post(reverse("protocols:start"), given)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    if field != "title":
        assert "&lt;b&gt;Getypt&lt;/b&gt;" in response.content.decode()
    assert not Run.objects.exists()


def test_run_is_read_ticked_off_and_closed(world, client) -> None:
    run = make_run(world, pupil=world.pupil)
    login(client, world.manager)
    url = reverse("protocols:run", args=[run.pk])
    assert TITLE in client.get(url).content.decode()
    item = step(run, "contact")
    response = client.post(reverse("protocols:tick", args=[item.pk]))
    assert response.url == f"{url}#stap-{item.pk}"
    item = step(run, "hulp")
    given = {"note": "Genoteerd", "done_on": today().isoformat()}
    assert client.post(reverse("protocols:complete", args=[item.pk]), given).status_code == 302
    item = step(run, "schade")
    assert client.post(reverse("protocols:skip", args=[item.pk]), {}).status_code == 422
    given = {"reason": "Er is geen schade"}
    assert client.post(reverse("protocols:skip", args=[item.pk]), given).status_code == 302
    item = step(run, "slotgesprek")
    client.post(reverse("protocols:take", args=[item.pk]))
    content = client.get(url).content.decode()
    assert "Genoteerd" in content
    assert "Er is geen schade" in content
    assert "3 van de 12 stappen" in content
    assert client.get(reverse("protocols:close", args=[run.pk])).url == url
    finish_steps(run, world.manager)
    assert client.get(reverse("protocols:close", args=[run.pk])).status_code == 200
    given = {"evaluation": "Volgende keer eerder bellen"}
    assert client.post(reverse("protocols:close", args=[run.pk]), given).status_code == 302
    assert "Volgende keer eerder bellen" in client.get(url).content.decode()
    assert TITLE in client.get(f"{reverse('protocols:runs')}?closed=1").content.decode()
    assert TITLE not in client.get(reverse("protocols:runs")).content.decode()


def test_second_person_is_told_who_was_first(world, client) -> None:
    run = make_run(world)
    item = step(run, "contact")
    services.complete_step(actor=world.manager, step=item)
    login(client, world.af)
    response = client.post(reverse("protocols:tick", args=[item.pk]), follow=True)
    assert f"{world.manager} heeft deze stap al afgevinkt" in response.content.decode()
    given = {"note": "Mijn tekst", "done_on": today().isoformat()}
    response = client.post(reverse("protocols:complete", args=[item.pk]), given)
    assert response.status_code == 422
    assert "Mijn tekst" in response.content.decode()


def test_step_that_repeats_asks_whether_it_was_the_last_time(world, client) -> None:
    run = make_run(world, "tijdelijke-omgangsregels")
    login(client, world.af)
    item = step(run, "maandelijkse-evaluatie")
    url = reverse("protocols:complete", args=[item.pk])
    assert "laatste keer" in client.get(url).content.decode()
    client.post(url, {"done_on": today().isoformat(), "last": "on"})
    assert run.steps.filter(code="maandelijkse-evaluatie").count() == 1


def test_protocol_reads_as_people_would(world, client) -> None:
    login(client, world.af)
    content = client.get(reverse("protocols:protocol", args=[protocol().pk])).content.decode()
    for words in ("binnen 72 uur", "binnen 3 weken", "na ‘Begeleid de terugkeer’", "dezelfde dag"):
        assert words in content
    rules_text = protocol("tijdelijke-omgangsregels")
    content = client.get(reverse("protocols:protocol", args=[rules_text.pk])).content.decode()
    assert "komt na 1 maand terug" in content


def urls(world):
    run = make_run(world)
    item = step(run, "contact").pk
    return [
        (reverse("protocols:runs"), {"get"}, 403),
        (reverse("protocols:start"), {"get", "post"}, 403),
        (reverse("protocols:protocol", args=[protocol().pk]), {"get"}, 404),
        (reverse("protocols:run", args=[run.pk]), {"get"}, 404),
        (reverse("protocols:close", args=[run.pk]), {"get", "post"}, 404),
        (reverse("protocols:tick", args=[item]), {"post"}, 404),
        (reverse("protocols:complete", args=[item]), {"get", "post"}, 404),
        (reverse("protocols:skip", args=[item]), {"get", "post"}, 404),
        (reverse("protocols:take", args=[item]), {"post"}, 404),
    ]


@pytest.mark.parametrize("who", ["teacher", "bestuur", "parent", "outsider", "beheerder"])
def test_pages_are_closed_for_others(world, client, who) -> None:
    routes = urls(world)
    login(client, world.user(who))
    for url, methods, status in routes:
        for method in methods:
            assert getattr(client, method)(url).status_code == status, url


def test_run_does_not_exist_for_another_school(world, client) -> None:
    routes = urls(world)
    login(client, world.other_af)
    for url, methods, _status in routes[3:]:
        for method in methods:
            assert getattr(client, method)(url).status_code == 404, url


def test_lists_take_the_same_number_of_queries(world, client, django_assert_num_queries) -> None:
    login(client, world.af)
    counts = []
    for more in (1, 4):
        for _number in range(more):
            run = make_run(world, pupil=make_pupil(world.school, world.group))
        pages = (reverse("protocols:runs"), reverse("protocols:run", args=[run.pk]))
        counts.append([_queries(client, page) for page in pages])
    assert counts[0] == counts[1]


def _queries(client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
