"""The options of a claim, on the page that edits it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from claims.models import Claim, Option
from claims.review import Refused, claims, explained

from .factories import make_claim, make_options, make_user, say, verify
from .test_desk_claims import edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user("analyst"))
    return client


def text(response) -> str:
    return response.content.decode()


def page(claim: Claim) -> str:
    return f"/admin/claims/claim/{claim.pk}/edit/"


def sent(claim: Claim, **fields: str) -> dict[str, object]:
    """What a browser sends from the page, opened now; fields of an option by its place: `at0_name`."""
    options = list(claim.options.all())
    values = edited(claim) | {"options-TOTAL_FORMS": len(options), "options-INITIAL_FORMS": len(options)}
    for place, option in enumerate(options):
        row = {"id": option.pk, "claim": claim.pk, "name": option.name, "aliases": option.aliases}
        row["parent"] = option.parent_id or ""
        values |= {f"options-{place}-{name}": value for name, value in row.items()}
    for name, value in fields.items():
        place, _, field = name.removeprefix("at").partition("_")
        values[f"options-{place}-{field}"] = value
    return values


def test_who_edits_a_claim_may_drop_its_options(desk):
    claim = make_claim("choice")
    make_options(claim, {"Army": None, "Police": None})
    assert 'name="options-0-DELETE"' in text(desk.get(page(claim)))
    desk.post(page(claim), sent(claim, at0_DELETE="on"))
    assert [option.name for option in claim.options.all()] == ["Police"]


def test_an_option_that_a_decision_rests_on_stays_and_the_form_says_why(desk):
    claim = make_claim("choice")
    make_options(claim, {"Army": None, "Police": None})
    say(claim, "Army")
    verify(claim, "Army")
    response = desk.post(page(claim), sent(claim, at0_DELETE="on"))
    assert "A decision rests on the option “Army”" in text(response)
    assert claim.options.count() == 2


def test_yes_and_no_stay(desk):
    claim = make_claim("yesno")
    assert "keeps its two options" in text(desk.post(page(claim), sent(claim, at0_DELETE="on")))
    assert claim.options.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"at1_name": "The Army"},
        {"at1_name": "Golden Division"},
        {"at1_aliases": "soldiers; ARMY"},
        {"at1_aliases": "the golden-division"},
    ],
)
def test_a_name_or_alias_that_another_option_has_is_refused_on_the_form(desk, fields):
    claim = make_claim("choice")
    make_options(claim, {"Army": None, "Police": None}, {"Army": "Golden Division"})
    response = desk.post(page(claim), sent(claim, **fields))
    assert "names two options of one claim" in text(response)
    assert set(claim.options.values_list("name", "aliases")) == {("Army", "Golden Division"), ("Police", "")}


def test_an_option_may_have_its_own_name_as_an_alias_and_take_over_that_of_a_dropped_one(desk):
    claim = make_claim("choice")
    make_options(claim, {"Army": None, "Police": None})
    desk.post(page(claim), sent(claim, at0_DELETE="on", at1_aliases="army; police"))
    assert list(claim.options.values_list("name", "aliases")) == [("Police", "army; police")]


def test_review_refuses_a_name_or_alias_of_two_options_whoever_asks():
    claim = make_claim("choice")
    options = make_options(claim, {"Army": None, "Police": None})
    options["Police"].aliases = "the army"
    with pytest.raises(Refused, match="names two options"):
        claims.save_options(make_user(), [options["Police"]])
    assert not Option.objects.exclude(aliases="").exists()


def test_a_broken_rule_of_the_database_is_not_called_a_twin():
    claim = make_claim("choice")
    with pytest.raises(IntegrityError) as error:
        Option(claim=claim, name="").save()
    assert "option_name_given" in explained(error.value)
    assert "the like of it" not in explained(error.value)
