from django.db import migrations


def also_select(table: str) -> migrations.RunSQL:
    """Add a second, reading policy: rows of the children of cases that somebody works on by a grant."""
    mine = "pupil_id = any((select app.my_case_pupils())::uuid[])"
    return migrations.RunSQL(
        [f"create policy {table}_case on {table} for select using ({mine})"],
        [f"drop policy {table}_case on {table}"],
    )


class Migration(migrations.Migration):
    dependencies = [("meldcode", "0007_pace"), ("schools", "0005_board_area")]
    operations = [
        # The letter to Veilig Thuis names parents and group, also when a deputy from elsewhere writes it (M8).
        also_select("schools_guardian"),
        also_select("schools_placement"),
    ]
