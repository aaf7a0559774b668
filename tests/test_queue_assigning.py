"""Claims are put in hands from the queue, many at once, and from their own page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied

from claims.models import Assessment, Claim
from claims.review import Refused
from claims.review.claims import assign
from claims.review.merging import merge_claims

from .factories import make_claim, make_user, say

pytestmark = pytest.mark.django_db


def posted(desk, claims, to, query: str = "") -> tuple[str, str]:
    """What the page says after assigning, and where it leads."""
    response = desk.post(f"/admin/assign/?{query}", {"claim": [claim.pk for claim in claims], "to": to})
    return str([*get_messages(response.wsgi_request)][-1]), response.url


def holders(*claims: Claim) -> list[User | None]:
    return [Claim.objects.get(pk=claim.pk).assignee for claim in claims]


def test_several_claims_are_assigned_at_once_to_me_to_a_colleague_and_to_nobody(desk, analyst):
    editor = make_user("editor", "ed")
    first, second, other = make_claim(), make_claim(), make_claim()
    assert posted(desk, [first, second], "me")[0] == "2 claims put in your hands."
    assert holders(first, second, other) == [analyst, analyst, None]
    assert Assessment.objects.get(claim=first).status == "in_review"
    assert posted(desk, [second], editor.pk)[0] == "1 claim put in the hands of ed."
    assert posted(desk, [first, second], "nobody")[0] == "2 claims put in nobody's hands."
    assert holders(first, second) == [None, None]


def test_assigning_again_changes_nothing_and_leaves_no_trace(desk):
    claim = make_claim()
    posted(desk, [claim], "me")
    steps, changed = claim.history.count(), Claim.objects.get(pk=claim.pk).assessment.changed_at
    assert posted(desk, [claim], "me")[0] == "Nothing to do: already in your hands."
    assert claim.history.count() == steps
    assert Claim.objects.get(pk=claim.pk).assessment.changed_at == changed


def test_only_claims_that_move_are_counted_and_their_history_says_who_did_it(desk, analyst):
    held, free = make_claim(), make_claim()
    posted(desk, [held], "me")
    assert posted(desk, [held, free], "me")[0] == "1 claim put in your hands."
    last = free.history.latest()
    assert (last.history_user, last.history_change_reason, last.assignee) == (analyst, "assigned", analyst)


def test_filters_and_page_survive_assigning_and_the_row_stays_in_sight(desk):
    claim = make_claim()
    query = "verdict=single&after=5_0.0000_1"
    assert posted(desk, [claim], "me", query)[1] == f"/admin/?{query}#claim-{claim.pk}"


def test_assigning_nothing_or_to_whoever_may_not_review_is_refused_in_words(desk):
    claim = make_claim()
    viewer, idle = make_user("viewer"), make_user("editor")
    User.objects.filter(pk=idle.pk).update(is_active=False)
    assert posted(desk, [], "me")[0] == "Select the claims first, then assign them."
    for to in (viewer.pk, idle.pk, "x", 0, "9" * 30):
        assert posted(desk, [claim], to)[0] == "Claims can be assigned only to people who may review them."
    assert posted(desk, [claim], "")[0] == "Say to whom to assign."
    assert holders(claim) == [None]


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "-1"])
def test_a_claim_that_is_not_there_is_refused_and_no_other_is_assigned(desk, key):
    claim = make_claim()
    response = desk.post("/admin/assign/", {"claim": [claim.pk, key], "to": "me"})
    assert response.status_code in (302, 400)
    assert holders(claim) == [None]


def test_the_review_refuses_whoever_may_not_and_a_merged_duplicate(analyst):
    keep, drop, viewer = make_claim(), make_claim(), make_user("viewer")
    with pytest.raises(PermissionDenied):
        assign(viewer, [keep], None)
    with pytest.raises(Refused, match="may not review claims"):
        assign(analyst, [keep], viewer)
    merge_claims(make_user("editor"), keep, drop)
    with pytest.raises(Refused):
        assign(analyst, [keep, drop], analyst)
    assert holders(keep) == [None]


def test_a_viewer_may_not_assign_and_a_stranger_logs_in_first(client):
    claim = make_claim()
    assert client.post("/admin/assign/", {"claim": claim.pk, "to": "me"}).url.startswith("/admin/login/?next=")
    client.force_login(make_user("viewer"))
    for address in ("/admin/assign/", f"/admin/claims/claim/{claim.pk}/assign/"):
        assert client.post(address, {"claim": claim.pk, "to": "me"}).status_code == 403
    assert holders(claim) == [None]


def test_assigning_is_a_post(desk):
    assert desk.get("/admin/assign/").status_code == 405


def test_a_claims_page_offers_its_colleagues_and_puts_it_in_their_hands(desk):
    editor, viewer = make_user("editor", "ed"), make_user("viewer", "vi")
    claim = make_claim()
    say(claim, "4")
    address = f"/admin/claims/claim/{claim.pk}/"
    page = desk.get(f"{address}change/").content.decode()
    assert f'<option value="{editor.pk}">ed</option>' in page
    assert f'<option value="{viewer.pk}">' not in page
    assert desk.post(f"{address}assign/", {"to": editor.pk}).url == f"{address}change/"
    assert holders(claim) == [editor]
    assert f'<option value="{editor.pk}">' not in desk.get(f"{address}change/").content.decode()
    assert desk.post("/admin/claims/claim/0/assign/", {"to": "me"}).status_code == 404
