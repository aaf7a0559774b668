"""Every page of the desk: for whom it opens, by which method, and what an unknown id comes to."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection

from claims.models import Assertion, Claim, Decision, Source

from .factories import make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db

# Each page that a viewer may see, then those for which one needs a higher role.
OPEN = [
    "", "claims/claim/", "claims/claim/{claim}/change/", "claims/claim/{claim}/history/",
    "claims/claim/facts.csv", "claims/claim/facts.jsonl", "claims/claim/facts.xlsx", "claims/assertion/",
    "claims/assertion/{row}/change/", "claims/assertion/{row}/history/", "claims/source/",
    "claims/source/{source}/change/", "claims/source/{source}/history/", "claims/publisher/",
    "claims/publisher/{publisher}/change/", "claims/publisher/{publisher}/history/", "claims/topic/",
    "claims/topic/{topic}/change/", "claims/decision/", "claims/decision/{decision}/change/",
    "claims/import/", "claims/import/sources.csv", "claims/import/claims.csv", "claims/import/options.csv",
    "claims/import/assertions.csv", "claims/assertion/assertions.csv",
]  # fmt: skip
CLOSED = {
    "analyst": [
        "claims/claim/add/", "claims/claim/{claim}/edit/", "claims/claim/{claim}/explain/",
        "claims/claim/{claim}/leave-unresolved/", "claims/assertion/add/",
        "claims/assertion/{row}/set-aside/", "claims/assertion/{row}/restore/",
        "claims/assertion/{row}/supersede/", "claims/assertion/{row}/delete/", "claims/assertion/{row}/move/",
        "claims/source/add/", "claims/publisher/add/", "claims/topic/add/", "claims/import/load/",
    ],
    "editor": [
        "claims/claim/{claim}/verify/", "claims/claim/{claim}/correct/", "claims/claim/{claim}/reaffirm/",
        "claims/claim/{claim}/reopen/", "claims/source/merge/?ids={source},{other}",
        "claims/publisher/merge/?ids={publisher},{other_publisher}",
    ],
    "administrator": [
        "auth/user/", "auth/user/add/", "auth/group/", "claims/claim/{claim}/delete/",
        "claims/source/{source}/delete/",
        "claims/publisher/{publisher}/delete/", "claims/topic/{topic}/delete/",
    ],
}  # fmt: skip
FILE = re.compile(r"\.(csv|jsonl|xlsx)$")
BELOW = {
    "analyst": ["viewer"],
    "editor": ["viewer", "analyst", "administrator"],
    "administrator": ["viewer", "analyst", "editor"],
}
MERGING = ["claims/source/merge/", "claims/publisher/merge/"]


@pytest.fixture
def ids():
    claim = make_claim()
    row = say(claim, "11")
    decision = verify(claim, "11")
    other = make_source()
    return {
        "claim": claim.pk, "row": row.pk, "source": row.source_id, "publisher": row.source.publisher_id,
        "topic": claim.topic_id, "decision": decision.pk, "other": other.pk,
        "other_publisher": other.publisher_id,
    }  # fmt: skip


@pytest.mark.parametrize("page", OPEN)
def test_a_viewer_sees_the_page(client, ids, page):
    client.force_login(make_user("viewer"))
    response = client.get("/admin/" + page.format(**ids))
    assert response.status_code == 200
    if not FILE.search(page):
        assert len(re.findall(r"<h1\b", response.content.decode())) == 1


@pytest.mark.parametrize(("role", "page"), [(role, page) for role, pages in CLOSED.items() for page in pages])
def test_a_page_opens_for_its_role_and_for_none_below(client, ids, role, page):
    address = "/admin/" + page.format(**ids)
    client.force_login(make_user(role))
    response = client.get(address)
    assert response.status_code == 200
    assert len(re.findall(r"<h1\b", response.content.decode())) == 1
    for lower in BELOW[role]:
        if lower == "administrator" and page.partition("?")[0] in MERGING:
            continue  # administrators merge too
        client.force_login(make_user(lower))
        assert client.get(address).status_code == 403, lower
        assert client.post(address).status_code == 403, lower


@pytest.mark.parametrize(
    "page", [*OPEN, *(page for pages in CLOSED.values() for page in pages), "claims/claim/{claim}/assign/"]
)
def test_nobody_gets_in_without_logging_in(client, ids, page):
    address = "/admin/" + page.format(**ids)
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/?next=")
    assert client.get(response.url).url.startswith("/accounts/login/?next=")


def test_who_is_not_of_the_staff_is_sent_to_log_in(client):
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_who_is_logged_in_is_not_asked_again(client):
    client.force_login(make_user("viewer"))
    assert client.get("/admin/login/").url == "/admin/"


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("post", "claims/claim/{claim}/change/"),
        ("post", "claims/claim/facts.csv"),
        ("post", "claims/import/sources.csv"),
        ("post", "claims/assertion/assertions.csv"),
        ("put", "claims/import/load/"),
        ("get", "claims/claim/{claim}/assign/"),
        ("put", "claims/claim/{claim}/verify/"),
        ("delete", "claims/claim/{claim}/edit/"),
        ("delete", "claims/assertion/{row}/delete/"),
        ("put", "claims/assertion/{row}/set-aside/"),
        ("put", "claims/source/merge/?ids={source},{other}"),
    ],
)
def test_a_wrong_method_is_refused(client, ids, method, page):
    client.force_login(make_user("editor"))
    response = getattr(client, method)("/admin/" + page.format(**ids))
    assert response.status_code == 405
    assert response["Allow"]


@pytest.mark.parametrize("key", ["999999", "99999999999999999999", "x", "²"])
@pytest.mark.parametrize(
    "page",
    [
        "claims/claim/{}/change/", "claims/claim/{}/edit/", "claims/claim/{}/verify/",
        "claims/claim/{}/history/",
        "claims/assertion/{}/change/", "claims/assertion/{}/set-aside/", "claims/assertion/{}/history/",
        "claims/assertion/{}/delete/", "claims/source/{}/change/", "claims/source/{}/history/",
        "claims/decision/{}/change/",
    ],
)  # fmt: skip
def test_an_unknown_id_is_not_found(client, page, key):
    client.force_login(make_user("editor"))
    response = client.get("/admin/" + page.format(key))
    # The stock pages go to the front page, with a message.
    assert response.status_code == 404 or response.url.startswith("/admin/")


@pytest.mark.parametrize(
    "query",
    [
        "assessment__verdict__nonsense=1",
        "kind__exact=",
        "topic__id__exact=x",
        "p=999",
        "p=x",
        "o=99.x",
        "q=%00",
    ],
)
def test_a_mangled_query_breaks_no_list(client, query):
    client.force_login(make_user("viewer"))
    for page in (
        "/admin/claims/claim/",
        "/admin/claims/claim/facts.csv",
        "/admin/claims/assertion/assertions.csv",
    ):
        assert client.get(f"{page}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize(
    "page",
    [
        "claims/decision/?decided_at__lt", "claims/import/?loaded_at__lt", "auth/user/?last_login__lt",
        "claims/assertion/?entered_at__lt", "claims/assertion/assertions.csv?entered_at__lt",
    ],
)  # fmt: skip
def test_a_moment_that_the_database_refuses_is_a_bad_request(client, page):
    client.force_login(make_user("administrator"))
    response = client.get(f"/admin/{page}=2026-01-01T00:00:00%2B16:30")
    assert response.status_code == (400 if connection.vendor == "postgresql" else 200)


def test_a_form_preset_with_nonsense_is_refused(client):
    client.force_login(make_user("analyst"))
    assert client.get("/admin/claims/assertion/add/?claim=x").status_code == 400
    assert client.get("/admin/claims/assertion/add/?claim=999999").status_code == 200


def test_every_page_sends_the_strict_policy_and_holds_no_inline_style_or_script(client, ids):
    client.force_login(make_user("administrator"))
    pages = [*OPEN, *CLOSED["analyst"], *CLOSED["administrator"]]
    for page in pages:
        response = client.get("/admin/" + page.format(**ids))
        assert "default-src 'self'" in response["Content-Security-Policy"]
        if FILE.search(page):
            continue
        html = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), page


def test_a_superuser_is_out_of_reach_for_an_administrator(client):
    root = User.objects.create_superuser("root", password="demo")
    administrator = make_user("administrator")
    client.force_login(administrator)
    for page in (f"{root.pk}/password/", f"{root.pk}/change/", f"{root.pk}/delete/"):
        assert client.post(f"/admin/auth/user/{page}", {"password1": "x", "password2": "x"}).status_code == 403
    form = {"username": administrator.username, "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    client.post(
        f"/admin/auth/user/{administrator.pk}/change/",
        form | {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"},
    )
    administrator.refresh_from_db()
    assert not administrator.is_superuser


@pytest.mark.parametrize(("role", "groups", "staff"), [("editor", ["editor"], True), ("", [], False)])
def test_an_administrator_gives_and_takes_a_role(client, role, groups, staff):
    client.force_login(make_user("administrator"))
    person = make_user("viewer")
    form = {"username": person.username, "is_active": "on", "role": role}
    client.post(f"/admin/auth/user/{person.pk}/change/", form)
    person.refresh_from_db()
    assert list(person.groups.values_list("name", flat=True)) == groups
    assert (person.is_staff, person.is_active) == (staff, True)


def test_an_administrator_adds_a_person_with_a_role(client):
    client.force_login(make_user("administrator"))
    form = {"username": "new", "usable_password": "true", "password1": "gr33n-tea-pot", "password2": "gr33n-tea-pot"}
    client.post("/admin/auth/user/add/", form | {"role": "analyst"})
    person = User.objects.get(username="new")
    assert list(person.groups.values_list("name", flat=True)) == ["analyst"]
    assert person.is_staff
    assert "analyst" in client.get("/admin/auth/user/").content.decode()


def test_an_administrator_cannot_give_themself_another_role(client):
    administrator = make_user("administrator")
    client.force_login(administrator)
    form = {"username": administrator.username, "email": "a@example.org", "is_active": "on", "role": "editor"}
    editor = Group.objects.get(name="editor").pk
    client.post(f"/admin/auth/user/{administrator.pk}/change/", form | {"groups": [editor], "is_staff": ""})
    administrator.refresh_from_db()
    assert administrator.email == "a@example.org"
    assert list(administrator.groups.values_list("name", flat=True)) == ["administrator"]
    assert administrator.is_staff


def test_a_person_whose_role_was_not_touched_keeps_their_groups(client):
    client.force_login(make_user("administrator"))
    person = make_user("viewer")
    person.groups.add(Group.objects.get(name="analyst"))
    form = {"username": person.username, "is_active": "on", "role": "analyst"}
    client.post(f"/admin/auth/user/{person.pk}/change/", form)
    assert person.groups.count() == 2


def test_no_bulk_action_deletes_anything(client, ids):
    client.force_login(User.objects.create_superuser("root"))
    for kind, key in (("assertion", "row"), ("source", "other"), ("claim", "claim"), ("decision", "decision")):
        form = {"action": "delete_selected", "_selected_action": [ids[key]], "post": "yes"}
        client.post(f"/admin/claims/{kind}/", form)
    counts = [model.objects.count() for model in (Assertion, Source, Claim, Decision)]
    assert counts == [1, 2, 1, 1]


def test_not_even_a_superuser_changes_a_decision(client, ids):
    client.force_login(User.objects.create_superuser("root"))
    page = f"/admin/claims/decision/{ids['decision']}/"
    assert client.post(page + "change/", {"reason": "Another."}).status_code == 403
    assert client.post(page + "delete/", {"post": "yes"}).status_code == 403
    assert Decision.objects.get().reason == "Because."


def test_the_stock_page_of_the_application_leads_to_the_queue(desk):
    assert desk.get("/admin/claims/").url == "/admin/"
