"""How a reading was worked out: the words that were read, the rule, and the sum on the value of its base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from claims.at_once import together
from claims.models import Assertion, Claim, Decision
from claims.spans import Span, off_axis, plain
from claims.wording import RULES_VERSION, Terms, say
from claims.wording.methodology import anchor
from claims.wording.readings import Term

from .past import SNAPSHOT

BaseWords = dict[tuple[int, int], list[str]]


@dataclass(frozen=True)
class Working:
    """`whose` are the words that were read; `value` says which value of the base was used, `steps` what of it."""

    whose: str
    words: str
    rule: str
    anchor: str
    version: int
    outdated: bool
    value: str = ""
    steps: list[str] = field(default_factory=list)


def with_bases(assertions: Iterable[Assertion]) -> BaseWords:
    """Fetch the bases of the assertions with what is held of them; one query, or none.

    Returns for each (base, source) that a relative wording goes by what that source says of the base.
    """
    rows = [row for row in assertions if row.base_id]
    own = [row for row in rows if row.base_used == "own"]
    held = [f"assessment__decision__{name}" for name in SNAPSHOT]
    bases = Claim.objects.select_related("assessment__decision__author").defer(*held)
    said = Assertion.objects.counted().filter(
        claim__among={row.base_id for row in own}, source__among={row.source_id for row in own}
    )
    asked: dict[str, QuerySet[Any, Any]] = {}
    if rows:
        asked["bases"] = bases.filter(pk__among={row.base_id for row in rows})
    if own:
        asked["said"] = said.values_list("pk", "claim", "source", "wording")
    found = together(asked)
    by_key = {base.pk: base for base in found.get("bases", ())}
    for row in rows:
        row.base = by_key[row.base_id]
    words: BaseWords = defaultdict(list)
    for _, base, source, wording in sorted(found.get("said", ())):
        words[base, source].append(f"“{wording}”")
    return words


def how(row: Assertion, bases: BaseWords) -> str:
    """How a reading came about, in a line: what was read, by which rule, on which value of which base."""
    if row.problem:
        return ""
    older = f", version {row.rules_version} of the rules" * (row.rules_version != RULES_VERSION)
    parts = [f"rule: {row.rule}{older}"]
    if row.translation and not row.read_as:
        parts.append("read from the translation")
    if row.base and row.base_used:
        decision = row.base.assessment.decision
        used = {
            "verified": f"verified as {verified_as(decision)}",
            "own": f"its own {own_words(row, bases)}",
            "all": "as all sources together have it",
        }[row.base_used]
        parts.append(f"of {row.base.reference}, {used}")
    return "; ".join(parts)


def verified_as(decision: Decision | None) -> str:
    return f"{decision.value}{', self-verified' * decision.self_verified}" if decision else ""


def own_words(row: Assertion, bases: BaseWords) -> str:
    return " and ".join(bases.get((row.base_id, row.source_id), []))  # type: ignore[arg-type]


def working(row: Assertion, bases: BaseWords) -> Working | None:
    """How a reading was worked out; None where the words could not be read."""
    if row.problem:
        return None
    whose = "what an analyst wrote for them" if row.read_as else "the translation" if row.translation else ""
    value, steps = "", []
    if row.base and row.base_used:
        value, steps = value_used(row, bases), list(arithmetic(row, row.base))
    return Working(
        whose or "the source’s own",
        row.read_wording,
        row.rule,
        anchor(row.rule),
        row.rules_version,
        row.rules_version < RULES_VERSION,
        value,
        steps,
    )


def value_used(row: Assertion, bases: BaseWords) -> str:
    base: Claim = row.base  # type: ignore[assignment]
    found, kind = base.assessment, base.kind
    if row.base_used == "own":
        return f"what the same source says of it: {own_words(row, bases)}"
    if row.base_used == "verified" and found.decision:
        return f"the value that {found.decision.author} verified: {verified_as(found.decision)}"
    together = say(off_axis(Span(found.range_low, found.range_high), kind), kind)
    return f"all that its sources say, together: {together}"


def arithmetic(row: Assertion, base: Claim) -> list[str]:
    """What was done with the value of the base, in a sentence, or in one for each of the two readings."""
    terms, dates = Terms.from_json(row.terms or []), row.claim.kind == Claim.Kind.DATE
    expected, possible = (terms.expected_low, terms.expected_high), (terms.possible_low, terms.possible_high)
    if expected == possible and expected[0] == expected[1]:
        return [f"{part(expected[0], f'Each bound of {base.reference}', dates)}."]
    steps = [
        f"{who}: {between(*pair, base.reference, dates)}."
        for who, pair in (("Most readers", expected), ("Could still mean", possible))
    ]
    return [*steps, "In whole numbers."] if row.claim.kind == Claim.Kind.COUNT else steps


def between(low: Term, high: Term, base: str, dates: bool) -> str:
    if low == high:
        return part(low, f"each bound of {base}", dates)
    return f"from {part(low, f'the low bound of {base}', dates)} to {part(high, 'its high bound', dates)}"


def part(term: Term, bound: str, dates: bool) -> str:
    """A bound of a reading in words: "9/10 of the low bound of KH-01", "each bound of KH-01 minus 1"."""
    if term.share == 0:
        return f"{plain(term.offset)}, whatever it is"
    of = bound if term.share == Fraction(1) else f"{term.share} of {bound}"
    if not term.offset:
        return of
    many = abs(plain(term.offset))
    unit = (" day" if many == 1 else " days") * dates
    return f"{of} {'plus' if term.offset > 0 else 'minus'} {many}{unit}"
