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

CASE_VIEWED = register("meldcode.case_viewed", _("looked at a Meldcode case"), look=True)
RAPPORTAGE_DOWNLOADED = register(
    "meldcode.rapportage_downloaded", _("downloaded the Rapportage Meldcode"), look=True
)
HAND_OVER_VIEWED = register(
    "meldcode.hand_over_viewed", _("looked at the status of a hand-over"), look=True
)
