"""The queue by keyboard: the focus moves from claim to claim, and what is selected is assigned."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from claims.loading import load
from claims.models import Claim
from tests.factories import make_user

from .test_main_job import SEEDS, log_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]


@pytest.fixture
def queue(person: Page) -> Page:
    """The queue of an analyst, over the seeds."""
    load([SEEDS], make_user("analyst", "anna"))
    log_in(person, "anna")
    expect(person.get_by_role("button", name="Keyboard")).to_be_visible()  # the script shows it
    return person


def focused(page: Page) -> str:
    """The reference in the row that has the focus, empty where none has."""
    return page.evaluate("document.activeElement.closest('tr.line')?.querySelector('bdi').textContent ?? ''")


def references(page: Page) -> list[str]:
    return page.locator("tr.line .overline bdi:first-child").all_inner_texts()


def test_keys_move_the_focus_from_claim_to_claim_and_open_one(queue: Page):
    order = references(queue)
    walked = []
    for key in ("j", "ArrowDown", "j", "k", "ArrowUp", "k"):
        queue.keyboard.press(key)
        walked.append(focused(queue))
    assert walked == [order[n] for n in (0, 1, 2, 1, 0, 0)]
    assert queue.evaluate("document.activeElement.matches('a.open')")
    queue.keyboard.press("j")
    queue.keyboard.press("o")
    expect(queue).to_have_title(re.compile(rf"^{order[1]}\b"))
    queue.go_back()
    queue.keyboard.press("j")
    at = focused(queue)
    queue.keyboard.press("Enter")
    expect(queue).to_have_title(re.compile(rf"^{at}\b"))


def test_what_is_selected_is_assigned_to_me_and_the_focus_stays(queue: Page):
    order = references(queue)
    for key in ("j", "x", "j", "j", "x"):
        queue.keyboard.press(key)
    expect(queue.locator("#selected")).to_have_text("2 selected")
    queue.keyboard.press("a")
    expect(queue.locator(".messagelist")).to_contain_text("2 claims put in your hands.")
    assert held() == {order[0], order[2]}
    expect(queue.locator("tr.line").filter(has_text=order[2]).locator("a.open")).to_be_focused()


def test_where_nothing_is_selected_the_current_claim_is_assigned(queue: Page):
    order = references(queue)
    queue.keyboard.press("a")
    assert held() == set()
    queue.keyboard.press("j")
    queue.keyboard.press("j")
    queue.keyboard.press("a")
    expect(queue.locator(".messagelist")).to_contain_text("1 claim put in your hands.")
    assert held() == {order[1]}


def held() -> set[str]:
    return set(Claim.objects.filter(assignee__username="anna").values_list("reference", flat=True))


def test_keys_do_nothing_while_one_types_or_holds_another_key(queue: Page):
    queue.keyboard.press("/")
    queue.keyboard.type("jxa?")
    expect(queue.get_by_label("Search", exact=True)).to_have_value("jxa?")
    assert held() == set() and focused(queue) == ""
    queue.keyboard.press("Tab")
    for key in ("Control+a", "Alt+j", "Shift+J"):
        queue.keyboard.press(key)
    assert held() == set() and focused(queue) == ""


def test_the_keys_are_shown_and_put_away_again(queue: Page):
    keys = queue.get_by_role("dialog", name="Keys")
    expect(keys).to_be_hidden()
    queue.keyboard.press("j")
    at = focused(queue)
    queue.keyboard.press("?")
    expect(keys).to_be_visible()
    queue.keyboard.press("j")
    queue.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    assert focused(queue) == at


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_a_claim_is_found_and_assigned_on_a_small_screen(chromium, live_server, scheme: str):
    load([SEEDS], make_user("analyst", "anna"))
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 800}, color_scheme=scheme, java_script_enabled=False
    )
    page = context.new_page()
    log_in(page, "anna")
    page.get_by_label("Search", exact=True).fill("accused")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Select KH-23").check()
    page.get_by_label("Assign the selected to").select_option("me")
    page.get_by_role("button", name="Assign").click()
    expect(page.locator(".messagelist")).to_contain_text("1 claim put in your hands.")
    assert "search=accused" in page.url
    context.close()
    assert held() == {"KH-23"}
