"""What long lists and searches go by: indexes in the order of each list, and on PostgreSQL of three letters in a row."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.utils import DatabaseError, NotSupportedError

MISSING = (
    "Searching needs PostgreSQL’s extension pg_trgm, and this account may not create it. Let whoever may run "
    "CREATE EXTENSION pg_trgm; in this database, then migrate again."
)
# The columns are those of claims/search.py, in its order.
SEARCHED = [
    ("claim_searched", "claims_claim", ("reference", "question", "definition")),
    ("source_searched", "claims_source", ("reference", "title", "authors", "url")),
    ("assertion_searched", "claims_assertion", ("wording", "translation", "read_as", "speaker")),
]
# References are looked up in whichever case, and by how they begin.
REFERENCED = [("claim_by_reference", "claims_claim"), ("source_by_reference", "claims_source")]


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    run = schema_editor.execute
    try:
        run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        raise NotSupportedError(MISSING) from error
    for name, table, columns in SEARCHED:
        run(f"CREATE INDEX {name} ON {table} USING gin (({SPACED.join(columns)}) gin_trgm_ops)")
    for name, table in REFERENCED:
        run(f"CREATE INDEX {name} ON {table} (upper(reference) text_pattern_ops)")
        run(f"DROP INDEX {like_index(schema_editor, table)}")  # that of the reference in its own case


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    run = schema_editor.execute
    for name, *_ in [*SEARCHED, *REFERENCED]:
        run(f"DROP INDEX {name}")
    for _, table in REFERENCED:
        run(f"CREATE INDEX {like_index(schema_editor, table)} ON {table} (reference varchar_pattern_ops)")


SPACED = " || ' ' || "


def like_index(schema_editor, table):
    return schema_editor._create_index_name(table, ["reference"], suffix="_like")


def drop_topic(apps, schema_editor):
    """Not by altering the field, for which SQLite would make its table anew, and lose its triggers."""
    schema_editor.execute(f"DROP INDEX {topic_index(schema_editor)}")


def make_topic(apps, schema_editor):
    schema_editor.execute(f"CREATE INDEX {topic_index(schema_editor)} ON claims_claim (topic_id)")


def topic_index(schema_editor):
    return schema_editor._create_index_name("claims_claim", ["topic_id"])


class Migration(migrations.Migration):

    dependencies = [("claims", "0007_imports")]

    operations = [
        migrations.RemoveIndex(
            model_name='assessment',
            name='assessment_by_verdict',
        ),
        migrations.RemoveIndex(
            model_name='decision',
            name='decision_corrections',
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop_topic, make_topic)],
            [
                migrations.AlterField(
                    model_name='claim',
                    name='topic',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='claims.topic'),
                )
            ],
        ),
        migrations.AddIndex(
            model_name='assertion',
            index=models.Index(condition=models.Q(('set_aside_reason', ''), _negated=True), fields=['id'], name='assertion_set_aside'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['verdict', 'urgency', '-gap', 'claim'], name='assessment_by_verdict'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('status', 'open'), _negated=True), fields=['status', 'urgency', '-gap', 'claim'], name='assessment_by_status'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['topic', 'reference'], name='claim_by_topic'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('verb', 'correct')), fields=['id'], name='decision_corrections'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['published_on'], name='source_by_day'),
        ),
        migrations.RunPython(make, drop),
    ]
