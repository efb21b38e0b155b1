from django.db import migrations


class Migration(migrations.Migration):
    """The table of the database cache (what `createcachetable` makes), so that migrating is enough."""

    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [
                "create table core_cache (cache_key varchar(255) primary key, value text not null,"
                " expires timestamptz not null)",
                "create index core_cache_expires on core_cache (expires)",
            ],
            ["drop table core_cache"],
        )
    ]
