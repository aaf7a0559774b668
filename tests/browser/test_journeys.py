"""Six things that people do all day at the desk, each as a person does it, from the queue to what it leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.loading import load
from claims.models import Assertion, Claim, Decision
from tests.factories import make_user, say, verify

from .test_main_job import SEEDS, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


@pytest.fixture
def seeds(roles) -> None:
    load([Path(SEEDS)], make_user("analyst", "loader"))
    for role in ("analyst", "editor"):
        make_user(role, role)


@pytest.fixture
def colleague(chromium: Browser, live_server) -> Iterator[Page]:
    """A second person's browser."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def claim(reference: str) -> Claim:
    return Claim.objects.get(reference=reference)


def open_claim(page: Page, reference: str) -> None:
    page.goto(f"/admin/claims/claim/{claim(reference).pk}/change/")


def choose(page: Page, field: str, words: str) -> None:
    """Pick by keyboard in a field that completes what is typed."""
    page.locator(f".field-{field} .select2-selection").focus()
    page.keyboard.press("ArrowDown")
    page.locator(".select2-search__field:focus").wait_for()
    page.keyboard.type(words)
    page.locator(".select2-results__option--highlighted", has_text=words).first.wait_for()
    page.keyboard.press("Enter")


def judge(page: Page, reason: str, assumption: str = "") -> None:
    page.get_by_label("Likelihood").select_option(label="likely (55–80%)")
    page.get_by_label("Confidence").select_option(label="Moderate")
    page.get_by_label("Reason").fill(reason)
    if assumption:
        page.get_by_label("What is assumed").fill(assumption)


def test_entering_shows_reading_and_verdict_before_it_is_saved(person: Page, seeds):
    log_in(person, "analyst")
    person.goto("/admin/claims/assertion/add/")
    choose(person, "claim", "KH-01")
    choose(person, "source", "frantzman-0629")
    person.get_by_label("Wording").fill("at least 20 people")
    panel = person.locator("#entering")
    expect(panel).to_contain_text("20 or more")
    expect(panel).to_contain_text("contradiction")
    assert not Assertion.objects.filter(wording="at least 20 people").exists()
    person.get_by_role("button", name="Save", exact=True).click()
    expect(person.get_by_text("Read as 20 or more")).to_be_visible()
    assert claim("KH-01").assessment.verdict == "contradiction"
    person.goto("/admin/claims/assertion/add/")  # the source is kept for the next one
    expect(person.locator(".field-source .select2-selection__rendered")).to_contain_text("frantzman-0629")


def test_entering_words_that_cannot_be_read_keeps_them_all(person: Page, seeds):
    log_in(person, "analyst")
    person.goto(f"/admin/claims/assertion/add/?claim={claim('KH-01').pk}")
    choose(person, "source", "frantzman-0629")
    person.get_by_label("Wording").fill("umpteen of them")
    person.get_by_label("Locator").fill("paragraph 9")
    person.get_by_role("button", name="Save", exact=True).click()
    expect(person.get_by_label("Wording")).to_have_value("umpteen of them")
    expect(person.get_by_label("Locator")).to_have_value("paragraph 9")
    person.get_by_label("Read as").fill("15")
    person.locator("#id_note").fill("Two lists have fifteen names.")
    person.get_by_role("button", name="Save", exact=True).click()
    expect(person.get_by_text("Read as 15, by the rule")).to_be_visible()


def test_reviewing_by_keyboard_from_the_queue_to_an_assertion_set_aside(person: Page, seeds):
    log_in(person, "analyst")
    expect(person).to_have_url(re.compile("/admin/$"))
    first, second = (person.locator("table.queue tbody tr").nth(n) for n in (0, 1))
    reference = second.locator(".overline").inner_text().split(" ")[0]
    person.keyboard.press("j")
    person.keyboard.press("j")
    person.keyboard.press("a")
    expect(person.get_by_text("1 claim put in your hands.")).to_be_visible()
    assert claim(reference).assignee.username == "analyst"
    expect(first).to_be_visible()
    open_claim(person, "KH-02")
    row = person.locator("table.assertions tbody tr").filter(has_text="Only 11")
    row.get_by_role("link", name="Set aside").click()
    person.get_by_label("Reason").fill("He corrected it in August.")
    person.get_by_role("button", name="Set aside").click()
    expect(person.get_by_text("Set aside: it is kept, and not counted.")).to_be_visible()
    expect(row).to_contain_text("He corrected it in August.")
    assert claim("KH-02").assessment.verdict != "contradiction"


