"""Every page in a real browser: one heading, nothing too wide, no complaint about policy or script, none of axe's."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from claims.loading import load
from claims.models import Claim, Source
from tests.factories import make_user, say, verify

from .test_main_job import SEEDS, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]

RECORD = [
    "/",
    "/claims/KH-01/",
    "/claims/KH-02/",
    "/claims/KH-03/",
    "/claims/KH-06/",
    "/claims/KH-11/",
    "/sources/",
    "/sources/carlin/",
    "/corrections/",
    "/methodology/",
    "/nowhere/",
    "/accounts/login/",
]
CLAIM = ["change", "edit", "verify", "explain", "leave-unresolved", "history"]
VERIFIED = ["change", "verify", "correct", "reaffirm", "reopen"]
ASSERTION = ["change", "set-aside", "restore", "supersede", "delete", "overrule", "computed", "move", "history"]
DESK = [
    "/admin/",
    "/admin/claims/claim/",
    "/admin/claims/claim/add/",
    *(f"/admin/claims/claim/{{claim}}/{page}/" for page in CLAIM),
    *(f"/admin/claims/claim/{{verified}}/{page}/" for page in VERIFIED),
    "/admin/claims/claim/merge/?ids={claim},{verified}",
    "/admin/claims/assertion/",
    "/admin/claims/assertion/add/?claim={claim}",
    *(f"/admin/claims/assertion/{{assertion}}/{page}/" for page in ASSERTION),
    "/admin/claims/source/",
    "/admin/claims/source/add/",
    "/admin/claims/source/{source}/change/",
    "/admin/claims/source/{source}/history/",
    "/admin/claims/source/merge/?ids={source},{other}",
    "/admin/claims/publisher/",
    "/admin/claims/publisher/add/",
    "/admin/claims/topic/add/",
    "/admin/claims/decision/",
    "/admin/claims/decision/{decision}/change/",
    "/admin/claims/import/",
    "/admin/claims/import/load/",
    "/admin/claims/import/{brought}/change/",
    "/admin/password_change/",
]
AXE = Axe()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_every_page_fits_the_screen_and_breaks_no_rule(chromium: Browser, live_server, width: int, scheme: str):
    keys = filled()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, "editor")
    faults = []
    for address in [*RECORD, *DESK]:
        answer = page.goto(address.format(**keys))
        if answer is None or answer.status not in (200, 404):
            faults.append(f"{address}: answers {answer and answer.status}")
        if page.locator("h1").count() != 1:
            faults.append(f"{address}: {page.locator('h1').count()} headings of the first level")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{address}: {wide} pixels wide on a screen of {width}")
        heard = len(complaints)
        faults += [f"{address}: {finding}" for finding in found_by_axe(page)]
        del complaints[heard:]  # axe tries inline styles of its own
    context.close()
    assert faults == []
    assert [text for text in complaints if "404" not in text] == []  # /nowhere/ is one


def filled() -> dict[str, int]:
    """The seeds with a decision made; the keys of what the pages are about."""
    make_user("editor", "editor")
    loaded = load([Path(SEEDS)], make_user("analyst"))
    decision = verify(Claim.objects.get(reference="KH-01"), "14")
    claim = Claim.objects.get(reference="KH-02")
    say(decision.claim, "30")  # so that it is stale
    return {
        "claim": claim.pk,
        "verified": decision.claim_id,
        "assertion": claim.assertions.first().pk,
        "source": Source.objects.get(reference="carlin").pk,
        "other": Source.objects.exclude(reference="carlin").first().pk,
        "decision": decision.pk,
        "brought": loaded.brought.pk,
    }


def found_by_axe(page: Page) -> list[str]:
    """What axe finds that is serious or critical, with where."""
    found = AXE.run(page).response["violations"]
    return [
        f"{finding['id']} ({finding['impact']}): {finding['nodes'][0]['html'][:160]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
    ]
