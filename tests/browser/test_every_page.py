"""Every page in a real browser: one heading, nothing wider than the screen, no complaint about policy or script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from claims.loading import load
from claims.models import Claim, Source
from tests.factories import make_user

from .test_main_job import SEEDS, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]

PAGES = [
    "/",
    "/claims/KH-02/",
    "/claims/KH-03/",
    "/claims/KH-06/",
    "/claims/KH-11/",
    "/sources/",
    "/sources/carlin/",
    "/methodology/",
    "/nowhere/",
    "/admin/",
    "/admin/claims/claim/",
    "/admin/claims/claim/add/",
    "/admin/claims/claim/{claim}/change/",
    "/admin/claims/claim/{claim}/edit/",
    "/admin/claims/claim/{claim}/verify/",
    "/admin/claims/claim/{claim}/explain/",
    "/admin/claims/assertion/",
    "/admin/claims/assertion/add/",
    "/admin/claims/source/",
    "/admin/claims/source/{source}/change/",
    "/admin/claims/decision/",
    "/admin/claims/import/load/",
]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_page_fits_the_screen_and_breaks_no_rule(chromium: Browser, live_server, width: int, scheme: str):
    make_user("editor", "editor")
    load([Path(SEEDS)], make_user("analyst"))
    keys = {"claim": Claim.objects.get(reference="KH-02").pk, "source": Source.objects.get(reference="carlin").pk}
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, "editor")
    faults = []
    for address in PAGES:
        page.goto(address.format(**keys))
        if page.locator("h1").count() != 1:
            faults.append(f"{address}: {page.locator('h1').count()} headings of the first level")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{address}: {wide} pixels wide on a screen of {width}")
    context.close()
    assert not faults
    assert [text for text in complaints if "404" not in text] == []  # /nowhere/ is one
