"""Claims and the trees of their options: store, number, assign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, Q, QuerySet
from simple_history.utils import bulk_create_with_history

from claims.assessment import assess
from claims.models import Assertion, Assessment, Claim, Decision, Option
from claims.postgres import insert_all
from claims.wording.choices import normalise

from . import BATCH, Refused, refuse_merged, remove, save, save_all, writing
from .assertions import read_again
from .together import revised


def save_claim(
    actor: User, claim: Claim, fields: Collection[str] | None = None, *, seen: Mapping[str, object] | None = None
) -> None:
    """Store a claim, new or changed.

    `seen` are its fields as the actor saw them: Overtaken is raised where somebody else changed one of those named.
    """
    with writing(actor, "claims.change_claim" if claim.pk else "claims.add_claim"):
        row = claim if fields is None else revised(claim, fields, seen, "topic")
        assess(store_claims(actor, [row], fields))


def store_claims(actor: User, claims: Sequence[Claim], fields: Iterable[str] | None = None) -> set[int]:
    """Store claims, each with its assessment, and the two options of a yes-or-no one; returns those to assess."""
    refuse_merged(claim.pk for claim in claims if claim.pk)
    if fixed := with_fixed_kind(claims):
        raise Refused(f"{', '.join(sorted(fixed))}: {KIND_FIXED}")
    save_all([claim for claim in claims if claim.pk], actor, "edited", fields)
    for claim in claims:
        if claim.pk is None:
            save(claim, actor, "entered")
            Assessment.objects.create(claim=claim)
    yesno = {claim.pk: claim for claim in claims if claim.kind == Claim.Kind.YESNO}
    for pk in yesno.keys() - set(Option.objects.filter(claim__among=yesno).values_list("claim", flat=True)):
        store_options(actor, no_and_yes(yesno[pk]))
    # An amount is read against the claim's unit.
    ids = {claim.pk for claim in claims}
    read_again(Assertion.objects.filter(claim__among=ids, claim__kind=Claim.Kind.AMOUNT))
    return ids


def no_and_yes(claim: Claim) -> list[Option]:
    """The two options of a yes-or-no claim, unsaved, each with its place."""
    return [Option(claim=claim, name=name, low=at, high=at) for at, name in enumerate(("no", "yes"))]


KIND_FIXED = "The claim has assertions, decisions or options: its kind cannot change any more. Make a new claim."


def with_fixed_kind(claims: Iterable[Claim]) -> set[str]:
    """Those of the claims, by reference, whose kind would change though something stored goes by it."""
    now = {claim.pk: claim.kind for claim in claims if claim.pk}
    here = OuterRef("pk")
    used = Q(Exists(Assertion.objects.filter(claim=here))) | Q(Exists(Assertion.objects.filter(base=here)))
    used |= Q(Exists(Decision.objects.filter(claim=here))) | Q(Exists(Option.objects.filter(claim=here)))
    kinds = Claim.objects.filter(pk__among=now).values_list("pk", "kind")
    changed = {pk for pk, kind in kinds if kind != now[pk]}
    return set(Claim.objects.filter(used, pk__among=changed).values_list("reference", flat=True))


def enter_claims(claims: Sequence[Claim]) -> None:
    """Store many new claims that an import brought, which stands for their history; they have their keys."""
    insert_all(Claim, claims)
    insert_all(Assessment, (Assessment(claim=claim) for claim in claims))


def yes_and_no_of(claims: Iterable[Claim], options: Iterable[Option]) -> list[Option]:
    """The no and yes that new yes-or-no claims lack among their new options, unsaved."""
    given = {(option.claim.reference, option.name) for option in options}
    yesno = (claim for claim in claims if claim.kind == Claim.Kind.YESNO)
    return [o for claim in yesno for o in no_and_yes(claim) if (claim.reference, o.name) not in given]


def enter_options(actor: User, options: Sequence[Option]) -> set[int]:
    """Store many new options that an import brought and that have their keys; returns the claims to assess."""
    bulk_create_with_history(options, Option, BATCH, default_user=actor, default_change_reason="entered")
    return renumbered({option.claim_id for option in options})


def save_options(actor: User, options: Sequence[Option], dropped: Sequence[Option] = ()) -> None:
    """Store and drop options of claims, then place and read everything on their trees anew."""
    with writing(actor, "claims.change_claim"):
        assess(store_options(actor, options, dropped))


def store_options(actor: User, options: Sequence[Option], dropped: Sequence[Option] = ()) -> set[int]:
    """Store options and number their trees; returns the claims to assess."""
    claims = {option.claim_id for option in [*options, *dropped]}
    refuse_merged(claims)
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
        remove(option, actor, "dropped")
    return renumbered(claims)


def renumbered(claims: set[int]) -> set[int]:
    """Place the options of claims anew, and read again all that was said of them; returns the claims."""
    trees: dict[int, list[Option]] = defaultdict(list)
    for option in Option.objects.filter(claim__among=claims).order_by("pk").select_related("claim"):
        trees[option.claim_id].append(option)
    for options in trees.values():
        if wrong := named_twice(options) or unlike_yes_and_no(options):
            raise Refused(wrong)
    moved = [option for options in trees.values() for option in number_tree(options)]
    Option.objects.bulk_update(moved, ["low", "high"], BATCH)
    read_again(Assertion.objects.filter(claim__among=claims))
    return claims


def unlike_yes_and_no(options: Sequence[Option]) -> str:
    """What is wrong with the options of a yes-or-no claim; empty where nothing is, or the claim is of another kind."""
    claim = options[0].claim
    names = sorted(option.name for option in options)
    if claim.kind == Claim.Kind.YESNO and (names != ["no", "yes"] or any(option.parent_id for option in options)):
        return f"{claim.reference} asks yes or no: it has these two options, side by side, and only aliases of them."
    return ""


def named_twice(options: Iterable[Option]) -> str:
    """What is wrong where two options of one claim go by the same name or alias; empty where none do."""
    known: dict[str, Option] = {}
    for option in options:
        for name in (option.name, *option.alias_names):
            other = known.setdefault(normalise(name), option)
            if other is not option:
                return f"“{name}” names two options of one claim, “{other.name}” and “{option.name}”: keep it for one."
    return ""


def number_tree(options: Sequence[Option]) -> list[Option]:
    """Give each option of a claim its stretch of places: its own, then those of all that lie in it (pre-order).

    Returns those whose stretch changed, unsaved.
    """
    before = {option.pk: (option.low, option.high) for option in options}
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
    return [option for option in placed if (option.low, option.high) != before[option.pk]]


def reviewers() -> QuerySet[User]:
    """Those into whose hands a claim can be put: people whose roles let them review, and superusers."""
    roles = Group.objects.filter(user=OuterRef("pk"), permissions__codename="review_claim")
    return User.objects.filter(Q(is_superuser=True) | Exists(roles), is_active=True).order_by("username")


def assign(actor: User, claims: Iterable[Claim], to: User | None) -> int:
    """Put claims in somebody's hands, or in nobody's; returns how many were not there before."""
    ids = [claim.pk for claim in claims]
    with writing(actor, "claims.review_claim"):
        refuse_merged(ids)
        if to is not None and not reviewers().filter(pk=to.pk).exists():
            raise Refused(f"{to} may not review claims: give them to somebody who may.")
        moved = list(Claim.objects.filter(pk__among=ids).exclude(assignee=to))
        save_all(moved, actor, "assigned", assignee=to)
        if moved:
            assess(claim.pk for claim in moved)
    return len(moved)
