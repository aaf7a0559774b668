"""Assertions: enter, edit, delete, set aside, restore, supersede."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db import models

from claims.assessment import assess
from claims.assessment.origins import origin_keys, origin_of
from claims.models import Assertion, Claim, Decision, Import, Option, Source
from claims.postgres import among
from claims.wording.choices import normalise

from . import BATCH, Changed, Refused, refuse_if_changed, remove, required, save, save_all, writing


def enter(actor: User, assertion: Assertion) -> Assertion:
    """Store one new assertion, read, with its origin; a wording that cannot be read is stored with its problem."""
    with writing(actor, "claims.add_assertion"):
        refresh(assertion)
        prepare(actor, [assertion])
        save(assertion, actor, "entered")
        assess([assertion.claim_id])
    assertion.refresh_from_db()
    return assertion


def refresh(assertion: Assertion) -> None:
    """Look again at what the words are read by: it may have changed between the form and the lock."""
    assertion.claim = Claim.objects.get(pk=assertion.claim_id)
    assertion.source = Source.objects.get(pk=assertion.source_id)
    assertion.base = Claim.objects.get(pk=assertion.base_id) if assertion.base_id else None


def enter_all(actor: User, assertions: Sequence[Assertion], brought_by: Import) -> None:
    """Store many new assertions that an import brought; the caller assesses their claims."""
    superseded = {id(assertion): assertion.superseded_by for assertion in assertions if assertion.superseded_by}
    for assertion in assertions:
        assertion.brought_by, assertion.superseded_by = brought_by, None
    prepare(actor, assertions)
    Assertion.objects.bulk_create(assertions, BATCH)
    # What supersedes a row may have come with it, and has its id only now.
    rows = [assertion for assertion in assertions if id(assertion) in superseded]
    for row in rows:
        row.superseded_by = superseded[id(row)]
    Assertion.objects.bulk_update(rows, ["superseded_by"], BATCH)


def prepare(actor: User, assertions: Sequence[Assertion]) -> None:
    """Fill in who entered the rows, their origins and their readings; refuse rows with faults."""
    keys = origin_keys({assertion.source_id for assertion in assertions})
    options = options_of({a.claim_id for a in assertions if a.claim.has_options})
    for assertion in assertions:
        if faults := assertion.faults():
            raise Refused(" ".join(faults.values()))
        if assertion.pk is None:
            assertion.entered_by = actor
        assertion.origin = origin_of(assertion.speaker, keys[assertion.source_id])
        assertion.read(options[assertion.claim_id])


def options_of(claims: Iterable[int]) -> dict[int, list[Option]]:
    options: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.filter(claim__in=among(claims)):
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


def edit(actor: User, assertion: Assertion, fields: Iterable[str]) -> None:
    """Store the named fields of an assertion as they are on the instance, others as they now are stored; read it again.

    Its claim cannot change: delete the row and enter it where it belongs.
    """
    fields = set(fields)
    if not fields <= set(EDITABLE) - {"claim"}:
        raise Refused(f"These cannot be edited: {', '.join(sorted(fields - set(EDITABLE) | fields & {'claim'}))}.")
    with writing(actor, "claims.change_assertion"):
        row = _current(assertion)
        for name in fields:
            setattr(row, name, getattr(assertion, name))
        refresh(row)
        edit_all(actor, [row], fields)
        assess([row.claim_id])
    assertion.refresh_from_db()


def edit_all(actor: User, assertions: Sequence[Assertion], fields: Iterable[str]) -> None:
    """Store the named fields of assertions, read again; the caller assesses their claims."""
    prepare(actor, assertions)
    save_all(assertions, actor, "edited", {*fields, *READING})


def delete(actor: User, assertion: Assertion, *, seen: str | None = None) -> None:
    """Delete a mistyped assertion, while no decision rests on it."""
    with writing(actor, "claims.delete_assertion"):
        assertion = _current(assertion, seen)
        if rests_on(assertion):
            raise Refused("A decision rests on this assertion: set it aside with a reason instead.")
        if assertion.supersedes.exists():
            raise Refused("This assertion supersedes another of its source: restore that one first.")
        remove(assertion, actor, "deleted")
        assess([assertion.claim_id])


def rests_on(assertion: Assertion) -> bool:
    """Whether any decision was made while the assertion was there: on its claim, or on one that goes by it."""
    claims, fresh = {assertion.claim_id}, {assertion.claim_id}
    while fresh:
        fresh = set(Assertion.objects.filter(base__in=among(fresh)).values_list("claim", flat=True)) - claims
        claims |= fresh
    return Decision.objects.filter(claim__in=among(claims), decided_at__gte=assertion.entered_at).exists()


def set_aside(actor: User, assertion: Assertion, reason: str, *, seen: str | None = None) -> None:
    """Stop counting an assertion, for a reason that stays with it."""
    with writing(actor, "claims.review_claim"):
        row = _current(assertion, seen)
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
        row = _current(assertion, seen)
        if not row.set_aside_reason and row.superseded_by_id is None:
            raise Changed("This assertion is neither set aside nor superseded.")
        row.set_aside_reason, row.superseded_by = "", None
        save(row, actor, f"restored: {required(reason)}", ["set_aside_reason", "superseded_by"])
        assess([row.claim_id])


def supersede(actor: User, assertion: Assertion, by: Assertion, reason: str, *, seen: str | None = None) -> None:
    """Stop counting an assertion that its source has itself corrected or taken back (`may_supersede`)."""
    with writing(actor, "claims.review_claim"):
        row, later = _current(assertion, seen), _current(by)
        if not may_supersede(later, row):
            raise Refused(ONE_VOICE)
        if not later.counted:
            raise Refused("The later assertion does not count itself, so that nothing would be left: mend it first.")
        if row.superseded_by_id or later.superseded_by_id:
            raise Changed("One of the two is superseded already.")
        row.superseded_by = later
        save(row, actor, f"superseded: {required(reason)}", ["superseded_by"])
        assess([row.claim_id])


ONE_VOICE = (
    "An assertion is superseded by another one in the same voice about the same claim: the same document's, or "
    "another's of that publisher under the same byline, and quoting the same speaker, if any."
)


def may_supersede(later: Assertion, row: Assertion) -> bool:
    """Whether two assertions are in one voice about one claim; they need not be stored."""
    if row == later or row.claim != later.claim or normalise(row.speaker) != normalise(later.speaker):
        return False
    byline, other = normalise(row.source.authors), normalise(later.source.authors)
    return row.source == later.source or (row.source.publisher == later.source.publisher and byline == other)


def _current(assertion: Assertion, seen: str | None = None) -> Assertion:
    """The assertion as it now is, on a claim that is as the person saw it."""
    row = Assertion.objects.select_related("claim", "source__publisher").filter(pk=assertion.pk).first()
    if row is None:
        raise Changed("Somebody deleted this assertion.")
    refuse_if_changed(row.claim, seen)
    return row


def read_again(assertions: models.QuerySet[Assertion]) -> None:
    """Read stored words again, after something changed that a reading goes by."""
    rows = list(assertions.select_related("claim", "source", "base"))
    options = options_of({row.claim_id for row in rows if row.claim.has_options})
    for row in rows:
        row.read(options[row.claim_id])
    Assertion.objects.bulk_update(rows, [name for name in READING if name != "origin"], BATCH)
