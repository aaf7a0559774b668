"""Decisions: what an actor may decide about a claim, and the one way to do it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from claims.assessment import assess
from claims.evidence import Evidence, bearing, fingerprint, gathered, value_of
from claims.models import Assertion, Assessment, Claim, Decision
from claims.spans import Span, on_axis
from claims.wording import Unreadable, read
from claims.wording.choices import match

from . import Refused, gone_into, refuse_if_changed, required, visible, writing
from .own_entries import typed_for

Verb = Decision.Verb
Status = Assessment.Status
ASSUMPTION_MISSING = (
    "The contradiction is open. Name what is assumed about the sources that say otherwise, or explain it first."
)
EXPLAINED = "The conflict is explained"
EDITORS, REVIEWERS = "claims.verify_claim", "claims.review_claim"


@dataclass(frozen=True)
class Value:
    """A value to hold true: the words that people see, and its span on the claim's axis."""

    words: str
    span: Span
    option: int | None = None


def permission(verb: str, assessment: Assessment) -> str:
    """The permission that a step asks for; what an editor verified, only an editor reopens."""
    if verb in Decision.VALUED or (verb == Verb.REOPEN and assessment.status == Status.VERIFIED):
        return EDITORS
    return REVIEWERS


def obstacles(actor: User, assessment: Assessment) -> dict[str, str]:
    """For each step, why the actor cannot take it with a claim as it stands; empty where nothing is in the way."""
    typed = cache(lambda: typed_for(actor, assessment.claim))
    return {verb: obstacle(actor, verb, assessment, typed) for verb in Verb}


def obstacle(actor: User, verb: str, assessment: Assessment, typed: Callable[[], bool] | None = None) -> str:
    """Why the actor cannot take a step with a claim as it stands; empty where nothing is in the way.

    `typed` tells whether the actor typed what is said of the claim, where that was looked up already.
    """
    if not actor.has_perm(permission(verb, assessment)):
        return "Only editors can do this." if permission(verb, assessment) == EDITORS else "Your role cannot do this."
    if merged := gone_into(assessment.claim):
        return merged
    verified = assessment.status == Status.VERIFIED
    if verb == Verb.VERIFY and verified:
        return "The claim is verified already: correct or reaffirm it."
    if verb in (Verb.CORRECT, Verb.REAFFIRM) and not verified:
        return "The claim is not verified."
    if verb == Verb.LEAVE_UNRESOLVED and verified:
        return "The claim is verified: reopen it first."
    if verb == Verb.EXPLAIN and not assessment.in_conflict:
        return "There is no conflict to explain."
    if verb == Verb.REOPEN and not (assessment.decision_id or assessment.explanation_id):
        return "No decision is in force."
    if verb not in Decision.VALUED or settings.SELF_VERIFY:
        return ""
    if typed() if typed else typed_for(actor, assessment.claim):
        return "You entered or reread an assertion about this claim, so an editor other than you must verify it."
    return ""


def read_value(words: str, evidence: Evidence) -> Value:
    """Read what an editor holds to be true; raises Refused where it cannot be read, or names no value of its own."""
    claim = evidence.claim
    try:
        if claim.has_options:
            key, _ = match(words, [option.as_name for option in evidence.options])
            option = next(option for option in evidence.options if option.pk == key)
            return Value(option.name, Span(option.low, option.high), option.pk)
        reading = read(words, claim.kind)
    except Unreadable as error:
        raise Refused(str(error)) from error
    if reading.relative:
        raise Refused(f"“{words}” goes by another claim: write the value itself.")
    return Value(words, Span(on_axis(reading.possible.low), on_axis(reading.possible.high)))


def decide(
    actor: User,
    claim: Claim,
    verb: str,
    *,
    seen: str | None,
    reason: str,
    value: str = "",
    likelihood: str = "",
    confidence: str = "",
    cause: str = "",
    way: str = "",
    assumption: str = "",
    because_of: Collection[int] = (),
) -> Decision:
    """Take a step with a claim, as Decision.Verb names them, and keep the evidence as it now is with it.

    `seen` is the token of the evidence that the actor saw; Changed is raised where it is no longer so. `assumption`
    says what a value takes for granted about a contradiction that is open; `because_of` are the keys of the
    assertions that caused a correction. Reaffirming takes value, likelihood, confidence and, where none is given, the
    assumption from the decision in force.
    """
    with writing(actor, "claims.view_claim"):
        assessment = Assessment.objects.select_related("decision__option", "explanation", "claim").get(claim=claim)
        if not actor.has_perm(permission(verb, assessment)):
            raise PermissionDenied(obstacle(actor, verb, assessment))
        (evidence,) = gathered([assessment])
        refuse_if_changed(assessment.claim, seen, evidence)
        if why := obstacle(actor, verb, assessment):
            raise Refused(why)
        fields = {"likelihood": likelihood, "confidence": confidence, "cause": cause, "way": way}
        held, old = None, assessment.decision
        if verb == Verb.REAFFIRM:
            held = Value(old.value, value_of(old), old.option_id)  # type: ignore[union-attr, arg-type]
            fields |= {"likelihood": old.likelihood, "confidence": old.confidence}  # type: ignore[union-attr]
        elif verb in Decision.VALUED:
            held = read_value(required_value(value), evidence)
        decision = record(actor, verb, evidence, assessment, held)
        vars(decision).update(fields, reason=required(reason), assumption=assumed(verb, assumption, assessment))
        if verb == Verb.CORRECT:
            decision.corrects, decision.because_of = old, causes(evidence, because_of)
            refuse_same(decision, old)  # type: ignore[arg-type]
        check_fields(decision)
        decision.save(force_insert=True)
        assess([claim.pk])
    return decision


