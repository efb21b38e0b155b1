from django.db import migrations

from core import rls

GRANTS = "any((select app.my_grants())::uuid[])"
GRANTED = f"pupil_id = {GRANTS}"
CHILDREN = "any((select app.my_children())::uuid[])"
# A parent sees a signal once it was disclosed, and nothing before (A1, A4). Its versions, in which others
# are named, a parent never sees: what parents read stands masked in the disclosure.
DISCLOSED = (
    f"(pupil_id = {CHILDREN} and exists"
    " (select 1 from dossiers_disclosure d where d.signal_id = dossiers_signal.id))"
)
SIGNAL_GRANTED = (
    f"exists (select 1 from dossiers_signal s where s.id = {{column}} and s.pupil_id = {GRANTS})"
)
# A draft is for its writer alone, not even for a colleague of the school.
OWN = (
    "(select coalesce(current_setting('app.scope', true), '')) = 'system' or author_id ="
    " (select nullif(current_setting('app.user_id', true), '')::bigint)"
)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("schools", "0002_row_level_security")]
    operations = [
        rls.by_school("dossiers_disclosure", "dossier", also=f"{GRANTED} or pupil_id = {CHILDREN}"),
        rls.by_school("dossiers_signal", "dossier", also=f"{GRANTED} or {DISCLOSED}"),
        rls.by_school(
            "dossiers_signalversion", "dossier", also=SIGNAL_GRANTED.format(column="signal_id")
        ),
        rls.by_school(
            "dossiers_signallink", "dossier", also=SIGNAL_GRANTED.format(column="later_id")
        ),
        rls.by_school("dossiers_parentcontact", "dossier", also=GRANTED),
        rls.by_school("dossiers_followup", "dossier", also=GRANTED),
        rls.by_school("dossiers_handover", "dossier", also=GRANTED),
        rls.enable("dossiers_handover_signals", "handover_id in (select id from dossiers_handover)"),
        rls.by_school("dossiers_opening", "dossier", also=GRANTED),
        rls.enable("dossiers_draft", OWN),
        rls.append_only("dossiers_signal"),
        rls.append_only("dossiers_signalversion"),
        rls.append_only("dossiers_signallink"),
        rls.append_only("dossiers_parentcontact"),
        rls.append_only("dossiers_opening"),
        rls.append_only("dossiers_disclosure"),
    ]
