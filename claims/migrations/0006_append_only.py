"""Decisions are append-only for the database, too; what they must name; and who may do what is new on the desk.

SQLite makes tables anew, and drops their triggers with them: 0003 makes them again.
"""

from importlib import import_module

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

same_claim = import_module("claims.migrations.0003_same_claim")

ADDED = {
    "viewer": ["view_note"],
    "analyst": ["view_note", "add_note"],
    "editor": ["view_note", "add_note", "merge_claim"],
    "administrator": ["view_note", "add_note", "merge_claim"],
}
SAID = "SELECT 1 FROM claims_assertion a WHERE a.claim_id = NEW.id OR a.base_id = NEW.id"
MERGED = "SELECT 1 FROM claims_claim c WHERE c.id = NEW.claim_id AND c.merged_into_id IS NOT NULL"


def make(apps, schema_editor):
    """Triggers that refuse to change or delete a decision, or to merge a claim of which something is said."""
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER decision_append_only_{event.lower()} BEFORE {event} ON claims_decision "
                "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: decision_append_only'); END"
            )
        run(
            "CREATE TRIGGER claim_merged_has_no_assertions AFTER UPDATE OF merged_into_id ON claims_claim "
            f"WHEN NEW.merged_into_id IS NOT NULL AND EXISTS ({SAID}) "
            "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: claim_merged_has_no_assertions'); END"
        )
        run(
            "CREATE TRIGGER decision_of_a_live_claim AFTER INSERT ON claims_decision "
            f"WHEN EXISTS ({MERGED}) "
            "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: decision_of_a_live_claim'); END"
        )
        return
    for name, table, test in (
        ("decision_append_only", "claims_decision", ""),
        ("claim_merged_has_no_assertions", "claims_claim", f"IF EXISTS ({SAID}) THEN"),
        ("decision_of_a_live_claim", "claims_decision", f"IF EXISTS ({MERGED}) THEN"),
    ):
        end = "END IF; RETURN NULL;" if test else ""
        run(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {test} "
            f"RAISE check_violation USING MESSAGE = '{name}', CONSTRAINT = '{name}', TABLE = '{table}'; {end} END $$",
            params=None,
        )
    run(
        "CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION decision_append_only()"
    )
    run(
        "CREATE TRIGGER claim_merged_has_no_assertions AFTER UPDATE OF merged_into_id ON claims_claim "
        "FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION claim_merged_has_no_assertions()"
    )
    run(
        "CREATE TRIGGER decision_of_a_live_claim AFTER INSERT ON claims_decision "
        "FOR EACH ROW EXECUTE FUNCTION decision_of_a_live_claim()"
    )


def drop(apps, schema_editor):
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        for name in (
            "decision_append_only_update", "decision_append_only_delete", "claim_merged_has_no_assertions",
            "decision_of_a_live_claim",
        ):  # fmt: skip
            run(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, table in (
        ("decision_append_only", "claims_decision"),
        ("claim_merged_has_no_assertions", "claims_claim"),
        ("decision_of_a_live_claim", "claims_decision"),
    ):
        run(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        run(f"DROP FUNCTION IF EXISTS {name}()")


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

    dependencies = [("claims", "0005_desk")]

    operations = [
        migrations.RunPython(same_claim.drop, same_claim.make),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('assumption', ''), ('verb__in', ['verify', 'correct', 'reaffirm']), ('verdict', 'contradiction'), _negated=True), name='decision_over_a_contradiction_names_its_assumption'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('verb', 'correct')), models.Q(models.Q(('verb', 'correct'), _negated=True), ('corrects__isnull', True)), _connector='OR'), name='decision_correction_names_what_it_corrects'),
        ),
        migrations.RunPython(same_claim.make, same_claim.drop),
        migrations.RunPython(make, drop),
        migrations.RunPython(extend_roles, restrict_roles),
    ]
