"""The four roles as groups. Names and permissions are frozen here: a later change is a later migration."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = [
    *("publisher", "source", "topic", "claim", "option", "assertion"),
    *("assessment", "decision", "import"),
]
VIEWER = [f"claims.view_{model}" for model in MODELS]
ANALYST = [
    *VIEWER,
    *(f"claims.{verb}_{model}" for model in MODELS[:6] for verb in ("add", "change")),
    "claims.delete_assertion",
    "claims.review_claim",
    "claims.add_import",
]
ROLES = {
    "viewer": VIEWER,
    "analyst": ANALYST,
    "editor": [*ANALYST, "claims.verify_claim", "claims.merge_source"],
    "administrator": [
        *ANALYST,
        "claims.merge_source",
        *(f"claims.delete_{model}" for model in MODELS[:5]),
        *(f"auth.{verb}_user" for verb in ("add", "change", "view", "delete")),
        "auth.view_group",
    ],
}


def make_roles(apps, schema_editor):
    alias = schema_editor.connection.alias
    for label in ("auth", "claims"):
        # Permissions come only after all migrations (post_migrate), and for an app that has its models.
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=alias, apps=apps)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(alias).select_related("content_type")
    }
    for name, codes in ROLES.items():
        group, _ = Group.objects.using(alias).get_or_create(name=name)
        group.permissions.set([found[code] for code in codes])


def drop_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.using(schema_editor.connection.alias).filter(name__in=ROLES).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, drop_roles)]
