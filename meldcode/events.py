"""What the audit log may say of this app. A sentence reads after the actor's name."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

CASE_OPENED = register("meldcode.case_opened", _("opened a Meldcode case"))
HAND_OVER_JOINED = register("meldcode.hand_over_joined", _("took a hand-over into a Meldcode case"))
PUPIL_ADDED = register("meldcode.pupil_added", _("added a child to a Meldcode case"))
SIGNALS_GATHERED = register("meldcode.signals_gathered", _("gathered signals for a Meldcode case"))
ANALYSIS_RECORDED = register("meldcode.analysis_recorded", _("wrote the analysis of the signals"))
CONSULTATION_RECORDED = register("meldcode.consultation_recorded", _("recorded a consultation"))
TALK_RECORDED = register("meldcode.talk_recorded", _("recorded a talk with the parents"))
TALK_SKIPPED = register(
    "meldcode.talk_skipped", _("recorded why the talk with the parents was skipped")
)
CHILD_TALK_RECORDED = register(
    "meldcode.child_talk_recorded", _("recorded a talk with the child for a Meldcode case")
)
CHILD_TALK_SKIPPED = register(
    "meldcode.child_talk_skipped", _("recorded why the talk with the child was skipped")
)
QUESTION_ANSWERED = register("meldcode.question_answered", _("answered a weighing question"))
ANSWER_REVISED = register("meldcode.answer_revised", _("revised an answer of the weighing"))
DECISION_PROPOSED = register("meldcode.decision_proposed", _("proposed a decision"))
DECISION_CONFIRMED = register("meldcode.decision_confirmed", _("confirmed a decision"))
DECISION_RETURNED = register("meldcode.decision_returned", _("returned a proposal"))
REPORT_FILED = register("meldcode.report_filed", _("recorded the report to Veilig Thuis"))
FEEDBACK_RECORDED = register("meldcode.feedback_recorded", _("recorded what Veilig Thuis decided"))
MONITORED = register("meldcode.monitored", _("recorded how it goes with the child"))
WEIGHED_AGAIN = register("meldcode.weighed_again", _("started weighing again"))
CASE_CLOSED = register("meldcode.case_closed", _("closed a Meldcode case"))
CASE_REOPENED = register("meldcode.case_reopened", _("opened a closed Meldcode case again"))
RAPPORTAGE_SAVED = register("meldcode.rapportage_saved", _("wrote the Rapportage Meldcode"))
DUTY_REMINDED = register("meldcode.duty_reminded", _("reminded of a date in a Meldcode case"))
DUTY_ESCALATED = register(
    "meldcode.duty_escalated", _("warned the manager of a date that passed in a Meldcode case")
)

REPORTED_NOW = register("meldcode.reported_now", _("reported an acute case to Veilig Thuis"))
PERSON_SHUT_OUT = register("meldcode.person_shut_out", _("shut somebody out of a Meldcode case"))
SHUTTING_OUT_ENDED = register(
    "meldcode.shutting_out_ended", _("let somebody back into a Meldcode case")
)
DEPUTY_ASKED = register("meldcode.deputy_asked", _("asked the board for a deputy in a case"))
DEPUTY_NOT_NEEDED = register(
    "meldcode.deputy_not_needed", _("closed a request to the board that was not needed any more")
)
QUESTION_VIEWED = register(
    "meldcode.question_viewed", _("looked at a question of the AF HGKM"), look=True
)
DEPUTY_NAMED = register("meldcode.deputy_named", _("named a deputy in a Meldcode case"))
COLLEAGUE_ASKED = register("meldcode.colleague_asked", _("asked a colleague a question for a case"))
QUESTION_WITHDRAWN = register("meldcode.question_withdrawn", _("took back a question for a case"))
COLLEAGUE_ANSWERED = register(
    "meldcode.colleague_answered", _("answered a question of the AF HGKM")
)
DISAGREED = register("meldcode.disagreed", _("disagreed with a proposal"))
DISAGREEMENT_SETTLED = register(
    "meldcode.disagreement_settled", _("decided between two proposals as the board's deputy")
)
BOARD_TOLD = register("meldcode.board_told", _("the board was told that a suspicion is weighed"))
SUMMARY_WRITTEN = register("meldcode.summary_written", _("wrote a summary without names"))
ADVICE_FOLLOWED = register("meldcode.advice_followed", _("recorded what was done with advice"))
LETTER_WRITTEN = register("meldcode.letter_written", _("wrote the letter to Veilig Thuis"))
HELP_PLANNED = register("meldcode.help_planned", _("wrote the plan of the help"))
AGREEMENTS_ADDED = register(
    "meldcode.agreements_added", _("added agreements with Veilig Thuis to a case")
)
AFTERCARE_AGREED = register("meldcode.aftercare_agreed", _("agreed on aftercare"))
AGREEMENT_DONE = register("meldcode.agreement_done", _("recorded that an agreement was kept"))
EVALUATED = register("meldcode.evaluated", _("looked back on a case with those involved"))
BUNDLE_WRITTEN = register("meldcode.bundle_written", _("wrote the look back on the Meldcode cases"))

BUNDLE_OPENED = register(
    "meldcode.bundle_opened", _("opened the look back on the Meldcode cases of a school")
)
BUNDLE_REMINDED = register(
    "meldcode.bundle_reminded", _("reminded of the look back on the Meldcode cases")
)
BUNDLE_ESCALATED = register(
    "meldcode.bundle_escalated", _("warned that the look back on the Meldcode cases is late")
)
BUNDLE_VIEWED = register(
    "meldcode.bundle_viewed", _("looked at the look back on the Meldcode cases"), look=True
)
RAPPORTAGE_BUNDLED = register(
    "meldcode.rapportage_bundled",
    _("read the Rapportage in the bundle of a school year"),
    look=True,
)
BUNDLE_DOWNLOADED = register(
    "meldcode.bundle_downloaded", _("downloaded the bundle of Rapportages"), look=True
)
RECORD_DOWNLOADED = register(
    "meldcode.record_downloaded", _("downloaded the record of a Meldcode case"), look=True
)
SUMMARY_DOWNLOADED = register(
    "meldcode.summary_downloaded", _("downloaded the summary without names"), look=True
)
LETTER_DOWNLOADED = register(
    "meldcode.letter_downloaded", _("downloaded the letter to Veilig Thuis"), look=True
)
CASE_VIEWED = register("meldcode.case_viewed", _("looked at a Meldcode case"), look=True)
RAPPORTAGE_DOWNLOADED = register(
    "meldcode.rapportage_downloaded", _("downloaded the Rapportage Meldcode"), look=True
)
HAND_OVER_VIEWED = register(
    "meldcode.hand_over_viewed", _("looked at the status of a hand-over"), look=True
)
