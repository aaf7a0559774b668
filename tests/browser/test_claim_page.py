"""A claim's page in a real browser: what is folded opens for whoever follows a link into it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_claim, make_source, make_user, say

from .test_main_job import log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def test_a_link_to_a_reprint_opens_what_it_is_folded_in(person: Page):
    make_user("viewer", "viewer")
    claim, wire = make_claim(reference="C"), make_source()
    say(claim, "14", wire)
    row = say(claim, "fourteen men", make_source(derives_from=wire))
    log_in(person, "viewer")
    person.goto("/claims/C/")
    reprint = person.locator(f"#assertion-{row.pk}")
    expect(reprint).not_to_be_visible()
    person.goto(f"/claims/C/#assertion-{row.pk}")
    expect(reprint).to_be_visible()


def test_a_working_opens_by_the_keyboard(person: Page):
    make_user("viewer", "viewer")
    say(make_claim(reference="C"), "Only 11", make_source(publisher="The Post"))
    log_in(person, "viewer")
    person.goto("/claims/C/")
    summary = person.locator(".working summary")
    expect(person.get_by_text("the source’s own")).not_to_be_visible()
    summary.focus()
    person.keyboard.press("Enter")
    expect(person.get_by_text("the source’s own")).to_be_visible()
