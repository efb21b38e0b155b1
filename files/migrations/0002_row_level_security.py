from django.db import migrations

from core import rls


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("schools", "0002_row_level_security")]
    # Parents get no file of a dossier: scans of signed reports are for staff. A room whose files go
    # further (a grant outside the school) adds a policy of its own for SELECT.
    operations = [
        rls.by_school("files_storedfile", "dossier"),
        rls.enable(
            "files_filecontent",
            "exists (select 1 from files_storedfile f where f.id = file_id)",
        ),
        # Ciphertext does not compress: don't try.
        migrations.RunSQL(
            "alter table files_filecontent alter column data set storage external",
            "alter table files_filecontent alter column data set storage extended",
        ),
        rls.append_only("files_storedfile"),
        rls.append_only("files_filecontent"),
    ]