def assumed(verb: str, assumption: str, assessment: Assessment) -> str:
    """What a value takes for granted about the contradiction; Refused where one is open and nothing is named."""
    if verb not in Decision.VALUED:
        if assumption:
            raise Refused(f"{verb} takes no assumption.")
        return ""
    assumption = assumption.strip() if visible(assumption) else ""
    if assumption or assessment.verdict != Assessment.Verdict.CONTRADICTION:
        return assumption
    if assessment.explained:
        why = assessment.explanation
        return f"{EXPLAINED} (no. {why.number}): {why.get_cause_display()}."  # type: ignore[union-attr]
    before = assessment.decision.assumption if assessment.decision else ""
    if verb == Verb.REAFFIRM and before and not before.startswith(EXPLAINED):
        return before
    raise Refused(ASSUMPTION_MISSING)


def causes(evidence: Evidence, keys: Collection[int]) -> list[dict[str, object]]:
    """The assertions of the claim that caused a correction, as a decision keeps them."""
    found = Assertion.objects.filter(claim=evidence.claim, pk__among=keys).select_related("source")
    rows = {row.pk: row for row in found}
    if unknown := set(keys) - rows.keys():
        raise Refused(f"No assertion of this claim has the key {', '.join(map(str, sorted(unknown)))}.")
    return [evidence.record(rows[key]) for key in keys]


def refuse_same(decision: Decision, old: Decision) -> None:
    names = ("value", "low", "high", "option_id", "likelihood", "confidence")
    if all(getattr(decision, name) == getattr(old, name) for name in names):
        raise Refused("That is what is in force already: reaffirm it, or say what it is to be instead.")


def required_value(value: str) -> str:
    if not (value := value.strip()):
        raise Refused("Say which value you hold to be true.")
    return value


def check_fields(decision: Decision) -> None:
    """Refuse a decision that lacks what its verb asks for, or carries what it does not."""
    wanted = {
        "likelihood": (decision.verb in Decision.VALUED, Decision.Likelihood.values),
        "confidence": (decision.verb in Decision.VALUED, Decision.Confidence.values),
        "cause": (decision.verb == Verb.EXPLAIN, Decision.Cause.values),
        "way": (decision.verb == Verb.LEAVE_UNRESOLVED, Decision.Way.values),
    }
    for name, (needed, choices) in wanted.items():
        given = getattr(decision, name)
        if (given not in choices) if needed else given:
            raise Refused(f"Choose a {name}: {', '.join(choices)}." if needed else f"{decision.verb} takes no {name}.")


def record(actor: User, verb: str, evidence: Evidence, assessment: Assessment, held: Value | None) -> Decision:
    """A decision with the evidence as it stands, unsaved."""
    snapshot = evidence.snapshot(held.span if held else None)
    low, high = evidence.write(Span(assessment.range_low, assessment.range_high))
    decision = Decision(
        claim=assessment.claim,
        number=evidence.last_decision + 1,
        verb=verb,
        author=actor,
        verdict=assessment.verdict,
        assertions=assessment.assertions,
        sources=assessment.sources,
        origins=assessment.origins,
        range_low=low or "",
        range_high=high or "",
        asked=evidence.asked(held.option if held else None),
        positions=evidence.written_positions(),
        evidence=snapshot,
        evidence_sha256=fingerprint(snapshot),
    )
    if held is not None:
        decision.value, decision.option_id = held.words, held.option
        decision.low, decision.high = held.span.low, held.span.high  # type: ignore[assignment]
        decision.supporting = sum(bearing(row, held.span) == "supports" for row in evidence.counted)
        decision.dissenting = sum(bearing(row, held.span) == "dissents" for row in evidence.counted)
        decision.rejected = evidence.ruled_out(held.span)
        decision.self_verified = settings.SELF_VERIFY and typed_for(actor, assessment.claim)
    return decision
