"""A random walk through cases: steps of several people, legal and not, with what must hold after each.

A walk starts at one of the committed cases of `build` and is taken back at its end. What must hold is
written down here in its own words; nothing of it is asked of the services.
"""

import copy
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from audit.verify import faults
from core.context import acting_as, acting_as_system
from core.errors import Refused
from core.models import OutboxMessage
from meldcode import services
from meldcode.models import Case, DeputyRequest
from meldcode.scope import AF_PLACE, DECIDER, MANAGER_PLACE, READER
from meldcode.workflow import Action, State
from schools.roles import Role
from schools.scope import start_request_cache
from tests.factories import make_member, make_pupil, make_user, make_world
from tests.meldcode import helpers, ledger, situations
from tests.meldcode.cast import Cast
from tests.meldcode.moves import KINDS, MOVES, Move, Stage, kind_of
from tests.meldcode.test_cross_product import lands
from tests.meldcode.truths import broken

PEOPLE = (
    "af", "manager", "both", "teacher", "colleague", "bestuur", "other_af", "other_manager", "parent",
    "outsider", "system",
)  # fmt: skip
PLACES = {
    READER: "reader", MANAGER_PLACE: "deputy_manager", AF_PLACE: "deputy_af", DECIDER: "decider"
}  # fmt: skip
LONG = 8
# What somebody may send again: it changes nothing then.
TWICE = {"confirm_decision", "settle", "name_deputy", "prolong_deputy", "give_access"}
RECORDS = [move for move in MOVES if move.action is Action.WORK]
STEPS = [move for move in MOVES if move.action not in (None, Action.WORK)]
OF_PEOPLE = [move for move in MOVES if move.action is None]


@dataclass
class Tally:
    """What was walked: sequences, and steps by move and by what came of them; written to `path` as it grows."""

    path: Path | None = None
    sequences: int = 0
    long: int = 0  # of eight steps or more
    steps: Counter[tuple[str, str]] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    starts: Counter[str] = field(default_factory=Counter)

    def walked(self, steps: int) -> None:
        """Count one sequence, and write how far it is once in a hundred."""
        self.sequences += 1
        self.long += steps >= LONG
        if self.sequences % 100 == 0:
            self.write()

    def write(self) -> None:
        """Write what was walked, for a person to read."""
        if self.path is None:
            return
        outcomes = sorted({outcome for _move, outcome in self.steps})
        found = {
            "sequences": self.sequences,
            "of eight steps or more": self.long,
            "steps": sum(self.steps.values()),
            "outcomes": {outcome: self.by(outcome) for outcome in outcomes},
            "states": dict(self.states.most_common()),
            "starts": dict(self.starts.most_common()),
            "done": {move: n for (move, found), n in sorted(self.steps.items()) if found == "done"},
        }
        self.path.write_text(json.dumps(found, indent=1))

    def by(self, outcome: str) -> int:
        """Return how many steps came to this."""
        return sum(count for (_move, found), count in self.steps.items() if found == outcome)


def build() -> tuple[Cast, dict[str, Any]]:
    """Make the people and a case in every situation, for good. Returns them, cases by their situation.

    Who disagrees waits for no name: the bestuur decides itself.
    """
    with acting_as_system():
        world = make_world()
        both = make_user()
        for role in (Role.AF_HGKM, Role.MANAGER):
            make_member(both, world.school, role)
        cast = Cast(world=world, makers=world, more={"both": both})
        cases = {
            name: make(world, make_pupil(world.school)).pk
            for name, (_state, make) in situations.ALL.items()
        }
        for request in DeputyRequest.objects.open().filter(place=DeputyRequest.Place.DECIDER):
            services.name_deputy(
                actor=world.bestuur, request=request, who=world.bestuur, until=helpers.days(60)
            )
    return cast, cases