def test_an_explained_contradiction_leaves_the_urgent_end_and_comes_back_with_new_evidence(person: Page, seeds):
    log_in(person, "analyst")
    queue = person.locator("table.queue")
    expect(queue).to_contain_text("KH-02")
    open_claim(person, "KH-02")
    person.get_by_role("link", name="Explain").click()
    person.get_by_label("Why they differ").select_option("time")
    person.get_by_label("Reason").fill("He counts to 29 June.")
    person.get_by_role("button", name="Explain").click()
    expect(person.locator("#explanation")).to_contain_text("another time")
    expect(person.locator(".standing")).to_contain_text("Contradiction, explained")
    person.goto("/admin/")
    expect(queue).not_to_contain_text("KH-02")
    say(claim("KH-02"), "17")
    person.reload()
    expect(queue).to_contain_text("KH-02")


def test_the_second_of_two_who_verify_sees_what_the_first_did_and_loses_nothing(person: Page, colleague: Page, seeds):
    make_user("editor", "first")
    for page, name in ((person, "editor"), (colleague, "first")):
        log_in(page, name)
        open_claim(page, "KH-02")
        page.get_by_role("link", name="Verify…").click()
        page.get_by_role("radio").first.check()
        judge(page, f"So says {name}.", "The other misread the list.")
        page.get_by_role("button", name="Verify…").click()
        expect(page.get_by_text("will be held as")).to_be_visible()
    colleague.get_by_role("button", name="Verify").dblclick()  # decides once
    expect(colleague.locator("#decision")).to_contain_text("Verified")
    person.get_by_role("button", name="Verify").click()
    told = person.locator(".happened")
    expect(told).to_contain_text("first")
    expect(told).to_contain_text("verified 11")
    expect(person.get_by_label("Reason")).to_have_value("So says editor.")
    assert claim("KH-02").decisions.count() == 1
    person.get_by_role("button", name="Correct it instead").click()
    expect(person.get_by_label("Reason")).to_have_value("So says editor.")


def test_a_verified_value_is_corrected_and_the_record_says_so(person: Page, seeds):
    verify(claim("KH-01"), "14")
    say(claim("KH-01"), "15 people")
    log_in(person, "editor")
    expect(person.locator("table.queue")).to_contain_text("KH-01")
    open_claim(person, "KH-01")
    expect(person.locator(".since")).to_contain_text("15 people")
    person.get_by_role("link", name="Correct…").click()
    person.get_by_role("radio", name="15").check()
    person.get_by_label("“15 people”").check()
    judge(person, "The list has fifteen names.", "The earlier counts missed one.")
    person.get_by_role("button", name="Correct…").click()
    person.get_by_role("button", name="Correct", exact=True).click()
    expect(person.locator("#decision")).to_contain_text("Corrected")
    person.goto("/corrections/")
    row = person.locator("table.facts tbody tr")
    for words in ("14", "15", "The list has fifteen names.", "15 people"):
        expect(row).to_contain_text(words)
    assert list(Decision.objects.order_by("number").values_list("verb", "value")) == [
        ("verify", "14"), ("correct", "15"),
    ]  # fmt: skip


def test_an_assertion_that_was_set_aside_is_restored(person: Page, seeds):
    log_in(person, "analyst")
    open_claim(person, "KH-02")
    row = person.locator("table.assertions tbody tr").filter(has_text="Only 11")
    for step, reason, said in (
        ("Set aside", "A misprint.", "set aside"),
        ("Restore", "It was none.", "It is counted again"),
    ):
        row.get_by_role("link", name=step).click()
        person.get_by_label("Reason").fill(reason)
        person.get_by_role("button", name=step).click()
        expect(person.get_by_text(said, exact=False).first).to_be_visible()
    timeline = person.locator(".timeline")
    expect(timeline.last).to_contain_text("A misprint.")
    expect(timeline.last).to_contain_text("It was none.")
    assert claim("KH-02").assessment.verdict == "contradiction"
