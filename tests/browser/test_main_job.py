"""The main job as a person does it: find a contradiction, see why, decide, and take the fact away as CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.loading import load
from claims.models import Claim
from tests.factories import make_user

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


def log_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: "/login/" not in address)  # and until its scripts are there
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_contradiction_is_found_explained_verified_and_exported(person: Page, tmp_path: Path):
    analyst = make_user("analyst", "analyst")
    make_user("editor", "editor")
    load([SEEDS], analyst)

    log_in(person, "analyst")
    person.goto("/admin/")
    person.get_by_role("link", name="contradiction").first.click()
    person.get_by_role("link", name="How many of the detainees were released").click()
    sentence = person.locator(".sentence")
    expect(sentence).to_contain_text("11")
    expect(sentence).to_contain_text("12 or more")
    rows = person.locator("table.assertions tbody tr")
    expect(rows.filter(has_text="all but one")).to_contain_text("12 or more")
    expect(rows.filter(has_text="all but one")).to_contain_text("KH-01")
    expect(rows.filter(has_text="Only 11")).to_contain_text("frantzman", ignore_case=True)
    expect(person.locator("svg.chart:visible .gap")).to_be_visible()
    expect(person.get_by_role("link", name="Verify", exact=False)).to_have_count(0)
    address = person.url

    person.context.clear_cookies()
    log_in(person, "editor")
    person.goto(address)
    person.get_by_role("link", name="Verify", exact=False).first.click()
    person.get_by_label("Or in words of your own").fill("11")
    person.get_by_label("What is assumed").fill("She retells another report.")
    person.get_by_label("Likelihood").select_option(label="likely (55–80%)")
    person.get_by_label("Confidence").select_option(label="Moderate")
    person.get_by_label("Reason").fill("He names the number; she gives no list of names.")
    person.get_by_role("button", name="Verify", exact=False).click()
    if person.get_by_role("button", name="Verify", exact=False).count():  # the value's reading is confirmed first
        person.get_by_role("button", name="Verify", exact=False).click()
    expect(person.locator("#decision")).to_contain_text("verified", ignore_case=True)
    assert Claim.objects.get(reference="KH-02").assessment.status == "verified"

    person.goto("/")
    with person.expect_download() as download:
        person.get_by_role("link", name="Facts as CSV").click()
    download.value.save_as(tmp_path / "facts.csv")
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as file:
        fact = next(row for row in csv.DictReader(file) if row["reference"] == "KH-02")
    assert (fact["status"], fact["value"], fact["low"], fact["high"]) == ("verified", "11", "11", "11")
    assert fact["verdict"] == "contradiction"
    assert fact["dissenting"] == "1"
    assert "all but one" in fact["citations"]
    assert fact["decided_by"] == "editor"
