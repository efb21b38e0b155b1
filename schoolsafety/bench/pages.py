"""Which pages are asked for, as whom, within which time; and measuring them.

Each page goes through Django's test client: middleware, rights, row-level security, queries, template and
the log of looking, without the network. The goals are the 95th percentile of one request at a time.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.verify import faults
from core.context import acting_as_system
from dossiers.models import HandOver, Signal
from dossiers.tasks import remind_follow_ups
from incidents.models import Incident
from meldcode.models import Bundle, Case
from meldcode.tasks import look_back, remind_duties
from meldcode.workflow import State
from monitoring.tasks import open_yearly_monitoring, refresh_figures
from protocols.models import Run
from protocols.tasks import remind_steps
from schools.models import Pupil, School
from schoolsafety.bench.people import HEAVY_KEY

LIST, DOSSIER, BOARD = 300, 200, 1000  # milliseconds
PAGES_OF_SCHOOL = {
    "parents_reading": "What parents read",
    "requests": "Requests of parents",
    "findings": "Looking that stands out",
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = {
    "leerkracht": "leerkracht-1-1",
    "AF HGKM": "af_hgkm-1",
    "manager": "manager-1",
    "bestuur": "bestuur",
    "beheerder": "beheerder",
    "ouder": f"ouder-0-{HEAVY_KEY}-1",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as one role asks for it; `paths` are taken in turn, `data` makes it a POST."""

    name: str
    role: str
    goal: int
    paths: tuple[str, ...]
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a page took: queries and bytes of its first request, and the time of each next one.

    `own` is the part in which this process computed: it hardly changes with what else the machine does.
    """

    page: Page
    queries: int
    size: int
    milliseconds: list[float]
    own: list[float]


@dataclass(frozen=True, slots=True)
class Timed:
    """What a task took, once."""

    name: str
    seconds: float


def all_pages() -> list[Page]:
    """Return every page to measure, with addresses found in the database."""
    with acting_as_system():
        return [*_first_pages(), *_registry(), *_dossiers(), *_registers(), *_figures(), *_portal()]


def _first_pages() -> Iterator[Page]:
    for role in ROLES:
        goal = BOARD if role in {"bestuur", "beheerder"} else LIST
        yield Page("Today", role, goal, (reverse("home:today"),))


def _registry() -> Iterator[Page]:
    pupils, pick = reverse("schools:pupils"), reverse("dossiers:pick_pupil")
    yield Page("Pupils, own group", "leerkracht", LIST, (pupils,))
    yield Page("Pupils, everyone", "leerkracht", LIST, (f"{pupils}?toon=alle",))
    yield Page("Pupils, last page", "AF HGKM", LIST, (f"{pupils}?toon=alle&page=999",))
    for role in ("leerkracht", "AF HGKM"):
        yield Page("Pupils, search", role, LIST, (pupils,), {"q": "an"})
        yield Page("New signal, search", role, LIST, (pick,), {"q": "an"})
    yield Page(
        "Open a case, search", "AF HGKM", LIST, (reverse("meldcode:find_pupil"),), {"q": "an"}
    )
    school = School.objects.get(name="School 001")
    registry = reverse("schools:registry", kwargs={"school": school.pk})
    staff = reverse("schools:staff", kwargs={"school": school.pk})
    yield Page("Administration of the board", "beheerder", BOARD, (reverse("schools:beheer"),))
    yield Page("Pupils and parents", "beheerder", LIST, (registry,))
    yield Page("Pupils and parents, search", "beheerder", LIST, (registry,), {"q": "an"})
    yield Page("Nobody with gezag", "beheerder", LIST, (f"{registry}?toon=gezag",))
    yield Page("Staff", "beheerder", LIST, (staff,))


def _dossiers() -> Iterator[Page]:
    heavy = Pupil.objects.get(key=HEAVY_KEY)
    others = Pupil.objects.filter(school=heavy.school_id).exclude(pk=heavy.pk)[:20]
    full = reverse("dossiers:dossier", args=[heavy.pk])
    looks = reverse("dossiers:looks", args=[heavy.pk])
    usual = tuple(reverse("dossiers:dossier", args=[pupil.pk]) for pupil in others)
    yield Page("Dossier", "AF HGKM", DOSSIER, usual)
    for role in ("leerkracht", "AF HGKM", "manager"):
        yield Page("Dossier, 2,000 entries", role, DOSSIER, (full,))
    yield Page("Dossier, 2,000 entries, last page", "AF HGKM", DOSSIER, (f"{full}?page=999",))
    contacts = reverse("dossiers:contacts", args=[heavy.pk])
    yield Page("Contacts with parents, 600", "AF HGKM", DOSSIER, (contacts,))
    for name in ("parents_reading", "requests", "findings"):
        yield Page(PAGES_OF_SCHOOL[name], "AF HGKM", LIST, (reverse(f"dossiers:{name}"),))
    signal = [Signal.objects.filter(pupil=heavy, disclosures=None)[:1].get().pk]
    yield Page("Signal", "AF HGKM", DOSSIER, (reverse("dossiers:signal", args=signal),))
    disclose = reverse("dossiers:disclose_signal", args=signal)
    yield Page("Open a signal to parents", "AF HGKM", DOSSIER, (disclose,))
    yield Page("Who looked", "AF HGKM", LIST, (looks,))
    yield Page("Who looked, last page", "AF HGKM", LIST, (f"{looks}?page=999",))
    step = reverse("dossiers:signal_step", args=[heavy.pk, 1])
    yield Page("Log a signal, first step", "leerkracht", LIST, (step,))
    yield Page("What I handed over", "leerkracht", LIST, (reverse("dossiers:hand_overs"),))
    waiting = HandOver.objects.waiting().filter(school=heavy.school_id)[:1].get().pk
    detail = reverse("dossiers:hand_over_detail", args=[waiting])
    yield Page("Hand-over", "AF HGKM", DOSSIER, (detail,))


def _registers() -> Iterator[Page]:
    school = School.objects.get(name="School 001").pk
    register, cases = reverse("incidents:register"), reverse("meldcode:cases")
    for role in ("leerkracht", "manager"):
        yield Page("Incidents", role, LIST, (register,))
    yield Page("Incidents, last page", "manager", LIST, (f"{register}?page=999",))
    incidents = Incident.objects.filter(school=school)[:20]
    paths = tuple(reverse("incidents:incident", args=[one.pk]) for one in incidents)
    yield Page("Incident", "manager", DOSSIER, paths)
    yield Page("Meldcode cases", "AF HGKM", LIST, (cases,))
    yield Page("Meldcode cases, closed", "AF HGKM", LIST, (f"{cases}?gesloten=1",))
    heavy = Pupil.objects.get(key=HEAVY_KEY)
    full = (reverse("meldcode:case", args=[Case.objects.get(pupil=heavy).pk]),)
    for role in ("AF HGKM", "manager"):
        yield Page("Meldcode case, 200 signals", role, DOSSIER, full)
    for state in (State.OPEN, State.DISPUTED, State.REPORTED, State.CLOSED):
        found = Case.objects.filter(school=school, state=state).exclude(pupil=heavy)[:20]
        paths = tuple(reverse("meldcode:case", args=[case.pk]) for case in found)
        yield Page(f"Meldcode case, {state.value}", "AF HGKM", DOSSIER, paths)
    yield from _around_cases(school)
    yield Page("Protocols", "manager", LIST, (reverse("protocols:runs"),))
    run = Run.objects.filter(school=school, state=Run.State.RUNNING)[:1].get()
    yield Page("Protocol", "manager", DOSSIER, (reverse("protocols:run", args=[run.pk]),))


def _around_cases(school: int) -> Iterator[Page]:
    """The pages beside a case: acute danger, the weighing, what the board is asked, looking back."""
    waiting = Case.objects.filter(school=school, state=State.OPEN)[:1].get().pk
    bundle = Bundle.objects.filter(school=school, kind=Bundle.Kind.TWO_YEARS)[:1].get().pk
    yield Page("Acute danger", "leerkracht", LIST, (reverse("meldcode:acute"),))
    yield Page("Acute danger, search", "manager", LIST, (reverse("meldcode:acute"),), {"q": "an"})
    acute = reverse("meldcode:acute_case", args=[waiting])
    yield Page("Acute danger, in a case", "manager", DOSSIER, (acute,))
    full = Case.objects.get(pupil__key=HEAVY_KEY).pk
    gather, weigh = (reverse(f"meldcode:{name}", args=[full]) for name in ("gather", "weigh"))
    yield Page("Gather of 1,400 signals", "AF HGKM", LIST, (gather,))
    yield Page("Weigh, 200 signals", "AF HGKM", DOSSIER, (weigh,))
    yield Page("Deputies", "bestuur", LIST, (reverse("meldcode:deputies"),))
    yield Page("Bundles", "manager", LIST, (reverse("meldcode:bundles"),))
    yield Page("Bundle of two years", "manager", LIST, (reverse("meldcode:bundle", args=[bundle]),))
    yield Page("The Meldcode explained", "leerkracht", LIST, (reverse("meldcode:guide"),))


def _figures() -> Iterator[Page]:
    figures = reverse("monitoring:figures")
    for role in ("bestuur", "manager"):
        yield Page("Figures", role, BOARD, (figures,))
    measure = reverse("monitoring:measure", args=["signals"])
    yield Page("Figures of one measure", "bestuur", BOARD, (measure,))


def _portal() -> Iterator[Page]:
    heavy = Pupil.objects.get(key=HEAVY_KEY)
    yield Page("My child", "ouder", LIST, (reverse("portal:children"),))
    dossier = reverse("portal:dossier", args=[heavy.pk])
    yield Page("Dossier of my child", "ouder", DOSSIER, (dossier,))


def measure(pages: list[Page], *, repeat: int) -> Iterator[Figures]:
    """Ask for each page once to warm up, and `repeat` times for its time.

    Raises RuntimeError when a page answers anything but 200: then there is nothing to measure.
    """
    clients = {role: _client(username) for role, username in ROLES.items()}
    for page in pages:
        client = clients[page.role]
        with CaptureQueriesContext(connection) as queries:
            size = _ask(client, page, page.paths[0])
        asked = len(queries)  # the next request empties the list
        times, own = [], []
        for n in range(repeat):
            begin, computed = time.perf_counter(), time.process_time()
            _ask(client, page, page.paths[n % len(page.paths)])
            times.append((time.perf_counter() - begin) * 1000)
            own.append((time.process_time() - computed) * 1000)
        yield Figures(page, asked, size, times, own)


def _client(username: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def _ask(client: Client, page: Page, path: str) -> int:
    response: Any = client.post(path, page.data) if page.data else client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{page.name} for {page.role}: {path} answers {response.status_code}")
    return len(response.content)


TASKS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("refresh the figures (every 10 minutes)", refresh_figures),
    ("remind of evaluations (every 15 minutes)", remind_follow_ups),
    ("remind of duties in cases (every 15 minutes)", remind_duties),
    ("open and remind of looking back (each night)", look_back),
    ("remind of steps of protocols (every 15 minutes)", remind_steps),
    ("plan the yearly monitoring (each night)", open_yearly_monitoring),
)


def measure_tasks() -> Iterator[Timed]:
    """Run what the clock runs, and the check of the audit log; what they write is taken back."""
    for name, task in TASKS:
        with transaction.atomic():
            begin = time.perf_counter()
            task()
            seconds = time.perf_counter() - begin
            transaction.set_rollback(True)
        yield Timed(name, seconds)
    with acting_as_system():
        begin = time.perf_counter()
        broken = faults()
        seconds = time.perf_counter() - begin
    if broken:
        raise RuntimeError(f"The audit log is not whole: {len(broken)} faults")
    yield Timed("verify the audit log (manage.py verify_audit)", seconds)
