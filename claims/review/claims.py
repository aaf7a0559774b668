"""Claims and the trees of their options: store, number, assign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.contrib.auth.models import AbstractUser

from claims.assessment import assess
from claims.models import Assertion, Assessment, Claim, Decision, Option
from claims.postgres import among

from . import Refused, save, writing
from .assertions import read_again


def save_claim(actor: AbstractUser, claim: Claim, fields: Iterable[str] | None = None) -> None:
    """Store a claim, new or changed."""
    with writing(actor, "claims.change_claim" if claim.pk else "claims.add_claim"):
        assess(store_claims(actor, [claim], fields))


def store_claims(actor: AbstractUser, claims: Sequence[Claim], fields: Iterable[str] | None = None) -> set[int]:
    """Store claims, each with its assessment, and the two options of a yes-or-no one; returns those to assess."""
    kinds = dict(Claim.objects.filter(pk__in=among(c.pk for c in claims if c.pk)).values_list("pk", "kind"))
    for claim in claims:
        if claim.kind != kinds.get(claim.pk, claim.kind) and (claim.evidence.exists() or claim.shares.exists()):
            raise Refused(f"{claim.reference} has assertions: its kind cannot change any more.")
        save(claim, actor, "edited" if claim.pk else "entered", fields)
        Assessment.objects.get_or_create(claim=claim)
        if claim.kind == Claim.Kind.YESNO and not claim.options.exists():
            store_options(actor, [Option(claim=claim, name="no"), Option(claim=claim, name="yes")])
    return {claim.pk for claim in claims}


def save_options(actor: AbstractUser, options: Sequence[Option], dropped: Sequence[Option] = ()) -> None:
    """Store and drop options of claims, then place and read everything on their trees anew."""
    with writing(actor, "claims.change_claim"):
        assess(store_options(actor, options, dropped))


def store_options(actor: AbstractUser, options: Sequence[Option], dropped: Sequence[Option] = ()) -> set[int]:
    """Store options and number their trees; returns the claims to assess."""
    claims = {option.claim_id for option in [*options, *dropped]}
    for option in options:
        if option.parent is not None and option.parent.claim_id != option.claim_id:
            raise Refused(f"“{option.parent.name}” is an option of another claim, so “{option.name}” cannot lie in it.")
        save(option, actor, "edited" if option.pk else "entered")
    # What was read as a dropped option is read again below.
    Assertion.objects.filter(option__in=[option.pk for option in dropped]).update(option=None)
    for option in dropped:
        if Decision.objects.filter(option=option).exists():
            raise Refused(f"A decision rests on the option “{option.name}”: it must stay.")
        if Option.objects.filter(parent=option).exists():
            raise Refused(f"Other options lie in “{option.name}”: move or drop them first.")
        option.delete()
    for claim in claims:
        number_tree(claim)
    read_again(Assertion.objects.filter(claim__in=among(claims)))
    return claims


def number_tree(claim: int) -> None:
    """Give each option of a claim its stretch of places: its own, then those of all that lie in it (pre-order)."""
    options = list(Option.objects.filter(claim=claim).order_by("pk"))
    narrower: dict[int | None, list[Option]] = defaultdict(list)
    for option in options:
        narrower[option.parent_id].append(option)
    placed: list[Option] = []
    stack: list[tuple[Option, bool]] = [(option, False) for option in reversed(narrower[None])]
    while stack:
        option, done = stack.pop()
        if done:
            option.high = Decimal(len(placed) - 1)
            continue
        option.low = Decimal(len(placed))
        placed.append(option)
        stack.append((option, True))
        stack.extend((child, False) for child in reversed(narrower[option.pk]))
    if len(placed) < len(options):
        lost = next(option for option in options if option not in placed)
        raise Refused(f"“{lost.name}” would lie in itself: an option needs a chain of parents that ends.")
    Option.objects.bulk_update(options, ["low", "high"])


def assign(actor: AbstractUser, claim: Claim, to: AbstractUser | None) -> None:
    """Put a claim in somebody's hands, or in nobody's."""
    with writing(actor, "claims.review_claim"):
        claim = Claim.objects.get(pk=claim.pk)
        claim.assignee = to  # type: ignore[assignment]
        save(claim, actor, "assigned", ["assignee"])
        assess([claim.pk])
