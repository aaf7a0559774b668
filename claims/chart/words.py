"""A picture in words: what each row means, and what follows from them all."""

from __future__ import annotations

from dataclasses import dataclass

from claims.chart.axis import NAMED, Axis, in_words
from claims.chart.lettering import clean, quoted
from claims.chart.strokes import SAID, Gap, Row
from claims.spans import Span

UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table that says what the picture shows."""

    who: str
    wording: str
    expected: str
    possible: str
    note: str


def entry_of(row: Row, axis: Axis, apart: bool) -> Entry:
    """apart: whether the row takes part in the conflict."""
    expected = in_words(row.expected, axis) if row.expected else UNREAD
    possible = in_words(row.possible, axis) if row.possible else UNREAD
    state = {"counted": "", "denies": "denies this", "doubts": "doubts this"}.get(
        row.state, f"not counted: {clean(row.state)}"
    )
    note = "; ".join(filter(None, [state, "in the conflict" * apart, "differs from the verified value" * row.dissents]))
    return Entry(clean(row.label), clean(row.wording), expected, possible, note)


def sentence_of(row: Row, axis: Axis) -> str:
    meaning = meaning_of(row, axis)
    if row.state in SAID and row.possible is not None:
        return f"{clean(row.label)} {row.state} {meaning}: {quoted(row.wording)}."
    state = "" if row.state == "counted" else f" Not counted: {clean(row.state)}."
    dissent = " Differs from the verified value." if row.dissents else ""
    return f"{clean(row.label)}: {quoted(row.wording)} means {meaning}.{state}{dissent}"


def meaning_of(row: Row, axis: Axis) -> str:
    if row.possible is None:
        return "nothing that could be read"
    words = in_words(row.possible, axis)
    if row.expected is None or row.expected == row.possible:
        return words
    return f"{words}, most likely {in_words(row.expected, axis)}"


def concluded(axis: Axis, gap: Gap | None, hard: bool, verified: Span | None) -> str:
    """What follows from the gap and the verified value; empty without either."""
    sentences = []
    if gap and gap.conclusion:
        sentences.append(gap.conclusion)
    elif gap and axis.kind in NAMED:
        sentences.append("No answer satisfies all of them.")
    elif gap:
        below, above = in_words(Span(None, gap.span.low), axis), in_words(Span(gap.span.high, None), axis)
        conflict = f"No value is both {below} and {above}."
        sentences.append(conflict if hard else f"Some lead one to expect {below}, some {above}.")
    if verified:
        sentences.append(f"Verified: {in_words(verified, axis)}.")
    return " ".join(sentences)
