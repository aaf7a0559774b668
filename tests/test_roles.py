"""What a role allows comes with the person, and nothing beside it."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.review import Refused
from claims.review.claims import assign, reviewers
from tracker.roles import RolesBackend

from .factories import make_claim, make_user

pytestmark = pytest.mark.django_db

ADD = "claims.add_assertion"


def person(user: User) -> User:
    """As a page has them."""
    found = RolesBackend().get_user(user.pk)
    assert found is not None
    return found


def test_a_person_comes_with_what_their_role_allows_in_one_query():
    analyst = make_user("analyst")
    with CaptureQueriesContext(connection) as captured:
        found = person(analyst)
        assert found == analyst
        assert found.has_perm(ADD) and not found.has_perm("claims.verify_claim")
    assert len(captured) == 1


@pytest.mark.parametrize("role", ["viewer", "analyst", "editor", "administrator"])
def test_a_role_allows_what_its_group_has(role):
    user = make_user(role)
    had = user.groups.values_list("permissions__content_type__app_label", "permissions__codename")
    allowed = {f"{app}.{name}" for app, name in had}
    assert person(user).get_all_permissions() == allowed
    assert User.objects.get(pk=user.pk).get_all_permissions() == allowed


def test_what_is_taken_from_a_role_is_gone_at_the_next_page(client):
    analyst = make_user("analyst")
    client.force_login(analyst)
    assert client.get("/admin/claims/assertion/add/").status_code == 200
    analyst.groups.get().permissions.remove(Permission.objects.get(codename="add_assertion"))
    assert client.get("/admin/claims/assertion/add/").status_code == 403


def test_of_several_roles_all_count():
    user = make_user("viewer")
    user.groups.add(Group.objects.create(name="Typists"))
    Group.objects.get(name="Typists").permissions.add(Permission.objects.get(codename="add_assertion"))
    assert person(user).has_perm(ADD) and person(user).has_perm("claims.view_claim")


def test_a_permission_of_ones_own_counts_for_nothing():
    user = make_user("viewer")
    user.user_permissions.add(Permission.objects.get(codename="add_assertion"))
    assert not person(user).has_perm(ADD)
    assert not User.objects.get(pk=user.pk).has_perm(ADD)


def test_claims_go_to_those_whose_role_lets_them_review_and_to_superusers():
    analyst, boss = make_user("analyst"), User.objects.create_superuser("boss")
    analyst.groups.add(Group.objects.get(name="editor"))
    own, gone = make_user("viewer"), make_user("editor")
    own.user_permissions.add(Permission.objects.get(codename="review_claim"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert set(reviewers()) == {analyst, boss} and reviewers().count() == 2
    with pytest.raises(Refused, match="may not review"):
        assign(analyst, [make_claim()], own)


def test_whoever_has_no_role_may_nothing():
    assert person(User.objects.create_user("reader")).get_all_permissions() == set()


def test_a_superuser_may_everything():
    boss = person(User.objects.create_superuser("boss"))
    assert boss.has_perm(ADD) and boss.has_module_perms("claims")
    assert boss.get_all_permissions() == User.objects.get(pk=boss.pk).get_all_permissions() != set()


def test_whoever_was_shut_out_is_nobody():
    gone = make_user("editor")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert RolesBackend().get_user(gone.pk) is None
    assert RolesBackend().get_user(0) is None
    assert authenticate(username=gone.username, password="demo") is None  # noqa: S106