class Walk(RuleBasedStateMachine):
    """One walk. Give a subclass its `cast`, `cases`, `tally` and the state of the other cases."""

    cast: ClassVar[Cast]
    cases: ClassVar[dict[str, Any]]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(acting_as_system())
        self.case: Case | None = None
        self.count = 0

    @initialize(data=st.data())
    def start(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(self.cases)), label="from")
        self.case = Case.objects.get(pk=self.cases[name])
        self.rows = ledger.rows_of(self.case.pk)
        self.others = ledger.sum_of_others(self.case.pk)
        self.look_around()
        self.tally.starts[name] += 1

    @rule(data=st.data())
    def step(self, data: Any) -> None:
        """What the table allows in this state, by somebody who may."""
        self.walk(data, STEPS)

    @rule(data=st.data())
    def step_on(self, data: Any) -> None:
        """The same again: most of a walk are such steps."""
        self.walk(data, STEPS)

    @rule(data=st.data())
    def record(self, data: Any) -> None:
        """Something is added to the steps."""
        self.walk(data, RECORDS)

    @rule(data=st.data())
    def people(self, data: Any) -> None:
        """Somebody is kept out, let in, asked, or named."""
        self.walk(data, OF_PEOPLE)

    @rule(data=st.data())
    def out_of_turn(self, data: Any) -> None:
        """Anything, by anybody."""
        stage = self.stage(data)
        move = data.draw(st.sampled_from(MOVES).filter(lambda m: m.needs(stage)), label="move")
        self.attempt(stage, move, data.draw(st.sampled_from(PEOPLE), label="who"))

    def stage(self, data: Any) -> Stage:
        assert self.case is not None

        def pick(options: Sequence[Any]) -> Any:
            return options[0] if len(options) == 1 else data.draw(st.sampled_from(list(options)))

        return Stage(self.cast, self.case, pick)

    def walk(self, data: Any, moves: list[Move]) -> None:
        stage = self.stage(data)
        state = State(stage.case.state)
        legal = [move for move in moves if lands(move, state) is not None]

        def can(move: Move) -> bool:
            return move.needs(stage) and move.possible(stage)

        move = data.draw(st.sampled_from(legal or OF_PEOPLE[:1]).filter(can), label="move")
        may = [who for who in PEOPLE if self.places(who) & move.who]
        self.attempt(stage, move, data.draw(st.sampled_from(may or list(PEOPLE)), label="who"))

    def look_around(self) -> None:
        """Read who was let in and who is kept out, once a step."""
        assert self.case is not None
        given = self.case.grants.values_list("user_id", "permission__codename")
        self.given: dict[int, set[str]] = {}
        for user, code in given:
            self.given.setdefault(user, set()).add(PLACES[code])
        out = self.case.involvement_set.filter(ended_at__isnull=True)
        self.out = set(out.values_list("person_id", flat=True))

    def places(self, who: str) -> frozenset[str]:
        """Return as whom somebody acts in the case: by role, by a grant, as nobody when shut out."""
        key = self.cast.actor(who).pk
        return frozenset() if key in self.out else frozenset({who, *self.given.get(key, ())})

    def attempt(self, stage: Stage, move: Move, who: str) -> None:
        before, state = self.rows, State(stage.case.state)
        may, ends = bool(self.places(who) & move.who), self.ends(stage, move)
        told, last = OutboxMessage.objects.count(), ledger.last_event()
        outcome = self.call(stage, move, who)
        self.case = Case.objects.get(pk=stage.case.pk)
        self.rows, events = ledger.rows_of(self.case.pk), ledger.events_since(last)
        if outcome == "done" and before == self.rows and not events:
            outcome = "done before"
        self.count += 1
        self.tally.steps[move.name, outcome] += 1
        self.tally.states[self.case.state] += 1
        self.look_around()
        tale = f"{move.name} by {who} in {state}: {outcome}, now {self.case.state}, {events}"
        if outcome == "done":
            assert may, f"done by who may not: {tale}"
            assert self.case.state in ends, f"another state: {tale}"
            assert not ledger.changed(before, self.rows), f"what was written changed: {tale}"
            assert ledger.fits(move.service, events), f"not in the log as it should: {tale}"
        elif outcome == "done before":
            assert may, f"done by who may not: {tale}"
            assert move.service in TWICE, f"nothing happened: {tale}"
            assert OutboxMessage.objects.count() == told, f"told twice: {tale}"
        else:
            assert before == self.rows, f"refused, and yet changed: {tale}"
            assert not events, f"refused, and yet in the log: {tale}"
            assert OutboxMessage.objects.count() == told, f"refused, and yet told: {tale}"
            assert may is (outcome == "not now"), f"refused for another reason: {tale}"
        wrong = broken(self.case, self.cast, self.out)
        assert not wrong, f"{wrong} after {tale}"

    def ends(self, stage: Stage, move: Move) -> set[str]:
        """Return where the case may stand after a service did its work: where the table leads.

        A decision leads where it says itself; while another report waits, word on one moves nothing; and
        a plan can be made wherever help runs.
        """
        state = State(stage.case.state)
        same = [other for other in MOVES if other.service == move.service]
        if move.service in ("confirm_decision", "settle"):
            kinds = {kind_of(decision) for decision in stage.proposals}
            same = [other for other in same if KINDS.get(other.action) in kinds]
        ends = {after.value for other in same if (after := lands(other, state))}
        if move.service == "record_feedback" and state is State.REPORTED:
            ends |= {State.REPORTED.value, State.MONITORING.value, State.HELP_RUNNING.value}
        if move.service == "plan_help" and stage.waits("help_term"):
            ends.add(state.value)
        return ends

    def call(self, stage: Stage, move: Move, who: str) -> str:
        call = move.ready(stage)
        actor = copy.copy(self.cast.actor(who))
        if not actor.is_system:
            start_request_cache(actor)
        try:
            with acting_as(actor):
                call(actor)
        except (PermissionDenied, ObjectDoesNotExist):
            return "not yours"
        except Refused:
            return "not now"
        return "done"

    def teardown(self) -> None:
        try:
            if self.case is not None and not connection.needs_rollback:
                self.tally.walked(self.count)
                assert ledger.sum_of_others(self.case.pk) == self.others, "another case changed"
                assert not faults(), "the audit log is not whole"
        finally:
            if not connection.needs_rollback:
                transaction.set_rollback(True)
            self.stack.close()
