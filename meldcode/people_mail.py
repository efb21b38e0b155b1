"""Mail about who is in a case: what the board is asked, deputies, the case team, questions. No names."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import mail
from meldcode.models import CaseGrant, CaseQuestion, DeputyRequest, Involvement
from meldcode.scope import holders_on
from meldcode.telling import MANAGE, tell_board, tell_inside
from schools.notifications import tell_keepers

DEPUTY_ASKED = mail.register_notice(
    "meldcode.deputy_asked",
    _(
        "In a Meldcode case a place is empty. You are asked to name a deputy, by the next working day at"
        " the latest."
    ),
)
DEPUTY_REMINDER = mail.register_notice(
    "meldcode.deputy_reminder",
    _("Today is the last day to name a deputy in a Meldcode case. The case waits for it."),
)
DEPUTY_LATE = mail.register_notice(
    "meldcode.deputy_late",
    _("A Meldcode case still waits for a deputy whom the board has to name. Name somebody now."),
)
BOARD_LATE = mail.register_notice(
    "meldcode.board_late",
    _(
        "The board was asked to name a deputy and has not done so. Call the board today, and see whether"
        " the roles at this school are filled."
    ),
)
DEPUTY_NAMED = mail.register_notice(
    "meldcode.deputy_named", _("The board named you as deputy in a Meldcode case.")
)
DEPUTY_THERE = mail.register_notice(
    "meldcode.deputy_there", _("The board named a deputy in a Meldcode case of yours.")
)
SHUT_OUT = mail.register_notice(
    "meldcode.shut_out",
    _(
        "In a Meldcode case at a school of your board somebody is kept out, because they are involved in"
        " person. You need to do nothing now."
    ),
)
ACCESS_GIVEN = mail.register_notice(
    "meldcode.access_given", _("You may read a Meldcode case, until a day.")
)
ASKED = mail.register_notice("meldcode.asked", _("The AF HGKM asks you something about a pupil."))
ANSWERED = mail.register_notice(
    "meldcode.answered", _("A colleague answered your question in a Meldcode case.")
)
QUESTION_REMINDER = mail.register_notice(
    "meldcode.question_reminder",
    _("A question of the AF HGKM waits for your answer. Today is the last day."),
)
QUESTION_LATE = mail.register_notice(
    "meldcode.question_late",
    _("A question to a colleague in a Meldcode case was not answered in time."),
)


def _naming(request: DeputyRequest) -> str:
    return reverse("meldcode:name_deputy", args=[request.pk])


def deputy_asked(request: DeputyRequest) -> None:
    """Ask the bestuur to name a deputy."""
    key = f"deputy-asked:{request.pk}"
    tell_board(request.case, notice=DEPUTY_ASKED, path=_naming(request), key=key)


def deputy_reminder(request: DeputyRequest) -> None:
    """Remind the bestuur on the last day."""
    key = f"deputy-reminder:{request.pk}"
    tell_board(request.case, notice=DEPUTY_REMINDER, path=_naming(request), key=key)


def deputy_late(request: DeputyRequest) -> None:
    """Tell the bestuur again, and the functioneel beheerder, that nobody was named in time."""
    key = f"deputy-late:{request.pk}"
    tell_board(request.case, notice=DEPUTY_LATE, path=_naming(request), key=key)
    tell_keepers(request.case.school_id, notice=BOARD_LATE, key=f"keepers:{key}")


def deputy_named(request: DeputyRequest) -> None:
    """Tell the deputy, again when the day became another one, and who leads or manages the case."""
    to_settle = request.place == DeputyRequest.Place.DECIDER
    route = "meldcode:settle" if to_settle else "meldcode:case"
    path = reverse(route, args=[request.case_id])
    key = f"deputy-named:{request.pk}:{request.until}"
    if request.deputy_id is not None:
        mail.notify(user_id=request.deputy_id, notice=DEPUTY_NAMED, path=path, key=key)
    case_page = reverse("meldcode:case", args=[request.case_id])
    for user in holders_on(request.case, MANAGE):
        if user.pk != request.deputy_id:
            mail.notify(user_id=user.pk, notice=DEPUTY_THERE, path=case_page, key=key)


def shut_out(involvement: Involvement) -> None:
    """Tell the bestuur that somebody is kept out of a case, and that nothing has to be done."""
    key = f"shut-out:{involvement.pk}"
    path = reverse("meldcode:deputies")
    tell_board(involvement.case, notice=SHUT_OUT, path=path, key=key)


def access_given(given: CaseGrant) -> None:
    """Tell who may read along, again when the last day became another one."""
    mail.notify(
        user_id=given.user_id,
        notice=ACCESS_GIVEN,
        path=reverse("meldcode:case", args=[given.content_object_id]),
        key=f"case-access:{given.pk}:{given.expires_on}",
    )


def _ask_of(question: CaseQuestion, notice: str, key: str) -> None:
    path = reverse("meldcode:question", args=[question.pk])
    mail.notify(user_id=question.asked_of_id, notice=notice, path=path, key=f"{key}:{question.pk}")


def asked(question: CaseQuestion) -> None:
    """Tell the colleague that a question waits."""
    _ask_of(question, ASKED, "asked")


def question_reminder(question: CaseQuestion) -> None:
    """Remind the colleague on the last day."""
    _ask_of(question, QUESTION_REMINDER, "question-reminder")


def answered(question: CaseQuestion) -> None:
    """Tell who leads the case that the answer is there."""
    key = f"answered:{question.pk}"
    tell_inside(question.case, "meldcode.ask_colleague", notice=ANSWERED, key=key)


def question_late(question: CaseQuestion) -> None:
    """Tell who leads the case that no answer came in time."""
    key = f"question-late:{question.pk}"
    tell_inside(question.case, "meldcode.ask_colleague", notice=QUESTION_LATE, key=key)
