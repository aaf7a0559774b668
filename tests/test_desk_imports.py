"""The imports on the desk: who is led to them, what each brought and changed, and the evidence as files beside them."""

from __future__ import annotations

import pytest

from claims.models import Assertion, Import, Source

from .factories import make_claim, make_options, make_source, make_user, say
from .pages import text
from .test_desk_files import PAGE, everything, load

pytestmark = pytest.mark.django_db


def test_the_page_is_offered_to_those_who_may_load(client):
    for role, offered in (("viewer", False), ("analyst", True)):
        client.force_login(make_user(role))
        for page in ("/admin/", "/admin/claims/import/"):
            assert (f'href="{PAGE}"' in text(client.get(page))) is offered


def test_the_list_says_in_words_what_an_import_brought(desk):
    load(desk, everything())
    shown = text(desk.get("/admin/claims/import/"))
    assert "2 sources: 2 new, 0 changed, 0 unchanged; 1 claim" in shown


def test_an_import_shows_what_it_brought_and_changed(desk):
    load(desk, everything())
    changed = "reference,title,publisher\npost,The <i>raid</i>,The Wire\n"
    response = load(desk, {"sources.csv": changed})
    assert response.context["changes"] == [
        ("post", f"/admin/claims/source/{Source.objects.get(reference='post').pk}/change/",
         [("title", "The raid", "The <i>raid</i>"), ("publisher", "The Post", "The Wire")]),
    ]  # fmt: skip
    assert "<i>raid</i>" not in text(response)
    first = Import.objects.first()
    page = text(desk.get(f"/admin/claims/import/{Import.objects.last().pk}/change/"))
    assert first is not None and f'href="/admin/claims/assertion/?brought_by={Import.objects.last().pk}"' in page


def test_changes_are_paged_by_key(desk):
    head = "reference,title,publisher\n"
    load(desk, {"sources.csv": head + "".join(f"s-{n},T,P\n" for n in range(60))})
    response = load(desk, {"sources.csv": head + "".join(f"s-{n},U,P\n" for n in range(60))})
    assert len(response.context["changes"]) == 50
    rest = desk.get(f"{response.request['PATH_INFO']}?after={response.context['next']}")
    assert (len(rest.context["changes"]), rest.context["next"]) == (10, None)


def test_all_that_is_exported_loads_back(client):
    client.force_login(make_user("viewer"))
    claim = make_claim("choice")
    make_options(claim, {"Iraqi forces": None, "CTS": "Iraqi forces"}, {"CTS": "Golden Division"})
    say(claim, "CTS", make_source())
    listed = text(client.get("/admin/claims/import/"))
    saved = {}
    for name in ("sources", "claims", "options", "assertions"):
        assert f'href="/admin/claims/import/{name}.csv"' in listed
        saved[f"{name}.csv"] = b"".join(client.get(f"/admin/claims/import/{name}.csv").streaming_content)
    for row in Assertion.objects.all():
        row.delete()
    client.force_login(make_user("analyst"))
    load(client, saved)
    assert Assertion.objects.get().option.name == "CTS"


@pytest.mark.parametrize("name", ["facts", "decisions", "x"])
def test_what_does_not_load_is_not_exported_there(desk, name):
    assert desk.get(f"/admin/claims/import/{name}.csv").status_code == 404
