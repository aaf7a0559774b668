"""Assertions: enter, edit, delete, set aside, restore, supersede."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from claims.assessment import assess
from claims.assessment.origins import Parentage, origin_keys, origin_of
from claims.assessment.relative import PLACED, place_new
from claims.evidence import BEYOND, value_of
from claims.models import Assertion, Claim, Decision, Option, Source
from claims.postgres import update_all
from claims.wording.choices import normalise

from . import (
    Changed,
    Refused,
    gone_into,
    refuse_if_changed,
    refuse_merged,
    remove,
    required,
    save,
    save_all,
    writing,
)
from .together import revised


class Unread(Refused):
    """The words cannot be read. They may be stored all the same, and wait."""


def enter(
    actor: User, assertion: Assertion, *, corrects: Assertion | None = None, reason: str = "", unread: bool = True
) -> Assertion:
    """Store one new assertion, read, with its origin; it supersedes the one that it corrects, for a reason.

    A wording that cannot be read is stored with its problem, or raises Unread where `unread` ones are not wanted.
    """
    with writing(actor, "claims.add_assertion"):
        refresh(assertion)
        prepare(actor, [assertion])
        place(assertion)
        save(assertion, actor, "entered")
        settle(assertion, accepted=None if unread else (), placed=True)
        if corrects is not None:
            replace(actor, current(corrects), current(assertion), reason)
            settle(assertion)
    return assertion


def place(row: Assertion) -> None:
    """Work out a relative reading by its base before it is stored: then it need not be read and written again."""
    if row.terms is not None:
        decision = row.base.assessment.decision  # type: ignore[union-attr]
        place_new(row, value_of(decision) if decision else None)


def settle(
    row: Assertion, *, accepted: Collection[str] | None = None, graded: bool = True, placed: bool = False
) -> None:
    """Work out what a row just stored comes to, and refuse what that forbids.

    `accepted` are the problems with which it may be stored unread, None for any; `placed` where its reading is worked
    out already (`place`).
    """
    assess([row.claim_id], fresh={} if placed else {row.pk: row.claim_id})
    if row.terms is not None and not placed:
        row.refresh_from_db(fields=[*PLACED, "counted"])
    if accepted is not None and row.problem and row.problem not in accepted:
        raise Unread(faults={column_read(row): row.problem})
    if graded and unconfirmed_of([row]):
        raise Refused(faults={"credibility": " ".join(UNCONFIRMED)})


def column_read(assertion: Any) -> str:
    """Where the words stand that are read."""
    return next(name for name in ("read_as", "translation", "wording") if getattr(assertion, name))


# Why, and what to do.
UNCONFIRMED = (
    "No counted assertion of another origin bears this out, so it is not confirmed by others.",
    "Grade it 2 or lower, or enter what confirms it first.",
)


def unconfirmed_of(rows: Iterable[Assertion]) -> list[Assertion]:
    """Those of stored, assessed rows that are graded as confirmed by others, and are not (`Evidence.confirms`)."""
    graded = [row for row in rows if row.credibility == Assertion.Credibility.CONFIRMED]
    if not graded:
        return []
    others = Assertion.objects.counted().filter(claim=OuterRef("claim"), rebased=False)
    others = others.exclude(origin=OuterRef("origin")).order_by()
    low, high = (Coalesce(OuterRef(f"possible_{end}"), far) for end, far in (("low", -BEYOND), ("high", BEYOND)))
    apart = Q(possible_low__gt=high) | Q(possible_high__lt=low)
    denying = Q(stance__in=[Assertion.Stance.DENIES, Assertion.Stance.DOUBTS])
    borne_out = Q(~denying & Exists(others.exclude(apart))) | Q(denying & Exists(others.filter(apart)))
    confirmed = Assertion.objects.filter(borne_out, pk__among=[row.pk for row in graded], problem="").order_by()
    found = set(confirmed.values_list("pk", flat=True))
    return [row for row in graded if row.pk not in found]


LARGE = [f"assessment__decision__{name}" for name in ("evidence", "positions", "rejected", "because_of")]


def refresh(assertion: Assertion) -> None:
    """Look again at what the words are read by: it may have changed, or been merged, between the form and the lock."""
    rows = Claim.objects.select_related("assessment__decision__option").defer(*LARGE)
    claims = rows.in_bulk([key for key in (assertion.claim_id, assertion.base_id) if key])
    if gone := " ".join(filter(None, map(gone_into, claims.values()))):
        raise Refused(gone)
    source = Source.objects.select_related("publisher").filter(pk=assertion.source_id).first()
    if source is None:
        raise Changed("Somebody merged this source into another, or deleted it: choose the one that is left.")
    assertion.claim, assertion.source = claims[assertion.claim_id], source
    assertion.base = claims[assertion.base_id] if assertion.base_id else None


def prepare(actor: User, assertions: Sequence[Assertion]) -> None:
    """Fill in who entered the rows, their origins and their readings, by claims and sources as they now are stored.

    Refuses rows with faults.
    """
    known = {
        source.pk: Parentage(source.derives_from_id, source.authors, source.reference)
        for source in (assertion.source for assertion in assertions)
    }
    keys = origin_keys(known, known)
    options = options_of({a.claim_id for a in assertions if a.claim.has_options})
    for assertion in assertions:
        if faults := assertion.faults():
            raise Refused(" ".join(faults.values()))
        if assertion.pk is None:
            assertion.entered_by = actor
        assertion.origin = origin_of(assertion.speaker, keys[assertion.source_id])
        assertion.read(options[assertion.claim_id])


def options_of(claims: Collection[int]) -> dict[int, list[Option]]:
    """The options of claims, in the order of their places."""
    options: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.filter(claim__among=claims).order_by("low", "pk") if claims else ():
        options[option.claim_id].append(option)
    return options


EDITABLE = (
    "claim", "source", "wording", "translation", "locator", "speaker", "stance", "as_of", "as_of_time", "base",
    "read_as", "credibility", "note",
)  # fmt: skip
READING = (
    "rule", "rules_version", "problem", "explanation", "terms", "option", "expected_low", "expected_high",
    "possible_low", "possible_high", "base_used", "rebased", "specific", "origin",
)  # fmt: skip


# What the grade “confirmed by others” hangs on.
GRADED = {"credibility", "wording", "translation", "read_as", "speaker", "stance", "source", "base"}


def edit(
    actor: User,
    assertion: Assertion,
    fields: Iterable[str],
    *,
    seen: Mapping[str, object] | None = None,
    unread: bool = True,
) -> None:
    """Store the named fields of an assertion as they are on the instance, others as they now are stored; read it again.

    `seen` are the fields as the actor saw them: Overtaken is raised where somebody else changed one of those named.
    Words that can newly not be read raise Unread where `unread` ones are not wanted. Its claim cannot change: delete
    the row and enter it where it belongs.
    """
    fields = set(fields)
    with writing(actor, "claims.change_assertion"):
        row = rewritten(assertion, fields, seen)
        known = row.problem
        prepare(actor, [row])
        save(row, actor, "edited", {*fields, *READING})
        settle(row, accepted=None if unread else [known], graded=bool(fields & GRADED))
    assertion.refresh_from_db()


def rewritten(assertion: Assertion, fields: set[str], seen: Mapping[str, object] | None = None) -> Assertion:
    """The assertion as it now is stored, but for the named fields, which are as on the instance; not yet read."""
    if not fields <= set(EDITABLE) - {"claim"}:
        raise Refused(f"These cannot be edited: {', '.join(sorted(fields - set(EDITABLE) | fields & {'claim'}))}.")
    row = revised(assertion, fields, seen)
    refresh(row)
    return row


def edit_all(actor: User, assertions: Sequence[Assertion], fields: Iterable[str]) -> None:
    """Store the named fields of assertions of any claims, read again; the caller assesses those."""
    refuse_merged({claim for a in assertions for claim in (a.claim_id, a.base_id) if claim})
    prepare(actor, assertions)
    save_all(assertions, actor, "edited", {*fields, *READING})


def delete(actor: User, assertion: Assertion, *, seen: str | None = None) -> None:
    """Delete a mistyped assertion, while no decision rests on it."""
    with writing(actor, "claims.delete_assertion"):
        assertion = current(assertion, seen)
        if rests_on(assertion):
            raise Refused("A decision rests on this assertion: set it aside with a reason instead.")
        if assertion.supersedes.exists():
            raise Refused("This assertion supersedes another of its source: restore that one first.")
        remove(assertion, actor, "deleted")
        assess([assertion.claim_id])


def rests_on(assertion: Assertion) -> bool:
    """Whether any decision was made while the assertion was there: on a claim of its, or on one that goes by it."""
    claims: set[int] = set()
    fresh = {assertion.claim_id, *assertion.history.values_list("claim", flat=True)}
    while fresh:
        claims |= fresh
        depending = Assertion.objects.filter(base__among=fresh).values_list("claim", flat=True)
        merged = Claim.objects.filter(merged_into__among=fresh).values_list("pk", flat=True)
        fresh = {*depending, *merged} - claims
    return Decision.objects.filter(claim__among=claims, decided_at__gte=assertion.entered_at).exists()


def set_aside(actor: User, assertion: Assertion, reason: str, *, seen: str | None = None) -> None:
    """Stop counting an assertion, for a reason that stays with it."""
    with writing(actor, "claims.review_claim"):
        row = current(assertion, seen)
        if row.set_aside_reason:
            raise Changed("This assertion is set aside already.")
        if row.supersedes.exists():
            raise Refused("This assertion supersedes another of its source: restore that one first.")
        row.set_aside_reason = required(reason)
        save(row, actor, f"set aside: {row.set_aside_reason}", ["set_aside_reason"])
        assess([row.claim_id])


def restore(actor: User, assertion: Assertion, reason: str, *, seen: str | None = None) -> None:
    """Count an assertion again that was set aside or superseded."""
    with writing(actor, "claims.review_claim"):
        row = current(assertion, seen)
        if not row.set_aside_reason and row.superseded_by_id is None:
            raise Changed("This assertion is neither set aside nor superseded.")
        row.set_aside_reason, row.superseded_by = "", None
        save(row, actor, f"restored: {required(reason)}", ["set_aside_reason", "superseded_by"])
        assess([row.claim_id])


def supersede(actor: User, assertion: Assertion, by: Assertion, reason: str, *, seen: str | None = None) -> None:
    """Stop counting an assertion that its source has itself corrected or taken back (`may_supersede`)."""
    with writing(actor, "claims.review_claim"):
        row = current(assertion, seen)
        replace(actor, row, current(by), reason)
        assess([row.claim_id])


def replace(actor: User, row: Assertion, later: Assertion, reason: str) -> None:
    """Let one assertion take the place of another; the caller assesses their claim."""
    refuse_replacing(row, later)
    row.superseded_by = later
    save(row, actor, f"superseded: {required(reason)}", ["superseded_by"])


def refuse_replacing(row: Assertion, later: Assertion) -> None:
    if not may_supersede(later, row):
        raise Refused(ONE_VOICE)
    if not later.counted:
        raise Refused("The later assertion does not count itself, so that nothing would be left: mend it first.")
    if row.superseded_by_id or later.superseded_by_id:
        raise Changed("One of the two is superseded already.")


ONE_VOICE = (
    "An assertion is superseded by another one in the same voice about the same claim: the same document's, or "
    "another's of that publisher under the same byline, and quoting the same speaker, if any."
)


def may_supersede(later: Any, row: Any) -> bool:
    """Whether two assertions are in one voice about one claim; they need not be stored (`entries.Entry`)."""
    if row == later or row.claim != later.claim or normalise(row.speaker) != normalise(later.speaker):
        return False
    byline, other = normalise(row.source.authors), normalise(later.source.authors)
    return row.source == later.source or (row.source.publisher == later.source.publisher and byline == other)


def correctable(later: Assertion) -> models.QuerySet[Assertion]:
    """The assertions of its claim that a new one may supersede, being in its voice."""
    rows = Assertion.objects.in_play().filter(claim=later.claim, source__publisher=later.source.publisher_id)
    rows = rows.select_related("claim", "source__publisher")
    return rows.filter(pk__in=[row.pk for row in rows if may_supersede(later, row)])


def current(assertion: Assertion, seen: str | None = None) -> Assertion:
    """The assertion as it now is, on a claim that is as the person saw it."""
    row = Assertion.objects.select_related("claim", "source__publisher").filter(pk=assertion.pk).first()
    if row is None:
        raise Changed("Somebody deleted this assertion.")
    if row.claim_id != assertion.claim_id:
        raise Changed(f"Somebody moved this assertion to {row.claim.reference}: look at it there.")
    refuse_if_changed(row.claim, seen)
    return row


def read_again(assertions: models.QuerySet[Assertion]) -> None:
    """Read stored words again, after something changed that a reading goes by."""
    rows = list(assertions.select_related("claim", "source", "base"))
    options = options_of({row.claim_id for row in rows if row.claim.has_options})
    for row in rows:
        row.read(options[row.claim_id])
    if rows:
        update_all(rows, [name for name in READING if name != "origin"])
