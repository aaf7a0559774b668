"""What leaves: reconciled facts, and the evidence as the files that load, as rows of text.

Rows are read in chunks, each in a fixed number of queries, and are never all in memory. Read them outside a
transaction: on SQLite one would lock all writers out for as long as the reader takes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from itertools import islice
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from .evidence import Evidence, bearing, gather, value_of
from .loading import guard
from .loading.rows import STATES, WORKED_OUT, headings, label
from .models import Assertion, Claim, Decision, Option, Source
from .postgres import among
from .spans import Span

CHUNK = 500
T = TypeVar("T")
Rows = Iterator[list[str]]

FACTS = [
    "reference", "topic", "question", "kind", "unit", "status", "stale", "verdict", "value", "low", "high",
    "likelihood", "confidence", "rationale", "decided_by", "decided_at", "assertions", "sources", "origins",
    "supporting", "dissenting", "range_low", "range_high", "citations", "evidence_sha256",
]  # fmt: skip
ASSERTIONS = [*headings("assertions"), *(column.heading for column in STATES), *WORKED_OUT]


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file, each ending in CR LF, its cells guarded."""
    writer = csv.writer(_Echo())
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow([guard(cell) for cell in row])


LONGEST = 32_767  # characters that a spreadsheet's cell holds; openpyxl cuts what is longer without a word


def fitted(cell: str) -> str:
    """The cell as a workbook can hold it: one that is too long ends in how many characters were cut."""
    if len(cell) <= LONGEST:
        return cell
    end = " … ({:,} characters cut; the CSV file has them all)"
    kept = LONGEST - len(end.format(len(cell)))
    return cell[:kept] + end.format(len(cell) - kept)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def rows(claims: QuerySet[Claim]) -> Rows:
    """The facts of claims, in their order, under the headings of FACTS."""
    decisions = ("assessment__decision", "assessment__explanation")
    related = ("topic", "assessment__decision__option", *(f"{decision}__author" for decision in decisions))
    unread = [f"{decision}__{name}" for decision in decisions for name in ("evidence", "positions")]
    for chunk in chunks(claims.select_related(*related).defer(*unread).iterator(CHUNK)):
        evidence = {found.claim.pk: found for found in gather(claim.pk for claim in chunk)}
        for claim in chunk:
            yield fact(claim, evidence[claim.pk])


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def fact(claim: Claim, evidence: Evidence) -> list[str]:
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


def held(decision: Decision | None, explanation: Decision | None, value: Span | None, evidence: Evidence) -> list[str]:
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
        timezone.localtime(decision.decided_at).isoformat(timespec="seconds"),
    ]


def rationale(decision: Decision, explanation: Decision | None) -> str:
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


def citations(evidence: Evidence, value: Span | None) -> str:
    """Every counted assertion and denial in words, those first that speak against the value in force, if any.

    `dissents: “all but one” (read as 12 or more) — Maya Carlin, Center for Security Policy, undated, p. 4; …`
    """
    said = [(bearing(assertion, value) if value else "", cite(assertion, evidence)) for assertion in evidence.counted]
    said += [("denies", cite(assertion, evidence)) for assertion in evidence.denials]
    order = ("dissents", "denies", "allows", "supports", "")
    said.sort(key=lambda pair: order.index(pair[0]))
    return "; ".join(f"{how}: {words}" if how else words for how, words in said)


def cite(assertion: Assertion, evidence: Evidence) -> str:
    """Words, what they are read as, whose they are and where they stand."""
    source = assertion.source
    by = ", ".join(author.strip() for author in source.authors.split(";") if author.strip())
    if assertion.speaker:
        by = f"{assertion.speaker}, quoted by {by}" if by else f"{assertion.speaker}, quoted"
    day = source.published_on.isoformat() if source.published_on else "undated"
    places = (by, source.publisher.name, day, assertion.locator)
    explained = "; ".join(explanations(assertion, evidence))
    words = f"“{assertion.wording}”" + (f" ({explained})" if explained else "")
    return f"{words} — {', '.join(filter(None, places))}"


def explanations(assertion: Assertion, evidence: Evidence) -> Iterator[str]:
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


def assertion_rows(assertions: QuerySet[Assertion] | None = None) -> Rows:
    """Assertions under the headings of ASSERTIONS: those that load back, then those that are worked out."""
    found = Assertion.objects.all() if assertions is None else assertions
    related = found.select_related("claim", "source", "base", "superseded_by__source").order_by("pk")
    for chunk in chunks(related.iterator(CHUNK)):
        trees: dict[int, list[Option]] = {}
        choices = {row.claim_id for row in chunk if row.claim.has_options}
        for option in Option.objects.filter(claim__in=among(choices)) if choices else []:
            trees.setdefault(option.claim_id, []).append(option)
        for row in chunk:
            axis = Evidence(row.claim, "", [], [], trees.get(row.claim_id, []))
            yield [*entered(row), *worked_out(row, axis)]


def entered(row: Assertion) -> list[str]:
    later = row.superseded_by
    return [
        *(row.claim.reference, row.source.reference, row.wording, row.translation, row.locator, row.speaker),
        *(row.stance, moment(row.as_of, row.as_of_time), row.base.reference if row.base else ""),
        *(row.read_as, str(row.credibility), row.note, row.set_aside_reason),
        label(later.source.reference, later.wording, later.locator) if later else "",
    ]


def worked_out(row: Assertion, axis: Evidence) -> list[str]:
    spans = (row.expected, row.possible)
    bounds = ["" if row.problem else bound or "" for span in spans for bound in axis.write(span)]
    return [row.rule, str(row.rules_version), row.explanation, *bounds, row.origin, row.state, row.problem]


def source_rows() -> Rows:
    found = Source.objects.select_related("publisher", "derives_from").order_by("reference")
    for row in found.iterator(CHUNK):
        yield [
            *(
                row.reference,
                row.title,
                row.publisher.name,
                row.authors,
                moment(row.published_on, None),
                row.kind,
            ),
            *(row.url, row.derives_from.reference if row.derives_from else "", row.reliability),
            *(row.language, row.note),
        ]


def claim_rows() -> Rows:
    for row in Claim.objects.live().select_related("topic").order_by("reference").iterator(CHUNK):
        yield [
            *(row.reference, row.topic.name, row.question, row.kind, row.unit, row.definition),
            yes_no(row.accumulates),
        ]


def option_rows() -> Rows:
    """Options, each after the one that it lies in."""
    live = Option.objects.filter(claim__merged_into=None)
    found = live.select_related("claim", "parent").order_by("claim__reference", "low", "-high", "pk")
    for row in found.iterator(CHUNK):
        yield [row.claim.reference, row.name, row.parent.name if row.parent else "", row.aliases]


def moment(day: date | None, at: time | None) -> str:
    if day is None:
        return ""
    return day.isoformat() + (f"T{at.isoformat('seconds').removesuffix(':00')}" if at else "")


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


# What can be exported: its headings, and its rows.
FILES: dict[str, tuple[list[str], Callable[[], Rows]]] = {
    "facts": (FACTS, lambda: rows(Claim.objects.live().order_by("reference"))),
    "sources": (headings("sources"), source_rows),
    "claims": (headings("claims"), claim_rows),
    "options": (headings("options"), option_rows),
    "assertions": (ASSERTIONS, assertion_rows),
}
