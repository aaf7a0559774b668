"""Entering an assertion as a person does it: by the keyboard alone, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import Assertion
from tests.factories import make_claim, make_source, make_user, say

from .test_main_job import log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def choose(page: Page, term: str) -> None:
    """Choose in the autocomplete field that has the focus, or is about to get it."""
    expect(page.locator(".select2-selection:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.locator(".select2-search__field:focus").wait_for()
    page.keyboard.type(term)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(term)
    page.keyboard.press("Enter")


def test_an_assertion_is_entered_by_the_keyboard_with_its_reading_and_verdict_shown_first(person: Page):
    make_user("analyst", "analyst")
    say(make_claim("count", "C-1"), "12 or more", make_source("carlin", authors="Maya Carlin"))
    make_source("frantzman")
    log_in(person, "analyst")
    person.goto("/admin/claims/assertion/add/")
    choose(person, "C-1")
    for _ in range(9):
        if person.locator("#id_source + .select2 .select2-selection:focus").count():
            break
        person.keyboard.press("Tab")
    choose(person, "frantzman")
    for _ in range(9):
        if person.locator("#id_wording:focus").count():
            break
        person.keyboard.press("Tab")
    person.keyboard.type("only 11")
    panel = person.locator("#entering")
    expect(panel).to_contain_text("can mean 11")
    expect(panel).to_contain_text("single source → contradiction")
    expect(panel).to_contain_text("“12 or more” (Carlin)")
    expect(panel.get_by_role("status")).to_have_text(
        "Asserts 11. Verdict: single source becomes contradiction.", ignore_case=True
    )
    assert Assertion.objects.count() == 1
    person.keyboard.press("Enter")
    expect(person.get_by_text("Read as 11, by the rule")).to_be_in_viewport()
    assert Assertion.objects.count() == 2
    person.goto("/admin/claims/assertion/add/?claim=" + str(Assertion.objects.first().claim_id))
    expect(person.locator("#id_wording")).to_be_focused()
    expect(person.locator("#id_source option:checked")).to_contain_text("frantzman")
    expect(person.locator("#id_corrects option")).to_have_count(2)


def test_the_first_field_has_the_focus_however_late_it_is_made(person: Page):
    make_user("analyst", "analyst")
    log_in(person, "analyst")
    person.add_init_script("const wait = setTimeout; window.setTimeout = (run, ms = 0) => wait(run, ms + 500)")
    person.goto("/admin/claims/assertion/add/")
    expect(person.locator("#id_claim + .select2 .select2-selection")).to_be_focused()


def test_without_javascript_the_button_check_shows_the_same(chromium: Browser, live_server):
    make_user("analyst", "analyst")
    claim, source = make_claim(), make_source()
    row = say(claim, "14", source)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "analyst")
    page.goto(f"/admin/claims/assertion/add/?claim={claim.pk}&source={source.pk}")
    page.get_by_label("Wording").fill("only 11")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#entering")).to_contain_text("single source → contradiction")
    expect(page.locator("#entering")).to_contain_text("This source contradicts itself")
    expect(page.get_by_label("Wording")).to_have_value("only 11")
    page.locator("#id_corrects").select_option(value=str(row.pk))
    page.get_by_label("Why it corrects that").fill("Corrected on 3 July.")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#entering")).to_contain_text("single source as before")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Read as 11, by the rule")).to_be_visible()
    context.close()
    row.refresh_from_db()
    assert row.state == "superseded"
