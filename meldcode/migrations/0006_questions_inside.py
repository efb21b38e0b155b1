from django.db import migrations

from core import rls

IN_CASE_SCHOOL = "school_id = any((select app.my_schools('case'))::bigint[])"
GRANTED = "case_id = any((select app.my_cases())::uuid[])"
INSIDE = "case_id <> all((select app.shut_out_cases())::uuid[])"
READER = f"({IN_CASE_SCHOOL} or {GRANTED}) and {INSIDE}"
ASKED = "asked_of_id = nullif(current_setting('app.user_id', true), '')::bigint"


class Migration(migrations.Migration):
    """Who is shut out of a case reads no question of it any more, nor the own answer."""

    dependencies = [("meldcode", "0005_acute")]
    operations = [
        rls.change(
            "meldcode_casequestion",
            f"({IN_CASE_SCHOOL} or {GRANTED} or {ASKED}) and {INSIDE}",
            before=f"({READER}) or {ASKED}",
        )
    ]
