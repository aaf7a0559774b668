"""Marks, hashes that PostgreSQL makes of rows, and the seals of assessments that are made of them (assessment/seals.py).

SQLite has no marks, and its seals stay empty. A later migration that changes the type of a column that a mark is made
of drops the mark before, and makes it again.
"""

from django.db import migrations, models


def text(*columns):
    """SQL for columns as one text; a cast of each, since only these never change what they give."""
    return " || ' ' || ".join(f"COALESCE(({column})::text, '')" for column in columns)


MARKED = {
    "claims_assertion": (
        "id", "claim_id", "source_id", "origin", "stance", "specific", "rebased", "expected_low", "expected_high",
        "possible_low", "possible_high", "set_aside_reason = ''", "superseded_by_id", "problem",
        "as_of - DATE '2000-01-01'", "EXTRACT(EPOCH FROM as_of_time)", "base_id", "terms", "rule", "base_used",
        "option_id",
    ),
    "claims_claim": ("id", "kind", "accumulates", "assignee_id", "merged_into_id"),
}  # fmt: skip


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, columns in MARKED.items():
        schema_editor.execute(
            f"ALTER TABLE {table} ADD COLUMN mark bigint GENERATED ALWAYS AS (hashtextextended({text(*columns)}, 0)) STORED"
        )
    schema_editor.execute("CREATE INDEX assertion_marks ON claims_assertion (claim_id) INCLUDE (mark)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in MARKED:
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN mark")


class Migration(migrations.Migration):

    dependencies = [("claims", "0008_lists")]

    operations = [
        migrations.AddField(
            model_name='assessment', name='seal', field=models.BigIntegerField(editable=False, null=True)
        ),
        migrations.RunPython(make, drop),
    ]
