"""Rules across rows, which a CHECK cannot hold: what belongs together lies in one claim.

Triggers, by name, since a composite foreign key would need an index more on the largest table, and SQLite cannot add
one. SQLite drops the triggers of a table that a later migration makes anew: that migration then runs `make` again, and
tests/test_constraints.py fails where it does not.
"""

from django.db import migrations

# Name, table, the columns whose change is looked at, when, and the query that finds what is wrong.
RULES = [
    (
        "assertion_option_of_its_claim", "claims_assertion", "claim_id, option_id", "NEW.option_id IS NOT NULL",
        "SELECT 1 FROM claims_option o WHERE o.id = NEW.option_id AND o.claim_id <> NEW.claim_id",
    ),
    (
        "assertion_superseded_within_its_claim", "claims_assertion", "claim_id, superseded_by_id",
        "NEW.superseded_by_id IS NOT NULL",
        "SELECT 1 FROM claims_assertion a WHERE a.id = NEW.superseded_by_id AND a.claim_id <> NEW.claim_id",
    ),
    (
        "option_parent_within_its_claim", "claims_option", "claim_id, parent_id", "NEW.parent_id IS NOT NULL",
        "SELECT 1 FROM claims_option o WHERE o.id = NEW.parent_id AND o.claim_id <> NEW.claim_id",
    ),
    (
        "decision_option_of_its_claim", "claims_decision", "claim_id, option_id", "NEW.option_id IS NOT NULL",
        "SELECT 1 FROM claims_option o WHERE o.id = NEW.option_id AND o.claim_id <> NEW.claim_id",
    ),
    (
        "option_only_of_a_choice", "claims_option", "claim_id", "NEW.claim_id IS NOT NULL",
        "SELECT 1 FROM claims_claim c WHERE c.id = NEW.claim_id AND c.kind NOT IN ('choice', 'yesno')",
    ),
]  # fmt: skip


def make(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, table, columns, when, wrong in RULES:
        if on_sqlite:
            for event, kind in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
                schema_editor.execute(
                    f"CREATE TRIGGER {name}_{event} AFTER {kind} ON {table} WHEN {when} AND EXISTS ({wrong}) "
                    f"BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END"
                )
            continue
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({wrong}) THEN "
            f"RAISE check_violation USING MESSAGE = '{name}', CONSTRAINT = '{name}', TABLE = '{table}'; "
            "END IF; RETURN NULL; END $$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {columns} ON {table} FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION {name}()",
            params=None,
        )


def drop(apps, schema_editor):
    for name, table, *_ in RULES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}_insert")
            schema_editor.execute(f"DROP TRIGGER {name}_update")
        else:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [("claims", "0002_roles")]

    operations = [migrations.RunPython(make, drop)]
