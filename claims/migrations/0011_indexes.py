"""Merged claims are few, and lists leave them out: their indexes are of these alone."""

import django.db.models.deletion
from django.db import migrations, models


def drop_merged(apps, schema_editor):
    """Not by altering the field, for which SQLite would make its table anew, and lose its triggers."""
    schema_editor.execute(f"DROP INDEX {merged_index(schema_editor)}")


def make_merged(apps, schema_editor):
    schema_editor.execute(f"CREATE INDEX {merged_index(schema_editor)} ON claims_claim (merged_into_id)")


def merged_index(schema_editor):
    return schema_editor._create_index_name("claims_claim", ["merged_into_id"])


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_undoing")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop_merged, make_merged)],
            [
                migrations.AlterField(
                    model_name="claim",
                    name="merged_into",
                    field=models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="claims.claim",
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(condition=models.Q(("merged_into__isnull", False)), fields=["id"], name="claim_merged"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="claim_by_kept"
            ),
        ),
    ]
