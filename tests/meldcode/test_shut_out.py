"""Who is shut out of a case finds nothing of it: no page, list, count, mail, log, document or row (R1, M8).

Walked for the manager, the AF HGKM, a colleague of the case team, the teacher of the child and the
bestuur, each shut out in turn, over every route of the access matrix that has to do with the case.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import documents
from core.context import acting_as
from core.ids import uuid7
from core.models import Document, DocumentContent, OutboxMessage
from core.views import may
from core.workdays import today
from dossiers.models import HandOver
from meldcode import due, services
from meldcode.models import Case, CaseGrant, CaseQuestion, DeputyRequest
from meldcode.scope import BY_GRANT, holders_on, shut_out
from monitoring.reading import Reader
from schools.grants import grant
from schools.models import PupilGrant
from tests.access_matrix import MATRIX
from tests.access_world import AccessWorld, rolled_back
from tests.factories import login
from tests.meldcode import helpers

SHUT_OUT = ("manager", "af", "case_reader", "teacher", "bestuur")


def keep_out(world: AccessWorld, persona: str) -> None:
    """Shut the persona out; the AF HGKM by the manager, everybody else by the AF HGKM."""
    actor = world.people.manager if persona == "af" else world.people.af
    with acting_as(actor):
        services.shut_out_person(
            actor=actor,
            case=world.case,
            key=uuid7(),
            who=world.user(persona),
            kind="accused",
            reason="De zorg gaat over deze persoon.",
        )


def each_shut_out(world: AccessWorld) -> Iterator[str]:
    """Yield each persona while shut out; what happens meanwhile is undone."""
    for persona in SHUT_OUT:
        with rolled_back():
            keep_out(world, persona)
            yield persona


def routes_of(world: AccessWorld) -> list[tuple[str, str]]:
    """Return name and address of the routes about the case, or about what belongs to it."""
    keys = {
        getattr(world, name).pk
        for name in ("case", "question", "deputy_request", "named_request", "summary")
    }
    found = []
    for name, row in MATRIX.items():
        kwargs = row.kwargs(world)
        if name.startswith("meldcode:") and keys & set(kwargs.values()):
            found.append((name, reverse(name, kwargs=kwargs)))
    return found


def test_no_route_about_the_case_exists_for_who_is_shut_out(
    access_world: AccessWorld, clients: dict[str, Client], plain_refusals: None
) -> None:
    routes = routes_of(access_world)
    assert len(routes) > 40
    wrong = {}
    for persona in each_shut_out(access_world):
        for (name, url), method in product(routes, ("get", "post")):
            with rolled_back():
                answer = getattr(clients[persona], method)(url)
            if answer.status_code not in {404, 405}:
                wrong[persona, method, name] = answer.status_code
    assert not wrong


def test_no_list_or_start_page_says_a_word_of_the_case(
    access_world: AccessWorld, clients: dict[str, Client], plain_refusals: None
) -> None:
    case = access_world.case
    secrets = (str(case.pk), case.code, access_world.question.question, "Het wordt erger.")
    wrong = set()
    for persona in each_shut_out(access_world):
        for name, row in MATRIX.items():
            if row.kwargs(access_world) or row.get is None or persona not in row.ok:
                continue
            with rolled_back():
                page = clients[persona].get(reverse(name)).content.decode(errors="replace")
            wrong |= {(persona, name, secret) for secret in secrets if secret in page}
    assert not wrong


def test_no_row_of_the_case_is_there_for_sql_of_who_is_shut_out(access_world: AccessWorld) -> None:
    """As the app's role in Postgres, whatever the code asks: nothing to read, nothing to change."""
    case = access_world.case
    seen, tables = set(), _tables_of_a_case()
    assert len(tables) > 25
    for persona in each_shut_out(access_world):
        user = access_world.user(persona)
        with acting_as(user):
            assert shut_out(user) == (case.pk,)
            for model, key in tables:
                if model._default_manager.filter(**{key: case.pk}).exists():
                    seen.add((persona, model.__name__))
            assert not Case.objects.filter(pk=case.pk).update(state="open")
            assert not CaseQuestion.objects.filter(case=case).update(done_on=today())
            assert not DeputyRequest.objects.filter(case=case).update(done_on=today())
    assert not seen


def _tables_of_a_case() -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [(Case, "pk")]
    for model in apps.get_app_config("meldcode").get_models():
        names = {field.name for field in model._meta.get_fields()}
        key = next((name for name in ("case", "content_object") if name in names), "")
        if key:
            found.append((model, key))
    return found


