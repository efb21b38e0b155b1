"""The one table role × permission (R1–R10). Code asks permissions, never role names.

Areas are what row-level security knows: in which schools may this person's requests see such rows at
all. `app.my_schools(area)` in Postgres holds the same table; a test compares the two.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role at one school, or at every school of a board. Parents have no role: see Guardian."""

    LEERKRACHT = "leerkracht", _("Leerkracht or ondersteunend personeel")
    AF_HGKM = "af_hgkm", _("Aandachtsfunctionaris HGKM")
    MANAGER = "manager", _("Manager sociale veiligheid")
    BESTUUR = "bestuur", _("Bestuur")
    BESTUURSONDERSTEUNER = "bestuursondersteuner", _("Bestuursondersteuner")
    CONTACTPERSOON = "contactpersoon", _("Contactpersoon")
    BEHEERDER = "beheerder", _("Functioneel beheerder")


_TEACHING = frozenset({Role.LEERKRACHT, Role.AF_HGKM, Role.MANAGER})
_CASEWORK = frozenset({Role.AF_HGKM, Role.MANAGER})
_AF = frozenset({Role.AF_HGKM})
_MANAGER = frozenset({Role.MANAGER})
_BEHEER = frozenset({Role.BEHEERDER})
_BOARD = frozenset({Role.BESTUUR, Role.BESTUURSONDERSTEUNER})
_FIGURES = _BOARD | _MANAGER

BOARD_WIDE = _BOARD | _BEHEER
"""Roles that may count for every school of a board; a role that sees children never does."""

AREAS: dict[str, frozenset[Role]] = {
    "registry": _TEACHING | _BEHEER,
    "dossier": _TEACHING,
    "case": _CASEWORK,
    "figures": _FIGURES,
    # what is put before the board for a decision: a row that names no child (R4)
    "board": frozenset({Role.BESTUUR}),
}

PERMISSIONS: dict[str, frozenset[Role]] = {
    # schools
    "schools.view_pupils": _TEACHING,
    "schools.import_pupils": _BEHEER,
    "schools.manage_staff": _BEHEER,
    "schools.manage_guardians": _BEHEER,
    "schools.grant_access": _CASEWORK,
    # the sociale kaart: whom to call (K1)
    "schools.view_partners": _TEACHING | _BEHEER,
    "schools.manage_partners": _CASEWORK | _BEHEER,
    # dossiers (R1: with a cause; see dossiers/rules.py)
    "dossiers.open_dossier": _TEACHING,
    "dossiers.open_without_purpose": _CASEWORK,
    "dossiers.log_signal": _TEACHING,
    "dossiers.correct_entry": _TEACHING,
    "dossiers.log_talk": _TEACHING,
    "dossiers.set_follow_up": _TEACHING,
    "dossiers.hand_over": _TEACHING,
    "dossiers.disclose_entry": _CASEWORK,
    "dossiers.see_looks": _CASEWORK,
    # unusual looking: the manager reviews it, the AF HGKM what is the manager's own (A8)
    "dossiers.review_looks": _CASEWORK,
    "dossiers.review_looks_of_staff": _MANAGER,
    "dossiers.review_looks_of_manager": _AF,
    # what is kept from parents, for a reason, until a day (A4)
    "dossiers.withhold_entry": _CASEWORK,
    # talks with parents (D8)
    "dossiers.plan_talk": _TEACHING,
    # parents' rights (A1, A2, A6, A7): anyone on the staff takes in what a parent hands over
    "dossiers.take_in_request": _TEACHING,
    "dossiers.answer_request": _CASEWORK,
    "dossiers.keep_consents": _CASEWORK,
    "dossiers.record_information": _CASEWORK,
    "dossiers.attach_file": _TEACHING,
    "dossiers.export_dossier": _TEACHING,
    # a table leaves the system to be worked on, so it is for who works on cases
    "dossiers.export_table": _CASEWORK,
    # the words that the writing help marks (D2, I6)
    "writing.manage_words": _BEHEER | _MANAGER,
    # meldcode (M1, M8)
    "meldcode.view_case": _CASEWORK,
    "meldcode.open_case": _AF,
    "meldcode.work_on_case": _AF,
    "meldcode.answer_weighing": _AF,
    "meldcode.propose_decision": _AF,
    "meldcode.confirm_decision": _MANAGER,
    "meldcode.file_report": _MANAGER,
    "meldcode.download_rapportage": _CASEWORK,
    "meldcode.download_record": _CASEWORK,
    "meldcode.bundle": _CASEWORK,
    "meldcode.write_letter": _CASEWORK,
    # acute: whoever of the two is there reports, the decision of both follows (M7, M8)
    "meldcode.report_now": _CASEWORK,
    # who is shut out, who reads along, and who takes a place that is empty
    "meldcode.manage_people": _CASEWORK,
    "meldcode.name_deputy": frozenset({Role.BESTUUR}),
    "meldcode.ask_colleague": _AF,
    # the Meldcode explained, and whom to call
    "meldcode.read_guide": _TEACHING,
    # who handed over follows what became of it: its status, never the deliberation (R1)
    "meldcode.follow_hand_over": _TEACHING,
    # incidents (I1: reported by anyone on the staff, handled by AF HGKM and manager)
    "incidents.register_incident": _TEACHING,
    "incidents.view_incident": _TEACHING,
    "incidents.correct_account": _TEACHING,
    "incidents.view_register": _CASEWORK,
    "incidents.handle_incident": _CASEWORK,
    "incidents.import_register": _CASEWORK,
    # protocols
    "protocols.view_run": _CASEWORK,
    "protocols.start_run": _CASEWORK,
    "protocols.work_on_run": _CASEWORK,
    "protocols.step_of_af": _AF,
    "protocols.step_of_manager": _MANAGER,
    "protocols.step_of_either": _CASEWORK,
    # monitoring (R4)
    "monitoring.view_figures": _FIGURES,
    # The own school's figures as they are; the others read them with small counts hidden (R3, R4).
    "monitoring.view_exact_figures": _MANAGER,
    "monitoring.conclude_round": _BOARD,
    "monitoring.oversee_round": frozenset({Role.BESTUUR}),
}
