from django.db import migrations

from core import rls

# A teacher's request sees the own reports and nobody else's; AF HGKM and manager see the school's.
OWN = (
    "(reporter_id = nullif((select current_setting('app.user_id', true)), '')::bigint"
    " and school_id = any((select app.my_schools('dossier'))::bigint[]))"
)
# Rows of an incident, for those who see the incident: its own policy applies inside the subquery.
INCIDENT = "exists (select 1 from incidents_incident i where i.id = incident_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
        ("protocols", "0002_row_level_security"),
        ("schools", "0002_row_level_security"),
    ]
    operations = [
        rls.by_school("incidents_incident", "case", also=OWN),
        rls.by_school("incidents_incidentversion", "case", also=INCIDENT),
        rls.by_school("incidents_incidentpupil", "case", also=INCIDENT),
        # The handling is not the reporter's.
        rls.by_school("incidents_incidentnote", "case"),
        rls.by_school("incidents_incidentrun", "case"),
        rls.append_only("incidents_incidentversion"),
        rls.append_only("incidents_incidentpupil"),
        rls.append_only("incidents_incidentnote"),
        rls.append_only("incidents_incidentrun"),
    ]
