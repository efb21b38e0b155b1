from django.db import migrations

from core import rls

MINE = (
    "(select coalesce(array_agg(distinct s.board_id), '{}') from schools_school s"
    " where s.id = any((select app.my_schools('registry'))::bigint[]))::bigint[]"
)


class Migration(migrations.Migration):
    dependencies = [("writing", "0001_initial"), ("schools", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(
            [
                "alter table writing_word enable row level security",
                # The library is everybody's to read; only the system adds to it.
                "create policy writing_word_scope on writing_word for all"
                f" using (board_id is null or board_id = any({MINE}))"
                f" with check (board_id = any({MINE})"
                " or (board_id is null and current_setting('app.scope', true) = 'system'))",
            ],
            [
                "drop policy writing_word_scope on writing_word",
                "alter table writing_word disable row level security",
            ],
        ),
        rls.append_only("writing_word"),
    ]
