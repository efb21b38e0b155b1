from django.db import migrations

from core import rls

IN_CASE_SCHOOL = "school_id = any((select app.my_schools('case'))::bigint[])"
GRANTED = "case_id = any((select app.my_cases())::uuid[])"
INSIDE = "case_id <> all((select app.shut_out_cases())::uuid[])"
READER = f"({IN_CASE_SCHOOL} or {GRANTED}) and {INSIDE}"
ME = "nullif(current_setting('app.user_id', true), '')::bigint"
ASKED = f"asked_of_id = {ME}"

# Who was let into a case is known to who was, and to whom the case exists.
GRANTS = (
    f"(user_id = {ME} or content_object_id in (select id from meldcode_case))"
    " and content_object_id <> all((select app.shut_out_cases())::uuid[])"
)


class Migration(migrations.Migration):
    """Who is shut out of a case reads no question of it, nor the own answer, nor who was let into it."""

    dependencies = [("meldcode", "0005_acute")]
    operations = [
        rls.change(
            "meldcode_casequestion",
            f"({IN_CASE_SCHOOL} or {GRANTED} or {ASKED}) and {INSIDE}",
            before=f"({READER}) or {ASKED}",
        ),
        rls.enable("meldcode_casegrant", GRANTS),
    ]
