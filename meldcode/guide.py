"""The Meldcode explained to everybody who works with children, in our own words (M1–M10, T).

Data for one page: `chapters()` in reading order. What the weighing asks and means is not repeated here
but comes from texts.py, so that this page and the weighing never say different things.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Point:
    """A term with what it means."""

    term: Promise
    means: Promise


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the Meldcode: what one does, who, and what it leaves in the case."""

    name: Promise
    what: Promise
    who: Promise
    leaves: Promise


STEPS: Final[Sequence[Step]] = (
    Step(
        _("Map the signals"),
        _(
            "Write down what you see and hear: what, when, where, how often. Keep facts, what others told "
            "and what you think apart. Look also for what speaks against your worry."
        ),
        _("Every professional. Later the AF HGKM gathers it for the case."),
        _("Signals in the dossier, and an analysis in the case."),
    ),
    Step(
        _("Consult"),
        _(
            "Do not carry it alone. Ask a colleague to think along, and ask advice of Veilig Thuis. That can "
            "be done without saying whom it is about. Ask open questions; put no answer into anybody's mouth."
        ),
        _("You and the AF HGKM."),
        _("Who was asked, what was advised, what was agreed, and what was done with it."),
    ),
    Step(
        _("Talk with the parents and the child"),
        _(
            "Tell the parents what you see, and ask how they see it. From 12 years on you also ask the child. "
            "You skip this talk only when it would bring somebody in danger, and then the danger is written down."
        ),
        _("The teacher, with the AF HGKM when it is heavy."),
        _("What was told, how they reacted, what was agreed. Or why there was no talk."),
    ),
    Step(
        _("Weigh"),
        _(
            "Is there a suspicion that the child is not safe at home? Weigh everything that is known. Five "
            "questions help you with this and the next step."
        ),
        _("The AF HGKM and the manager sociale veiligheid."),
        _("Each answer with the reason and who gave it."),
    ),
    Step(
        _("Decide"),
        _(
            "These are two decisions. Is a report to Veilig Thuis needed? And can the school give or arrange "
            "help? One does not exclude the other."
        ),
        _("AF HGKM and manager together. Neither of them decides alone."),
        _("Both decisions with their reasons, two names, and a date to look again."),
    ),
)

MEANINGS: Final[Sequence[Point]] = (
    Point(
        _("Acute"),
        _(
            "The child is in danger now, or nobody can say that it is safe in the coming days. Then nobody "
            "waits for the other steps: call 112 when it is an emergency, and report at once. The steps "
            "that were passed over are done afterwards."
        ),
    ),
    Point(
        _("Structural"),
        _(
            "It is not safe time and again, or it simply goes on. Look back: what happened before says most "
            "about what will come."
        ),
    ),
    Point(
        _("Disclosure"),
        _(
            "A child or an adult tells it by themselves, or asks for help. Listen, promise no secrecy, and "
            "write down the words that were used. Treat it as acute. The AF HGKM first agrees with Veilig "
            "Thuis when and how the parents are spoken with."
        ),
    ),
    Point(
        _("Doubt"),
        _("Are you in doubt whether it is safe? Then you report, as with yes."),
    ),
)

NORMS_MEAN: Final[Sequence[Point]] = (
    Point(
        _("It is not safe"),
        _("There is acute or structural unsafety, or you are in doubt about it."),
    ),
    Point(
        _("The school cannot help enough"),
        _(
            "There is a suspicion, and the school cannot give or arrange the help that takes the threat away. "
            "Or the family does not accept it."
        ),
    ),
    Point(
        _("Help does not stop it"),
        _("Help was given, and it is still not safe, or it is not safe again."),
    ),
)

ROLES: Final[Sequence[Point]] = (
    Point(
        _("Teacher and other staff"),
        _(
            "You see, you log, you talk with parents, and you hand over to the AF HGKM when your worry grows "
            "or at once when it is acute. After that you see whether it is worked on, and you answer "
            "questions. What is weighed you do not see: that protects the child, and your bond with the parents."
        ),
    ),
    Point(
        _("AF HGKM"),
        _(
            "Leads the case: gathers, consults, talks with the parents, walks the questions, proposes the "
            "decision and follows what comes after."
        ),
    ),
    Point(
        _("Manager sociale veiligheid"),
        _(
            "Weighs along, confirms or returns the proposal, and reports to Veilig Thuis. So it is not the "
            "teacher who reports."
        ),
    ),
    Point(
        _("Board"),
        _(
            "Hears that a suspicion is weighed, without a name. Names a deputy when somebody is involved in "
            "person, or when AF HGKM and manager disagree. Otherwise it sees only figures."
        ),
    ),
    Point(
        _("Veilig Thuis"),
        _(
            "Gives advice, also without a name. Takes in reports, and decides what happens with them."
        ),
    ),
)

PARENTS_KNOW: Final[Sequence[Promise]] = (
    _("Parents may read the dossier of their child. They do not read the Meldcode case."),
    _(
        "They are told of a report before it is made, unless that is not safe. Then the reason is written down."
    ),
    _("From 12 years on the child is told too."),
    _("For a report, and for keeping the case, no consent of parents is needed."),
    _(
        "To share with others than Veilig Thuis, parents have to agree. Without that, a case is only "
        "discussed without saying whom it is about."
    ),
)

PERIODS: Final[Sequence[Point]] = (
    Point(_("Acute report"), _("At once. AF HGKM and manager decide on it together afterwards.")),
    Point(_("Decision of Veilig Thuis"), _("Within five working days after the report.")),
    Point(_("Result of the help"), _("On the day that was agreed. Then question 5 is answered.")),
    Point(_("Looking again"), _("On a date, after every decision, until the case is closed.")),
    Point(_("Looking back"), _("Each school year, and every two years over a longer time.")),
)
