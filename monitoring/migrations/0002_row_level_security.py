from django.db import migrations

from core import rls


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial"), ("schools", "0002_row_level_security")]
    operations = [
        rls.by_school("monitoring_figure", "figures"),
        rls.by_school("monitoring_monitoringround", "figures"),
    ]
