"""Lists of the desk that show what an import brought say so, and lead back to all."""

from __future__ import annotations

import pytest

from claims.models import Assertion, Import

from .factories import make_user
from .pages import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["assertion", "claim", "source"])
def test_a_list_of_what_an_import_brought_says_so_and_leads_back_to_all(client, seeded, kind):
    client.force_login(seeded)
    brought = Import.objects.get().pk
    page = text(client.get(f"/admin/claims/{kind}/?brought_by={brought}"))
    link = f'<a href="/admin/claims/import/{brought}/change/">import {brought}</a>'
    assert f'Of {link} only · <a href="?">all {kind}s</a>' in page
    assert "Of <a" not in text(client.get(f"/admin/claims/{kind}/?q=KH"))


def test_the_line_stays_on_later_pages_and_beside_other_filters(client, seeded):
    client.force_login(seeded)
    brought, last = Import.objects.get().pk, Assertion.objects.latest("pk").pk
    page = text(client.get(f"/admin/claims/assertion/?brought_by={brought}&state=counted&after={last}"))
    assert f"import {brought}</a> only" in page


def test_who_may_not_see_imports_gets_no_link(client, seeded):
    reader = make_user("viewer")
    reader.groups.get().permissions.filter(codename="view_import").get().group_set.remove(reader.groups.get())
    client.force_login(reader)
    brought = Import.objects.get().pk
    assert f"Of import {brought} only" in text(client.get(f"/admin/claims/assertion/?brought_by={brought}"))


@pytest.mark.parametrize("nonsense", ["x", "", "<b>"])
def test_what_is_no_number_is_not_said(client, seeded, nonsense):
    client.force_login(seeded)
    response = client.get("/admin/claims/assertion/", {"brought_by": nonsense})
    assert response.status_code in (200, 302)
    assert "Of import" not in text(response) and "Of <a" not in text(response)


def test_the_page_of_an_import_bears_its_number(client, seeded):
    client.force_login(seeded)
    brought = Import.objects.get().pk
    assert f"<h1>Import {brought}</h1>" in text(client.get(f"/admin/claims/import/{brought}/change/"))