def test_no_permission_is_held_on_the_case(access_world: AccessWorld) -> None:
    case = access_world.case
    for persona in each_shut_out(access_world):
        user = access_world.user(persona)
        for permission in BY_GRANT:
            assert not may(user, permission, case), (persona, permission)
            assert user not in holders_on(case, permission), (persona, permission)
            assert case not in Case.objects.on_which(user, permission), (persona, permission)
        assert not may(user, "meldcode.name_deputy", access_world.deputy_request)
        assert not may(user, "meldcode.answer_colleague", access_world.question)


def test_a_grant_does_not_open_the_case_again(access_world: AccessWorld) -> None:
    case, places = access_world.case, ("view_case", "take_manager_place", "take_af_place")
    for persona in each_shut_out(access_world):
        user = access_world.user(persona)
        for permission in (*places, "settle_case"):
            grant(
                actor=access_world.people.af, user=user, permission=permission, obj=case,
                reason="Per ongeluk.", expires_on=today(),
            )  # fmt: skip
        assert not Case.objects.visible_to(user).filter(pk=case.pk).exists()
        with acting_as(user):
            assert not Case.objects.filter(pk=case.pk).exists()
            assert not CaseGrant.objects.filter(content_object=case.pk).exists()


def test_nothing_of_the_case_waits_in_vandaag(access_world: AccessWorld) -> None:
    """The look back on all cases of the school stays: it is not of this case."""
    for persona in each_shut_out(access_world):
        user = access_world.user(persona)
        with acting_as(user):
            items = [item for item in due.due_items(user) if "jaaroverzicht" not in item.url]
        assert items == [], persona


def named_af(world: AccessWorld) -> Any:
    """Shut the AF HGKM out, and let the bestuur name the one of the other school. Returns the deputy."""
    keep_out(world, "af")
    deputy = world.people.other_af
    request = DeputyRequest.objects.open().get(case=world.case, place="af_hgkm")
    with acting_as(world.people.bestuur):
        services.name_deputy(
            actor=world.people.bestuur, request=request, who=deputy,
            until=today() + timedelta(days=30),
        )  # fmt: skip
    return deputy


