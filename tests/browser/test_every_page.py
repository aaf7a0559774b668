"""Every page in a real browser: one heading, nothing too wide, no complaint about policy or script, none of axe's."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Browser, Page

from claims.loading import load
from claims.models import Claim, Import, Mapping, Source, Upload
from claims.uploads import confirm, receive
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
    *(
        f"/admin/claims/import/{{{brought}}}/{page}/"
        for brought in ("brought", "built_on")
        for page in ("change", "undo")
    ),
    "/admin/claims/upload/",
    *(f"/admin/claims/upload/{{{upload}}}/change/" for upload in ("ready", "foreign", "failed", "working")),
    "/admin/claims/upload/{foreign}/map/",
    "/admin/claims/mapping/",
    "/admin/claims/mapping/{mapping}/change/",
    "/admin/claims/mapping/{mapping}/delete/",
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
    editor = make_user("editor", "editor")
    load([Path(SEEDS)], make_user("analyst"))
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
        **imports_of(editor),
    }


HEAD = "claim,source,wording,locator,note\n"
GOOD = f"{HEAD}KH-02,carlin,umpteen,p. 9,\nKH-01,carlin,more than a dozen,paragraph 3,<b>Checked.</b>\n"
ROUGH = f"{GOOD}KH-99,carlin,{'very ' * 60},,\n"
FOREIGN = f"Incident,Outlet,Quote,{'A heading that goes on and on ' * 4},\nKH-01,carlin,{'word ' * 60},3,\n"


def imports_of(person: User) -> dict[str, int]:
    """Imports of a person, one of which somebody has built on, uploads in several states, and a mapping."""
    built_on = bring(person, "claims.csv", "reference,topic,question,kind\nX-1,More,How many?,count\n")
    confirm(built_on, person, rejects=False, seen=built_on.token)
    say(Claim.objects.get(reference="X-1"), "50")
    brought = bring(person, "assertions.csv", GOOD)
    confirm(brought, person, rejects=False, seen=brought.token)
    working = bring(person, "assertions.csv", GOOD)
    now = timezone.now()
    Upload.objects.filter(pk=working.pk).update(
        state="reading", run=uuid4(), stage="reading assertions.csv", done=1000, total=2000, began_at=now, heard_at=now
    )
    columns = {"Incident": "claim", "Outlet": "source", "Quote": "wording", "": ""}
    return {
        "built_on": Import.objects.order_by("pk")[1].pk,
        "brought": Import.objects.first().pk,
        "working": working.pk,
        "ready": bring(person, "assertions.csv", ROUGH).pk,
        "failed": bring(person, "sources.csv", b"\xff").pk,
        "foreign": bring(person, "sheet-of-assertions.csv", FOREIGN).pk,
        "mapping": Mapping.objects.create(name="M" * 100, kind="assertions", columns=columns, kept_by=person).pk,
    }


def bring(person: User, name: str, body: str | bytes) -> Upload:
    upload = receive(person, [SimpleUploadedFile(name, body if isinstance(body, bytes) else body.encode())])
    upload.refresh_from_db()
    return upload


def found_by_axe(page: Page) -> list[str]:
    """What axe finds that is serious or critical, with where."""
    found = AXE.run(page).response["violations"]
    return [
        f"{finding['id']} ({finding['impact']}): {finding['nodes'][0]['html'][:160]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
    ]
