"""Cases in every situation from which something can follow, made by the services alone.

`maker` is a world whose AF HGKM and manager make them. Each is about a child of its own.
"""

from collections.abc import Callable
from typing import Any

from core.ids import uuid7
from meldcode import services
from meldcode.models import Case, Decision
from meldcode.workflow import State
from schools.models import Pupil
from tests.meldcode import helpers

NO_REPORT = (
    "Wij zien bij dit kind geen onveiligheid. De ouders en het wijkteam doen nu al veel samen."
)


def _again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def new(maker: Any, pupil: Pupil) -> Case:
    """Opened, and nothing else."""
    return helpers.open_case(maker, pupil)


def walked(maker: Any, pupil: Pupil) -> Case:
    """Steps 1 to 3 left a record."""
    case = new(maker, pupil)
    helpers.take_steps(maker, case)
    return case


def _weighed(maker: Any, pupil: Pupil, answers: dict[str, str]) -> Case:
    case = walked(maker, pupil)
    helpers.weigh(maker, case, answers)
    return case


def _decided(maker: Any, case: Case, plan: Any) -> Decision:
    decision = helpers.propose(maker, case, plan)
    return services.confirm_decision(actor=maker.manager, decision=decision)


def heard(maker: Any, pupil: Pupil) -> Case:
    """Veilig Thuis decided on the report; the case is monitored."""
    case = _weighed(maker, pupil, helpers.REPORTING)
    report = helpers.file_report(maker, _decided(maker, case, helpers.proposal()))
    helpers.feedback(maker, report)
    return _again(case)


def _weighed_again(maker: Any, pupil: Pupil) -> Case:
    case = heard(maker, pupil)
    services.weigh_again(actor=maker.af, case=case)
    helpers.weigh(maker, case, helpers.REPORTING)
    return case


def reported(maker: Any, pupil: Pupil, **plan: Any) -> Case:
    """Reported a second time; Veilig Thuis has not decided on that."""
    case = _weighed_again(maker, pupil)
    helpers.file_report(maker, _decided(maker, case, helpers.proposal(**plan)))
    return _again(case)


def reported_with_help(maker: Any, pupil: Pupil) -> Case:
    """Reported, while help runs beside it."""
    return reported(maker, pupil, help=True, help_until=helpers.days(30))


def open_again(maker: Any, pupil: Pupil) -> Case:
    """Weighed again after a report; a proposal came back."""
    case = proposed(maker, pupil)
    services.return_decision(
        actor=maker.manager, decision=case.decision_set.first(), reason="Nog eens nagaan."
    )
    return _again(case)


def proposed(maker: Any, pupil: Pupil) -> Case:
    """Weighed again after a report; to report again is proposed."""
    case = _weighed_again(maker, pupil)
    helpers.propose(maker, case)
    return _again(case)


def proposed_help(maker: Any, pupil: Pupil) -> Case:
    """Help is proposed."""
    case = _weighed(maker, pupil, helpers.HELPING)
    helpers.propose(maker, case, helpers.helping(report_reason=NO_REPORT))
    return _again(case)


def proposed_nothing(maker: Any, pupil: Pupil) -> Case:
    """Neither is proposed: to look again on a day."""
    case = _weighed(maker, pupil, helpers.NOTHING)
    helpers.propose(maker, case, helpers.watching(report_reason=NO_REPORT))
    return _again(case)


def acute(maker: Any, pupil: Pupil) -> Case:
    """Reported at once; two people have not decided on it."""
    case = walked(maker, pupil)
    services.report_now(actor=maker.af, case=case, pupil=pupil, key=uuid7(), report=helpers.acute())
    return _again(case)


def proposed_acute(maker: Any, pupil: Pupil) -> Case:
    """What was reported at once waits for the second person."""
    case = acute(maker, pupil)
    helpers.propose(maker, case)
    return _again(case)


def confirmed(maker: Any, pupil: Pupil) -> Case:
    """A second report has to be filed."""
    case = proposed(maker, pupil)
    services.confirm_decision(actor=maker.manager, decision=case.decision_set.first())
    return _again(case)


def help_runs(maker: Any, pupil: Pupil) -> Case:
    """Help runs, without a report."""
    case = proposed_help(maker, pupil)
    services.confirm_decision(actor=maker.manager, decision=case.decision_set.first())
    return _again(case)


def help_runs_beside_report(maker: Any, pupil: Pupil) -> Case:
    """Help runs, and Veilig Thuis has decided on the report."""
    case = reported_with_help(maker, pupil)
    helpers.feedback(maker, case.report_set.first())
    return _again(case)


def watched(maker: Any, pupil: Pupil) -> Case:
    """Neither was decided on; the case is monitored."""
    case = proposed_nothing(maker, pupil)
    services.confirm_decision(actor=maker.manager, decision=case.decision_set.first())
    return _again(case)


def closed(maker: Any, pupil: Pupil) -> Case:
    """Closed after a report."""
    return services.close_case(
        actor=maker.af, case=heard(maker, pupil), reason="Het is veilig.", missing_ground="Later."
    )


def _disputed(make: Callable[[Any, Pupil], Case]) -> Callable[[Any, Pupil], Case]:
    def build(maker: Any, pupil: Pupil) -> Case:
        case = make(maker, pupil)
        first = case.decision_set.get(state=Decision.State.PROPOSED)
        also_help = make is proposed_acute  # what was reported stays reported
        helpers.dispute(maker, first, **({"plan": helpers.proposal(**HELP)} if also_help else {}))
        return _again(case)

    build.__doc__ = "AF HGKM and manager disagree."
    return build


HELP = {"help": True, "help_reason": "Nu al.", "help_until": helpers.days(30)}
disputed = _disputed(proposed)
disputed_help = _disputed(proposed_help)
disputed_nothing = _disputed(proposed_nothing)
disputed_acute = _disputed(proposed_acute)

Builder = Callable[[Any, Pupil], Case]

ALL: dict[str, tuple[State, Builder]] = {
    "new": (State.OPEN, new),
    "walked": (State.OPEN, walked),
    "open_again": (State.OPEN, open_again),
    "proposed": (State.PROPOSED, proposed),
    "proposed_help": (State.PROPOSED, proposed_help),
    "acute": (State.OPEN, acute),
    "proposed_acute": (State.PROPOSED, proposed_acute),
    "disputed_acute": (State.DISPUTED, disputed_acute),
    "proposed_nothing": (State.PROPOSED, proposed_nothing),
    "disputed": (State.DISPUTED, disputed),
    "disputed_help": (State.DISPUTED, disputed_help),
    "disputed_nothing": (State.DISPUTED, disputed_nothing),
    "confirmed": (State.CONFIRMED, confirmed),
    "reported": (State.REPORTED, reported),
    "reported_with_help": (State.REPORTED, reported_with_help),
    "help_runs": (State.HELP_RUNNING, help_runs),
    "help_runs_beside_report": (State.HELP_RUNNING, help_runs_beside_report),
    "watched": (State.MONITORING, watched),
    "heard": (State.MONITORING, heard),
    "closed": (State.CLOSED, closed),
}
