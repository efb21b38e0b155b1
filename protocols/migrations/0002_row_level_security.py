from django.db import migrations

from core import rls


class Migration(migrations.Migration):
    dependencies = [("protocols", "0001_initial"), ("schools", "0002_row_level_security")]
    # protocols_protocol holds the library's texts: the same for everybody, and about no child.
    operations = [
        rls.by_school("protocols_run", "case"),
        rls.by_school("protocols_runstep", "case"),
    ]
