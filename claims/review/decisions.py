"""Decisions: what an actor may decide about a claim, and the one way to do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from claims.assessment import assess
from claims.evidence import Evidence, bearing, evidence_of, fingerprint, value_of
from claims.models import Assertion, Assessment, Claim, Decision, Option, Source
from claims.spans import Span, on_axis
from claims.wording import Unreadable, read
from claims.wording.choices import match

from . import Refused, refuse_if_changed, required, writing

Verb = Decision.Verb
Status = Assessment.Status
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


def obstacle(actor: User, verb: str, assessment: Assessment) -> str:
    """Why the actor cannot take a step with a claim as it stands; empty where nothing is in the way."""
    if not actor.has_perm(permission(verb, assessment)):
        return "Only editors can do this." if permission(verb, assessment) == EDITORS else "Your role cannot do this."
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
    if verb in Decision.VALUED and not settings.SELF_VERIFY and typed_for(actor, assessment.claim):
        return "You entered or reread an assertion about this claim, so an editor other than you must verify it."
    return ""


def typed_for(actor: User, claim: Claim) -> bool:
    """Whether the actor entered, loaded or edited an assertion of the claim, or what one of them is read by.

    A deleted assertion does not count, but one that a merge made one with its twin does.
    """
    here = Assertion.objects.filter(claim=claim)
    if here.filter(entered_by=actor).exists():
        return True
    past = Assertion.history.filter(claim=claim.pk)
    merged = past.filter(history_type="-", history_change_reason__startswith="merged")
    if merged.filter(entered_by=actor).exists():
        return True
    mine = past.filter(history_user=actor, history_change_reason__in=["entered", "edited"])
    if mine.filter(Q(id__in=here.values("pk")) | Q(id__in=merged.values("id"))).exists():
        return True
    redated = Source.history.filter(history_user=actor, history_change_reason="redated")
    reworded = Option.history.filter(history_user=actor, history_change_reason="edited", claim=claim.pk)
    return redated.filter(id__in=here.values("source")).exists() or reworded.exists()


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
) -> Decision:
    """Take a step with a claim, as Decision.Verb names them, and keep the evidence as it now is with it.

    `seen` is the token of the evidence that the actor saw; Changed is raised where it is no longer so. Reaffirming
    takes value, likelihood and confidence from the decision in force.
    """
    with writing(actor, "claims.view_claim"):
        assessment = Assessment.objects.select_related("decision__option", "claim").get(claim=claim)
        actor_may(actor, verb, assessment)
        refuse_if_changed(claim, seen)
        evidence = evidence_of(claim)
        fields = {"likelihood": likelihood, "confidence": confidence, "cause": cause, "way": way}
        held = None
        if verb == Verb.REAFFIRM:
            old = assessment.decision
            held = Value(old.value, value_of(old), old.option_id)  # type: ignore[union-attr, arg-type]
            fields |= {"likelihood": old.likelihood, "confidence": old.confidence}  # type: ignore[union-attr]
        elif verb in Decision.VALUED:
            held = read_value(required_value(value), evidence)
        decision = record(actor, verb, evidence, assessment, held)
        vars(decision).update(fields, reason=required(reason))
        decision.assumption = assumption
        if verb == Verb.CORRECT:
            decision.corrects = assessment.decision
        check_fields(decision)
        decision.save(force_insert=True)
        assess([claim.pk])
    return decision


def actor_may(actor: User, verb: str, assessment: Assessment) -> None:
    if not actor.has_perm(permission(verb, assessment)):
        raise PermissionDenied(obstacle(actor, verb, assessment))
    if why := obstacle(actor, verb, assessment):
        raise Refused(why)


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
        decision.self_verified = settings.SELF_VERIFY and typed_for(actor, assessment.claim)
    return decision
