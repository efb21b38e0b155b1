import core.fields
import core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core import rls


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_row_level_security'),
        ('schools', '0005_board_area'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='import_mark',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.UUIDField(default=core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('expires_on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'waits for confirmation'), ('applied', 'imported'), ('cancelled', 'cancelled')], default='waiting', max_length=10)),
                ('applied_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('mapping', core.fields.EncryptedTextField(blank=True, default='')),
                ('content', core.fields.EncryptedTextField(blank=True, default='')),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='incident',
            name='imported_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='incidents.registerimport'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('import_mark', ''), ('imported_in', None)), models.Q(('imported_in__isnull', False), models.Q(('import_mark', ''), _negated=True)), _connector='OR'), name='incidents_incident_import'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.UniqueConstraint(condition=models.Q(('import_mark', ''), _negated=True), fields=('school', 'import_mark'), name='incidents_incident_import_once'),
        ),
        migrations.AddIndex(
            model_name='registerimport',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['expires_on'], name='incidents_import_waiting'),
        ),
        migrations.AddConstraint(
            model_name='registerimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at', None), ('applied_by', None), ('state', 'waiting'), models.Q(('content', ''), _negated=True)), models.Q(('applied_at', None), ('applied_by', None), ('content', ''), ('mapping', ''), ('state', 'cancelled')), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False), ('content', ''), ('mapping', ''), ('state', 'applied')), _connector='OR'), name='incidents_import_state'),
        ),
        rls.by_school('incidents_registerimport', 'case'),
    ]
