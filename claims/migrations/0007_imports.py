"""Files that wait to be loaded, foreign headings, what imports changed, their undoing, and who may do it.

On SQLite columns that may be null are added in place, but taking one away makes its table anew, and drops the triggers
that 0003 made.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

same_claim = import_module("claims.migrations.0003_same_claim")

KEEP = ["view_mapping", "add_mapping", "change_mapping", "delete_mapping"]
ADDED = {
    "viewer": ["view_mapping"],
    "analyst": KEEP,
    "editor": KEEP,
    "administrator": [*KEEP, "undo_import"],
}


def extend_roles(apps, schema_editor):
    alias = schema_editor.connection.alias
    config = apps.get_app_config("claims")
    # Permissions come only after all migrations (post_migrate), and for an app that has its models.
    config.models_module = True
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for group in Group.objects.using(alias).filter(name__in=ADDED):
        codes = ADDED[group.name]
        found = Permission.objects.using(alias).filter(content_type__app_label="claims", codename__in=codes)
        group.permissions.add(*found)


def restrict_roles(apps, schema_editor):
    alias = schema_editor.connection.alias
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for group in Group.objects.using(alias).filter(name__in=ADDED):
        codes = ADDED[group.name]
        found = Permission.objects.using(alias).filter(content_type__app_label="claims", codename__in=codes)
        group.permissions.remove(*found)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, same_claim.make),
        migrations.CreateModel(
            name='ImportedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('row', models.BigIntegerField(help_text="The row's key.")),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('sources', 'sources'), ('claims', 'claims'), ('options', 'options'), ('assertions', 'assertions')], editable=False, max_length=10)),
                ('columns', models.JSONField(editable=False)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('encoding', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('mapping', 'waits for its headings to be mapped'), ('reading', 'is being read'), ('ready', 'waits to be confirmed'), ('loading', 'is being loaded'), ('loaded', 'was loaded'), ('failed', 'could not be read')], max_length=10)),
                ('run', models.UUIDField(null=True)),
                ('stage', models.CharField(blank=True, max_length=300)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('began_at', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField(null=True)),
                ('preview', models.JSONField(null=True)),
                ('token', models.CharField(blank=True, max_length=64)),
                ('problem', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='UploadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('content', models.BinaryField()),
                ('rejected', models.BooleanField(default=False)),
                ('mappings', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='import',
            options={'ordering': ['-pk'], 'permissions': [('undo_import', 'Can undo imports that others loaded')]},
        ),
        migrations.AddField(
            model_name='historicaloption',
            name='brought_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.import'),
        ),
        migrations.AddField(
            model_name='historicalpublisher',
            name='brought_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.import'),
        ),
        migrations.AddField(
            model_name='import',
            name='checksums',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='import',
            name='mappings',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='import',
            name='undone_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='undone_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='undone_reason',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='option',
            name='brought_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='options', to='claims.import'),
        ),
        migrations.AddField(
            model_name='publisher',
            name='brought_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publishers', to='claims.import'),
        ),
        migrations.AddField(
            model_name='topic',
            name='brought_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='claims.import'),
        ),
        migrations.AddIndex(
            model_name='option',
            index=models.Index(condition=models.Q(('brought_by__isnull', False)), fields=['brought_by'], name='option_by_import'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_reason', '')), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='import_undone_by_somebody_for_a_reason'),
        ),
        migrations.AddField(
            model_name='importedchange',
            name='brought_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='claims.import'),
        ),
        migrations.AddField(
            model_name='mapping',
            name='kept_by',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='upload',
            name='brought',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.import'),
        ),
        migrations.AddField(
            model_name='upload',
            name='uploaded_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='uploadfile',
            name='upload',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='claims.upload'),
        ),
        migrations.AddIndex(
            model_name='importedchange',
            index=models.Index(fields=['brought_by', 'id'], name='importedchange_by_import'),
        ),
        migrations.AddConstraint(
            model_name='importedchange',
            constraint=models.UniqueConstraint(fields=('kind', 'row', 'brought_by'), name='importedchange_once_a_row'),
        ),
        migrations.AddConstraint(
            model_name='importedchange',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sources', 'claims', 'options', 'assertions'])), name='importedchange_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='mapping_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='mapping_name_given'),
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sources', 'claims', 'options', 'assertions'])), name='mapping_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['mapping', 'reading', 'ready', 'loading', 'loaded', 'failed'])), name='upload_state_known'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('heard_at__isnull', False), ('run__isnull', False), ('state__in', ['reading', 'loading'])), models.Q(models.Q(('state__in', ['reading', 'loading']), _negated=True), ('run__isnull', True)), _connector='OR'), name='upload_run_while_somebody_works'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ready', 'loading']), _negated=True), models.Q(('preview__isnull', False), models.Q(('token', ''), _negated=True)), _connector='OR'), name='upload_ready_has_a_preview'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('problem', ''), ('state', 'failed'), _negated=True), name='upload_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('brought__isnull', True), ('state', 'loaded'), _connector='OR'), name='upload_loaded_is_what_it_brought'),
        ),
        migrations.AddConstraint(
            model_name='uploadfile',
            constraint=models.UniqueConstraint(fields=('upload', 'rejected', 'name'), name='uploadfile_name_unique_in_upload'),
        ),
        migrations.RunPython(migrations.RunPython.noop, same_claim.drop),
        migrations.RunPython(extend_roles, restrict_roles),
    ]
