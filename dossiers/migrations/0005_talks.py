import core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0004_look_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='talk',
            name='change_reason',
            field=core.fields.EncryptedTextField(blank=True, default='', verbose_name='why it is changed'),
        ),
        migrations.AddField(
            model_name='talk',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        # A talk that is changed or cancelled gets a new letter; the earlier one stays as it was.
        migrations.RemoveConstraint(
            model_name='disclosure',
            name='dossiers_disclosure_invitation',
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(condition=models.Q(('invitation__isnull', False)), fields=['invitation'], name='dossiers_disclosure_letter'),
        ),
    ]
