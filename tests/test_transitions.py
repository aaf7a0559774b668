"""Every step × every role × every state that matters: through review's functions, and through the pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from claims.evidence import evidence_of
from claims.models import Assertion, Claim, Decision
from claims.review import Refused
from claims.review import assertions as review
from claims.review.decisions import decide

from .factories import decide as decided
from .factories import make_claim, make_source, make_user, say, verify

pytestmark = pytest.mark.django_db

ROLES = ("viewer", "analyst", "editor", "administrator", "the editor who typed")

VALUE = {"value": "12", "likelihood": "likely", "confidence": "high", "assumption": "The other is mistaken."}
FIELDS = {
    "verify": VALUE, "correct": VALUE, "reaffirm": {"assumption": "The other is mistaken."},
    "explain": {"cause": "time"}, "leave_unresolved": {"way": "range"}, "reopen": {},
}  # fmt: skip

# For each state: what each verb comes to for the roles above. + is done, - is refused with a reason (the state or
# a rule forbids it), x is forbidden to the role.
STATES = ("empty", "in agreement", "in conflict", "explained", "verified", "stale", "unresolved")
CLAIMS = {
    #                    empty    agreement conflict explained verified stale    unresolved
    "verify":           ("xx+x+", "xx+x-", "xx+x-", "xx+x-", "xx-x-", "xx-x-", "xx+x-"),
    "correct":          ("xx-x-", "xx-x-", "xx-x-", "xx-x-", "xx+x-", "xx+x-", "xx-x-"),
    "reaffirm":         ("xx-x-", "xx-x-", "xx-x-", "xx-x-", "xx+x-", "xx+x-", "xx-x-"),
    "explain":          ("x----", "x----", "x++++", "x++++", "x----", "x++++", "x----"),
    "leave_unresolved": ("x++++", "x++++", "x++++", "x++++", "x----", "x----", "x++++"),
    "reopen":           ("x----", "x----", "x----", "x++++", "xx+x+", "xx+x+", "x++++"),
}  # fmt: skip
TABLE = [
    pytest.param(verb, state, role, outcome, id=f"{verb}-{state}-{role}")
    for verb, row in CLAIMS.items()
    for state, outcomes in zip(STATES, row, strict=True)
    for role, outcome in zip(ROLES, outcomes, strict=True)
]


def prepare(state: str, typist) -> Claim:
    """A claim in that state; all its assertions were typed by the typist."""
    claim = make_claim()
    if state == "empty":
        return claim
    say(claim, "12", make_source("s-one", publisher="P"), by=typist)
    if state in ("verified", "stale"):
        verify(claim, "12")
    say_more = {"in conflict": "30", "explained": "30", "stale": "30"}.get(state, "at least 10")
    if state != "verified":
        say(claim, say_more, make_source("s-two", publisher="P"), by=typist)
    if state == "explained":
        decided(claim, "explain", cause="definition")
    if state == "unresolved":
        decided(claim, "leave_unresolved", way="pending")
    return claim


def people(role: str):
    """The typist of the evidence, and the person who takes the step."""
    if role == "the editor who typed":
        editor = make_user("editor")
        return editor, editor
    return make_user("editor"), make_user(role)


@pytest.mark.parametrize(("verb", "state", "role", "outcome"), TABLE)
def test_a_step_with_a_claim(verb, state, role, outcome):
    typist, person = people(role)
    claim = prepare(state, typist)
    before = claim.decisions.count()
    expected = {"+": None, "-": Refused, "x": PermissionDenied}[outcome]
    seen = evidence_of(claim).token
    if expected:
        with pytest.raises(expected):
            decide(person, claim, verb, seen=seen, reason="Because.", **FIELDS[verb])
        assert claim.decisions.count() == before
    else:
        decide(person, claim, verb, seen=seen, reason="Because.", **FIELDS[verb])
        assert claim.decisions.latest("number").verb == verb


@pytest.mark.parametrize(("verb", "state", "role", "outcome"), TABLE)
def test_a_step_with_a_claim_through_its_page(client, verb, state, role, outcome):
    typist, person = people(role)
    claim = prepare(state, typist)
    before = claim.decisions.count()
    client.force_login(person)
    page = f"/admin/claims/claim/{claim.pk}/{verb.replace('_', '-')}/"
    offered = f'="{page}"' in client.get(f"/admin/claims/claim/{claim.pk}/change/").content.decode()
    form = {"seen": evidence_of(claim).token, "reason": "Because.", "confirmed": "12", "because_of": "own"}
    form |= FIELDS[verb]
    response = client.post(page, form)
    assert offered == (outcome == "+")
    assert response.status_code == {"+": 302, "-": 200, "x": 403}[outcome]
    assert client.get(page).status_code == (403 if outcome == "x" and Decision.objects.count() == before else 200)
    assert claim.decisions.count() == before + (outcome == "+")
    if outcome == "-":
        assert response.context["form"].non_field_errors()


# Steps with an assertion. States: counted, set aside, superseded, with a decision resting on it.
ASSERTIONS = {
    #            counted  aside    superseded decided
    "set-aside": ("x++++", "x----", "x++++", "x++++"),
    "restore":   ("x----", "x++++", "x++++", "x----"),
    "supersede": ("x++++", "x++++", "x----", "x++++"),
    "delete":    ("x++++", "x++++", "x++++", "x----"),
}  # fmt: skip
STEPS = [
    pytest.param(step, state, role, outcome, id=f"{step}-{state}-{role}")
    for step, row in ASSERTIONS.items()
    for state, outcomes in zip(("counted", "aside", "superseded", "decided"), row, strict=True)
    for role, outcome in zip(ROLES, outcomes, strict=True)
]


def prepare_assertion(state: str, typist) -> tuple[Assertion, Assertion]:
    claim = make_claim()
    row = say(claim, "12", make_source("s-one", publisher="P"), by=typist)
    later = say(claim, "30", make_source("s-two", publisher="P"), by=typist)
    reviewer = make_user("editor")
    if state == "aside":
        review.set_aside(reviewer, row, "A misprint.")
    if state == "superseded":
        review.supersede(reviewer, row, later, "Corrected.")
    if state == "decided":
        verify(claim, "12")
    row.refresh_from_db()
    return row, later


@pytest.mark.parametrize(("step", "state", "role", "outcome"), STEPS)
def test_a_step_with_an_assertion(step, state, role, outcome):
    typist, person = people(role)
    row, later = prepare_assertion(state, typist)
    before = (row.state, row.superseded_by_id)
    take = {
        "set-aside": lambda: review.set_aside(person, row, "Because."),
        "restore": lambda: review.restore(person, row, "Because."),
        "supersede": lambda: review.supersede(person, row, later, "Because."),
        "delete": lambda: review.delete(person, row),
    }[step]
    if outcome == "+":
        take()
        assert (
            after(row)
            == {"set-aside": "set aside", "restore": "counted", "supersede": at_last(state), "delete": None}[step]
        )
    else:
        with pytest.raises(PermissionDenied if outcome == "x" else Refused):
            take()
        row.refresh_from_db()
        assert (row.state, row.superseded_by_id) == before


def at_last(state: str) -> str:
    return "set aside" if state == "aside" else "superseded"


def after(row: Assertion) -> str | None:
    found = Assertion.objects.filter(pk=row.pk).first()
    return found and found.state


@pytest.mark.parametrize(("step", "state", "role", "outcome"), STEPS)
def test_a_step_with_an_assertion_through_its_page(client, step, state, role, outcome):
    typist, person = people(role)
    row, later = prepare_assertion(state, typist)
    before = after(row)
    client.force_login(person)
    form = {"seen": evidence_of(row.claim).token, "reason": "Another reason.", "by": later.pk}
    response = client.post(f"/admin/claims/assertion/{row.pk}/{step}/", form)
    assert response.status_code == {"x": 403, "+": 302}.get(outcome, 200)
    if outcome != "+":
        assert after(row) == before
    else:
        assert (
            after(row)
            == {"set-aside": "set aside", "restore": "counted", "supersede": at_last(state), "delete": None}[step]
        )


# Storing: who may add, change and delete what
STORING = {
    #                   viewer analyst editor administrator
    "add claim":        "x+++",
    "edit claim":       "x+++",
    "assign claim":     "x+++",
    "add assertion":    "x+++",
    "edit assertion":   "x+++",
    "add source":       "x+++",
    "edit source":      "x+++",
    "add publisher":    "x+++",
    "add topic":        "x+++",
    "write note":       "x+++",
    "merge claim":      "xx++",
    "merge source":     "xx++",
    "merge publisher":  "xx++",
    "delete source":    "xxx+",
    "delete publisher": "xxx+",
    "delete topic":     "xxx+",
    "delete claim":     "xxx+",
    "add user":         "xxx+",
    "add group":        "xxxx",
    "add decision":     "xxxx",
    "add import":       "xxxx",
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "role", "outcome"),
    [(what, role, mark) for what, row in STORING.items() for role, mark in zip(ROLES[:4], row, strict=True)],
)
def test_who_may_store_what(client, what, role, outcome):
    claim = make_claim()
    row = say(claim, "12")
    other = make_source()
    addresses = {
        "add claim": "claims/claim/add/",
        "edit claim": f"claims/claim/{claim.pk}/edit/",
        "assign claim": f"claims/claim/{claim.pk}/assign/",
        "add assertion": "claims/assertion/add/",
        "edit assertion": f"claims/assertion/{row.pk}/change/",
        "add source": "claims/source/add/",
        "edit source": f"claims/source/{row.source_id}/change/",
        "add publisher": "claims/publisher/add/",
        "add topic": "claims/topic/add/",
        "write note": f"claims/claim/{claim.pk}/note/",
        "merge claim": f"claims/claim/merge/?ids={claim.pk},{make_claim().pk}",
        "merge source": f"claims/source/merge/?ids={row.source_id},{other.pk}",
        "merge publisher": f"claims/publisher/merge/?ids={row.source.publisher_id},{other.publisher_id}",
        "delete source": f"claims/source/{make_source().pk}/delete/",
        "delete publisher": f"claims/publisher/{row.source.publisher_id}/delete/",
        "delete topic": f"claims/topic/{claim.topic_id}/delete/",
        "delete claim": f"claims/claim/{make_claim().pk}/delete/",
        "add user": "auth/user/add/",
        "add group": "auth/group/add/",
        "add decision": "claims/decision/add/",
        "add import": "claims/import/add/",
    }
    client.force_login(make_user(role))
    # An empty form is refused by its faults where the role may send it at all.
    assert (client.post(f"/admin/{addresses[what]}", {}).status_code == 403) == (outcome == "x")