def test_who_looked_tells_the_shut_out_nothing_of_case_and_deputy(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    world = access_world
    deputy = named_af(world)
    pupil = world.people.second_pupil
    clients["manager"].get(reverse("meldcode:case", args=[world.case.pk]))
    login(clients["other_af"], deputy)
    assert clients["other_af"].get(reverse("dossiers:dossier", args=[pupil.pk])).status_code == 200
    for name in ("dossiers:looks", "schools:access"):
        url = reverse(name, args=[pupil.pk])
        inside = clients["manager"].get(url, {"what": "all"}).content.decode()
        outside = clients["af"].get(url, {"what": "all"}).content.decode()
        assert deputy.display_name in inside, name
        assert deputy.display_name not in outside.split("<form")[0], name
        assert "Meldcode-zaak" not in outside, name
    assert PupilGrant.objects.filter(user=deputy, content_object=pupil).exists()


def test_new_worries_about_the_child_go_past_who_is_shut_out(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    """A hand-over while a case runs: list, page, 'Vandaag', mail (M2)."""
    from dossiers import services as dossiers

    world = access_world
    keep_out(world, "af")
    people, pupil = world.people, world.people.second_pupil
    OutboxMessage.objects.all().delete()
    with acting_as(people.colleague):
        made = dossiers.hand_over(
            actor=people.colleague,
            pupil=pupil,
            key=uuid7(),
            reason="Het gaat niet goed.",
            acute=True,
        )
    mailed = {row.payload["user"] for row in OutboxMessage.objects.all()}
    assert people.af.pk not in mailed
    assert people.manager.pk in mailed
    assert not HandOver.objects.visible_to(people.af).filter(pk=made.pk).exists()
    assert HandOver.objects.visible_to(people.manager).filter(pk=made.pk).exists()
    for name in ("meldcode:cases", "home:today"):
        assert str(made.pk) not in clients["af"].get(reverse(name)).content.decode()
    for name in ("meldcode:take_over", "meldcode:hand_over_status", "dossiers:hand_over_detail"):
        assert clients["af"].get(reverse(name, args=[made.pk])).status_code == 404


def test_no_mail_of_the_case_goes_to_who_is_shut_out(access_world: AccessWorld) -> None:
    world = access_world
    keep_out(world, "manager")
    OutboxMessage.objects.all().delete()
    people, case = world.people, world.case
    with acting_as(people.bestuur):
        services.name_deputy(
            actor=people.bestuur, request=world.deputy_request, who=people.other_manager,
            until=today() + timedelta(days=30),
        )  # fmt: skip
    with acting_as(people.other_manager):
        services.return_decision(
            actor=people.other_manager, decision=case.decision_set.get(), reason="Nog niet helder."
        )
    services.remind_duties(on=today() + timedelta(days=400))
    services.remind_people(on=today() + timedelta(days=400))
    mailed = {row.payload["user"] for row in OutboxMessage.objects.all()}
    assert people.manager.pk not in mailed
    assert {people.af.pk, people.other_manager.pk} <= mailed


def test_a_document_of_the_case_closes_with_it(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    world = access_world
    manager = world.people.manager
    with acting_as(manager):
        document = documents.ask(
            actor=manager, kind="meldcode.rapportage", subject=world.case, key=uuid7()
        )
    DocumentContent.objects.create(document=document, data=b"%PDF-1.7")
    document.state, document.finished_at = Document.State.READY, timezone.now()
    document.save()
    keep_out(world, "manager")
    listed = clients["manager"].get(reverse("documents:documents")).content.decode()
    assert world.people.second_pupil.last_name not in listed
    for name in ("documents:document", "documents:download"):
        answer = clients["manager"].get(reverse(name, args=[document.pk]))
        assert b"%PDF" not in answer.content
        assert world.people.second_pupil.last_name not in answer.content.decode(errors="replace")


def test_searching_the_child_shows_no_case(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    world = access_world
    keep_out(world, "af")
    pupil = world.people.second_pupil
    page = clients["af"].post(reverse("meldcode:find_pupil"), {"pupil_search": pupil.call_name})
    assert str(world.case.pk) not in page.content.decode()
    assert clients["af"].get(reverse("schools:pupils")).status_code == 200


def test_opening_a_case_about_the_same_child_is_refused_without_a_word_of_the_other(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    world = access_world
    keep_out(world, "af")
    url = reverse("meldcode:open", args=[world.people.second_pupil.pk])
    sent = {"key": uuid.uuid4(), "cause": "growing", "reason": "Het gaat niet goed."}
    answer = clients["af"].post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert str(world.case.pk) not in page
    assert "al een zaak" not in page
    assert Case.objects.filter(pupil=world.people.second_pupil).count() == 1


def test_the_managers_exact_figures_hide_small_counts_while_a_case_is_kept_from_them(
    access_world: AccessWorld,
) -> None:
    manager = access_world.people.manager
    assert Reader.of(manager).exact
    keep_out(access_world, "manager")
    assert not Reader.of(manager).exact


def test_a_signal_of_the_case_is_kept_although_who_answers_is_shut_out(world) -> None:
    from dossiers.keeping import why_kept
    from meldcode.services.steps import Pick

    signal = helpers.make_signal(world.pupil, world.teacher)
    case = helpers.open_case(world)
    services.gather_signals(actor=world.af, case=case, picks={signal.pk: Pick("for")})
    services.shut_out_person(
        actor=world.af,
        case=case,
        key=uuid7(),
        who=world.manager,
        kind="accused",
        reason="Over hem.",
    )
    with acting_as(world.manager):
        assert why_kept(signal)
        assert "Meldcode" not in why_kept(signal)


def test_who_handed_over_and_is_shut_out_reads_no_more_than_the_own_hand_over(
    client, world
) -> None:
    hand_over = helpers.make_hand_over(world.pupil, world.teacher)
    case = helpers.open_case(world, hand_over=hand_over)
    question = services.ask_colleague(
        actor=world.af, case=case, key=uuid7(), who=world.teacher, question="Wat zag je?",
        due_on=today(),
    )  # fmt: skip
    services.shut_out_person(
        actor=world.af,
        case=case,
        key=uuid7(),
        who=world.teacher,
        kind="accused",
        reason="Over hem.",
    )
    login(client, world.teacher)
    page = client.get(reverse("meldcode:hand_over_status", args=[hand_over.pk])).content.decode()
    assert question.question not in page
    assert client.get(reverse("meldcode:question", args=[question.pk])).status_code == 404


def test_a_later_hand_over_goes_to_the_deputy_of_the_af_and_into_the_case(
    access_world: AccessWorld, clients: dict[str, Client]
) -> None:
    from dossiers import services as dossiers

    world = access_world
    deputy = named_af(world)
    people, pupil = world.people, world.people.second_pupil
    OutboxMessage.objects.all().delete()
    with acting_as(people.colleague):
        made = dossiers.hand_over(
            actor=people.colleague, pupil=pupil, key=uuid7(), reason="Weer een zorg."
        )
    mailed = {row.payload["user"] for row in OutboxMessage.objects.all()}
    assert deputy.pk in mailed
    assert people.af.pk not in mailed
    take = reverse("meldcode:take_over", args=[made.pk])
    waiting = clients["other_af"].get(reverse("home:today")).content.decode()
    assert str(made.pk) in waiting
    page = clients["other_af"].get(take)
    assert page.status_code == 200
    sent = {"key": uuid7(), "cause": "growing", "reason": "Hoort bij deze zaak."}
    answer = clients["other_af"].post(take, sent)
    assert answer.status_code == 302
    assert world.case.casehandover_set.filter(hand_over=made).exists()
