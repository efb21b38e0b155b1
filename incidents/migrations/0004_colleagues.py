import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
import core.ids
from core import rls

ROLE = settings.DATABASE_APP_ROLE

# From which incidents somebody is shut out, and from the protocols they led to (P2): a person can't read
# the row that says so of themselves.
SHUT_OUT_OF = """
create function app.shut_out_of_incidents(p_user bigint) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(s.incident_id), '{}') from public.incidents_incidentstaff s
  where s.person_id = p_user and s.part = 'initiative' and s.ended_at is null
$$
"""
SHUT_OUT_INCIDENTS = """
create function app.shut_out_incidents() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select app.shut_out_of_incidents(nullif(current_setting('app.user_id', true), '')::bigint)
$$
"""
SHUT_OUT_RUNS = """
create function app.shut_out_runs() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(r.run_id), '{}') from public.incidents_incidentrun r
  where r.incident_id = any(app.shut_out_incidents())
$$
"""
FUNCTIONS = "app.shut_out_of_incidents(bigint), app.shut_out_incidents(), app.shut_out_runs()"

OWN = (
    "(reporter_id = nullif((select current_setting('app.user_id', true)), '')::bigint"
    " and school_id = any((select app.my_schools('dossier'))::bigint[]))"
)
# Who brought in an earlier register reported none of it, and reads it by a role only.
REPORTED = f"({OWN} and imported_in_id is null)"
INCIDENT = "exists (select 1 from incidents_incident i where i.id = incident_id)"
INSIDE = "<> all((select app.shut_out_incidents())::uuid[])"
RUN = "<> all((select app.shut_out_runs())::uuid[])"


def narrowed(table: str, inside: str, *, also: str = "") -> migrations.RunSQL:
    """Keep the shut-out from a table that is there already."""
    before = rls.school_rows("case", also=also)
    return rls.change(table, f"({before}) and {inside}", before=before)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_register_import"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="IncidentStaff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("initiative", "took the initiative"),
                            ("befell", "whom it befell"),
                            ("saw", "saw it"),
                        ],
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end_reason",
                    core.fields.EncryptedTextField(
                        blank=True, default="", verbose_name="why it is taken back"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="incidents.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("part", "initiative")),
                        fields=["person"],
                        name="incidents_staff_shut_out",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("incident", "person"),
                        name="incidents_staff_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["initiative", "befell", "saw"])),
                        name="incidents_staff_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_reason", ""),
                            ("ended_at__isnull", True),
                            ("ended_by__isnull", True),
                        )
                        | models.Q(
                            ("ended_at__isnull", False),
                            ("ended_by__isnull", False),
                            models.Q(("end_reason", ""), _negated=True),
                            models.Q(("ended_by", models.F("person")), _negated=True),
                        ),
                        name="incidents_staff_ended",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            [
                SHUT_OUT_OF,
                SHUT_OUT_INCIDENTS,
                SHUT_OUT_RUNS,
                f"revoke all on function {FUNCTIONS} from public",
                f"grant execute on function {FUNCTIONS} to {ROLE}",
            ],
            [
                "drop function app.shut_out_runs()",
                "drop function app.shut_out_incidents()",
                "drop function app.shut_out_of_incidents(bigint)",
            ],
        ),
        rls.change(
            "incidents_incident",
            f"({rls.school_rows('case', also=REPORTED)}) and id {INSIDE}",
            before=rls.school_rows("case", also=OWN),
        ),
        narrowed("incidents_incidentversion", f"incident_id {INSIDE}", also=INCIDENT),
        narrowed("incidents_incidentpupil", f"incident_id {INSIDE}", also=INCIDENT),
        narrowed("incidents_incidentnote", f"incident_id {INSIDE}"),
        narrowed("incidents_incidentrun", f"incident_id {INSIDE}"),
        rls.enable(
            "incidents_incidentstaff",
            f"({rls.school_rows('case', also=INCIDENT)}) and incident_id {INSIDE}",
        ),
        # A part is taken back; who was named, by whom and as what never changes.
        migrations.RunSQL(
            [
                f"revoke update, delete, truncate on incidents_incidentstaff from {ROLE}",
                "grant update (ended_by_id, ended_at, end_reason) on incidents_incidentstaff"
                f" to {ROLE}",
            ],
            [f"grant update, delete on incidents_incidentstaff to {ROLE}"],
        ),
        narrowed("protocols_run", f"id {RUN}"),
        narrowed("protocols_runstep", f"run_id {RUN}"),
    ]
