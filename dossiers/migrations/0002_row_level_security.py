from django.db import migrations

from core import rls

GRANTED = "pupil_id = any((select app.my_grants())::uuid[])"
CHILDREN = "any((select app.my_children())::uuid[])"
# A parent sees a signal once it was disclosed, and nothing before (A1, A4).
DISCLOSED = (
    "(pupil_id = " + CHILDREN + " and exists"
    " (select 1 from dossiers_disclosure d where d.signal_id = dossiers_signal.id))"
)
# Rows of a signal, for those who see the signal: its own policy applies inside the subquery.
SIGNAL = "exists (select 1 from dossiers_signal s where s.id = {column})"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("schools", "0002_row_level_security")]
    operations = [
        rls.by_school("dossiers_disclosure", "dossier", also=f"{GRANTED} or pupil_id = {CHILDREN}"),
        rls.by_school("dossiers_signal", "dossier", also=f"{GRANTED} or {DISCLOSED}"),
        rls.by_school("dossiers_signalversion", "dossier", also=SIGNAL.format(column="signal_id")),
        rls.by_school("dossiers_signallink", "dossier", also=SIGNAL.format(column="later_id")),
        rls.by_school("dossiers_parentcontact", "dossier", also=GRANTED),
        rls.by_school("dossiers_followup", "dossier", also=GRANTED),
        rls.by_school("dossiers_handover", "dossier", also=GRANTED),
        rls.by_school("dossiers_opening", "dossier", also=GRANTED),
        rls.by_school("dossiers_draft", "dossier", also=GRANTED),
        rls.append_only("dossiers_signal"),
        rls.append_only("dossiers_signalversion"),
        rls.append_only("dossiers_signallink"),
        rls.append_only("dossiers_parentcontact"),
        rls.append_only("dossiers_opening"),
        rls.append_only("dossiers_disclosure"),
    ]
