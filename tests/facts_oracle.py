"""Facts and assertions the slow way, a model instance for each assertion, for the files to be held against."""

from __future__ import annotations

from datetime import UTC

from claims.evidence import Evidence, bearing, value_of
from claims.loading.rows import label
from claims.models import Assertion, Claim, Option
from claims.spans import Span


def facts():
    for claim in Claim.objects.live().order_by("reference"):
        yield fact(claim, whole_evidence(claim))


def whole_evidence(claim):
    """The evidence of a claim with the model's own instances, which the lean rows of the product stand for."""
    said = Assertion.objects.filter(claim=claim).order_by("pk").select_related("claim", "source__publisher")
    counted = [row for row in said if row.state == "counted"]
    denials = [row for row in said if row.state == "denies"]
    return Evidence(claim, claim.assessment.verdict, counted, denials, list(Option.objects.filter(claim=claim)))


def fact(claim, evidence):
    """One claim's row. Where no decision is in force but an explanation is, the row carries that one's record."""
    assessment = claim.assessment
    explanation = assessment.explanation if assessment.explained else None
    decision = assessment.decision or explanation
    value = value_of(decision) if decision else None
    hull = evidence.write(Span(assessment.range_low, assessment.range_high)) if assessment.assertions else []
    return [
        *(claim.reference, claim.topic.name, claim.question, claim.kind, claim.unit),
        *(assessment.status, yes_no(assessment.stale), assessment.verdict),
        *held(decision, explanation, value, evidence),
        *(str(number) for number in (assessment.assertions, assessment.sources, assessment.origins)),
        *("" if n is None else str(n) for n in (assessment.supporting, assessment.dissenting)),
        *(bound or "" for bound in hull or [None, None]),
        citations(evidence, value),
        decision.evidence_sha256 if decision else "",
    ]


def held(decision, explanation, value, evidence):
    """What is held true, from value to decided_at; empty without a decision.

    `decision` is the explanation itself where it alone is in force. Who decided, and when, is the decision's.
    """
    if decision is None:
        return [""] * 8
    low, high = evidence.write(value) if value else ("", "")
    by = decision.author.get_username() + " (self-verified)" * decision.self_verified
    return [
        decision.value,
        *(low or "", high or ""),
        *(decision.likelihood, decision.confidence, rationale(decision, explanation), by),
        decision.decided_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    ]


def rationale(decision, explanation):
    """Why a decision was made, and why an explained conflict is none.

    `report the range: Neither is better placed. Conflict explained (another time): He counts from May.`
    """
    reasons = []
    if decision != explanation:
        way = f"{decision.get_way_display()}: " if decision.way else ""
        reasons.append(f"{way}{decision.reason}")
        if decision.assumption and not explanation:
            reasons.append(f"Assumed: {decision.assumption}")
    if explanation:
        reasons.append(f"Conflict explained ({explanation.get_cause_display()}): {explanation.reason}")
    return " ".join(reasons)


def citations(evidence, value):
    """Every counted assertion and denial in words, those first that speak against the value in force, if any.

    `dissents: “all but one” (read as 12 or more) — Maya Carlin, Center for Security Policy, undated, p. 4; …`
    """
    said = [(bearing(assertion, value) if value else "", cite(assertion, evidence)) for assertion in evidence.counted]
    said += [("denies", cite(assertion, evidence)) for assertion in evidence.denials]
    order = ("dissents", "denies", "allows", "supports", "")
    said.sort(key=lambda pair: order.index(pair[0]))
    return "; ".join(f"{how}: {words}" if how else words for how, words in said)


def cite(assertion, evidence):
    """Words, what they are read as, whose they are and where they stand."""
    source = assertion.source
    names = [author.strip() for author in source.authors.split(";") if author.strip()]
    by = "; ".join(names) if "," in "".join(names) else ", ".join(names)
    if assertion.speaker:
        by = f"{assertion.speaker}, quoted by {by}" if by else f"{assertion.speaker}, quoted"
    day = source.published_on.isoformat() if source.published_on else "undated"
    places = (by, source.publisher.name, day, assertion.locator)
    explained = "; ".join(explanations(assertion, evidence))
    words = f"“{assertion.wording}”" + (f" ({explained})" if explained else "")
    return f"{words} — {', '.join(filter(None, places))}"


def explanations(assertion, evidence):
    if assertion.translation:
        yield f"translated “{assertion.translation}”"
    if assertion.read_as:
        yield f"entered as “{assertion.read_as}”"
    reading = evidence.say(assertion.possible)
    if f" {reading} ".casefold() not in f" {assertion.read_wording} ".casefold():
        yield f"read as {reading}"
    if assertion.rebased:
        yield "by a verified value that its own source does not give"
    if evidence.claim.accumulates and assertion.as_of:
        yield f"as of {moment(assertion.as_of, assertion.as_of_time)}"


def assertions():
    for row in Assertion.objects.order_by("pk"):
        axis = Evidence(row.claim, "", [], [], list(Option.objects.filter(claim=row.claim)))
        yield [*entered(row), *worked_out(row, axis)]


def entered(row):
    later = row.superseded_by
    return [
        *(row.claim.reference, row.source.reference, row.wording, row.translation, row.locator, row.speaker),
        *(row.stance, moment(row.as_of, row.as_of_time), row.base.reference if row.base else ""),
        *(row.read_as, str(row.credibility), row.note, row.set_aside_reason),
        label(later.source.reference, later.wording, later.locator) if later else "",
    ]


def worked_out(row, axis):
    spans = (row.expected, row.possible)
    bounds = ["" if row.problem else bound or "" for span in spans for bound in axis.write(span)]
    return [row.rule, str(row.rules_version), row.explanation, *bounds, row.origin, row.state, row.problem]


def moment(day, at):
    if day is None:
        return ""
    return day.isoformat() + (f"T{at.isoformat('seconds').removesuffix(':00')}" if at else "")


def yes_no(value):
    return "yes" if value else "no"
