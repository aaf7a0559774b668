"""The migrations that make the four roles."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

roles = import_module("claims.migrations.0002_roles")
LATER = [import_module(f"claims.migrations.{name}") for name in ("0006_append_only", "0007_imports")]

pytestmark = pytest.mark.django_db

ENTERED = ("publisher", "source", "topic", "claim", "option", "assertion")
READ = (*ENTERED, "assessment", "decision", "import", "note", "mapping")


def codes(name):
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Group.objects.get(name=name).permissions.select_related("content_type")
    }


def test_a_viewer_only_views():
    assert codes("viewer") == {f"claims.view_{model}" for model in READ}


def test_an_analyst_enters_loads_and_reviews():
    entering = {f"claims.{verb}_{model}" for verb in ("add", "change") for model in ENTERED}
    more = {"claims.delete_assertion", "claims.review_claim", "claims.add_import", "claims.add_note"}
    more |= {f"claims.{verb}_mapping" for verb in ("add", "change", "delete")}
    assert codes("analyst") - codes("viewer") == entering | more
    assert codes("viewer") < codes("analyst")


def test_an_editor_also_verifies_and_merges():
    assert codes("editor") - codes("analyst") == {"claims.verify_claim", "claims.merge_claim", "claims.merge_source"}
    assert codes("analyst") < codes("editor")


def test_an_administrator_merges_deletes_and_manages_users_and_does_not_verify():
    deleting = {f"claims.delete_{model}" for model in ENTERED if model != "assertion"}
    users = {f"auth.{verb}_user" for verb in ("add", "change", "delete", "view")} | {"auth.view_group"}
    more = {"claims.merge_claim", "claims.merge_source", "claims.undo_import"}
    assert codes("administrator") - codes("analyst") == deleting | users | more
    assert "claims.verify_claim" not in codes("administrator")


@pytest.mark.parametrize("role", ["viewer", "analyst", "editor", "administrator"])
def test_nobody_writes_decisions_assessments_or_history_by_themselves(role):
    written = {code for code in codes(role) if code.split(".")[1].split("_")[0] != "view"}
    assert not [code for code in written if "decision" in code or "assessment" in code or "historical" in code]


def test_it_makes_the_permissions_that_it_needs_and_can_be_undone():
    apps = MigrationExecutor(connection).loader.project_state(("claims", "0002_roles")).apps
    editor = SimpleNamespace(connection=connection)
    before = {name: codes(name) for name in roles.ROLES}
    roles.drop_roles(apps, editor)
    assert not Group.objects.filter(name__in=roles.ROLES).exists()
    Permission.objects.filter(content_type__app_label="claims").delete()
    roles.make_roles(apps, editor)
    apps = MigrationExecutor(connection).loader.project_state(("claims", "0007_imports")).apps
    for migration in LATER:
        migration.extend_roles(apps, editor)
    assert {name: codes(name) for name in roles.ROLES} == before
    for migration in LATER:
        migration.restrict_roles(apps, editor)
    assert codes("editor") == set(roles.ROLES["editor"])
