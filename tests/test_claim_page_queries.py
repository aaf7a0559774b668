"""A claim's page takes fewer than 15 queries, whatever has happened to the claim."""

from __future__ import annotations

from datetime import date

import pytest

from claims.loading import load
from claims.models import Assertion, Assessment, Claim
from claims.review.assertions import delete, edit, enter
from claims.review.claims import save_claim, save_options
from claims.review.merging import merge_claims
from claims.review.notes import write as note
from claims.review.sources import save_source

from .factories import decide, make_claim, make_options, make_source, make_user, say, verify
from .pages import text

pytestmark = pytest.mark.django_db
MOST = 14


@pytest.fixture
def loader():
    return make_user("administrator")


def happened_much(claim: Claim, typist, wordings: tuple[str, str, str], other: Claim | None = None) -> None:
    """Enter, edit, drop and enter again what is said of a claim, which is changed and noted itself."""
    rows = [say(claim, words, by=typist, base=other) for words in wordings]
    rows[0].note = "By the mayor."
    edit(typist, rows[0], ["note"])
    rows[1].source.published_on = date(2020, 7, 9)
    save_source(typist, rows[1].source, ["published_on"])
    delete(typist, rows[2])
    enter(typist, Assertion(claim=claim, source=rows[2].source, wording=wordings[2], base=other))
    claim = Claim.objects.get(pk=claim.pk)
    claim.definition = f"What {claim.reference} asks."
    save_claim(typist, claim, ["definition"])
    note(typist, claim, "Ask the mayor.")


def loaded(claim: Claim, loader, write, wording: str) -> None:
    source = make_source()
    load([write("assertions", ["claim", "source", "wording"], [claim.reference, source.reference, wording])], loader)


def decided_and_stale(claim: Claim, value: str, later: str) -> None:
    """Decide what is true, and why the sources differ, before one more says what neither goes by."""
    decide(claim, "explain", cause="time")
    verify(claim, value)
    say(claim, later)


def choice(typist, loader, write) -> Claim:
    """A choice with all that there can be, and claims with the same merged into it at two removes."""
    claims = [make_claim("choice") for _ in range(3)]
    for claim in claims:
        made = make_options(claim, {"Army": None, "Police": None, "Guards": "Army", "Militia": None})
        made["Police"].aliases = "the cops"
        save_options(typist, [made["Police"]])
        happened_much(claim, typist, ("Army", "Police", "Guards"))
        loaded(claim, loader, write, "Army")
    keep, drop, last = claims
    merge_claims(loader, drop, last)
    merge_claims(loader, keep, drop)
    decided_and_stale(keep, "Army", "Militia")
    return keep


def relative(typist, loader, write) -> Claim:
    """A count that goes by other claims, with claims merged into it at two removes."""
    base, source = make_claim(), make_source()
    for words, where in (("20", source), ("21", make_source())):
        say(base, words, where)
    keep, drop, last = (make_claim() for _ in range(3))
    for claim in (keep, drop, last):
        happened_much(claim, typist, ("14", "15", "30"))
        loaded(claim, loader, write, "14")
    say(keep, "all of them", source, base=base)
    say(keep, "half of them", base=base)
    merge_claims(loader, drop, last)
    merge_claims(loader, keep, drop)
    decided_and_stale(keep, "14", "99")
    return keep


@pytest.fixture(params=[choice, relative], ids=lambda make: make.__name__)
def rich(request, loader, write):
    return request.param(make_user("analyst"), loader, write)


@pytest.mark.parametrize("role", ["analyst", "editor"])
@pytest.mark.parametrize(
    "address", ["/claims/{0.reference}/", "/admin/claims/claim/{0.pk}/change/"], ids=["record", "desk"]
)
def test_the_richest_page_takes_fewer_than_15_queries(client, rich, role, address, django_assert_max_num_queries):
    client.force_login(make_user(role))
    found = Assessment.objects.get(claim=rich)
    assert found.stale and found.explanation_id and not found.explained
    with django_assert_max_num_queries(MOST):
        page = text(client.get(address.format(rich)))
    for told in ("What changed since", "edited the claim", "source edited", "merged into", "loaded"):
        assert told in page, told
