"""What somebody may do here, for the buttons of a page. No writes."""

from accounts.models import User
from core.views import may
from dossiers.holds import is_held
from dossiers.models import HandOver, Signal
from dossiers.services.signal_text import still_empty
from schools.models import Pupil


def abilities(user: User, pupil: Pupil) -> dict[str, bool]:
    """Return what `user` may do in this dossier, for the buttons of the page."""
    names = (
        "log_signal", "log_talk", "plan_talk", "set_follow_up", "hand_over", "disclose_entry",
        "see_looks",
    )  # fmt: skip
    may_do = {name: may(user, f"dossiers.{name}", pupil) for name in names}
    return may_do | {
        "give_access": may(user, "schools.grant_access", pupil),
        "acute": may(user, "meldcode.read_guide", pupil),
    }


def signal_abilities(user: User, signal: Signal) -> dict[str, bool]:
    """Return what `user` may do with one signal."""
    version = signal.current
    # A text that was erased at the parents' request is not written again (A2).
    correct = version.erased_at is None and may(user, "dossiers.correct_entry", signal)
    return {
        "correct": correct,
        "complete": correct and bool(still_empty(version)),
        "link": may(user, "dossiers.log_signal", signal),
        "attach": may(user, "dossiers.attach_file", signal),
        "disclose": (disclose := may(user, "dossiers.disclose_entry", signal)),
        # A hand-over or case since then: the clock asks again on the day, so no day is promised (A4).
        "held": disclose and is_held(signal.pupil_id),
        "preview": may(user, "dossiers.preview_entry", signal),
        "open_case": may(user, "meldcode.open_case", signal),
    }


def hand_over_abilities(user: User, hand_over: HandOver) -> dict[str, bool]:
    """Return what `user` may do with one hand-over; the case itself is opened in its own room."""
    waiting = hand_over.state == HandOver.State.WAITING
    return {
        "take": waiting and may(user, "dossiers.take_over", hand_over),
        "read": may(user, "dossiers.has_cause", hand_over),
    }
