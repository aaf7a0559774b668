"""What an assertion that is being written would come to, as the panel beside its form says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.contrib.auth.models import User

from claims.evidence import Evidence, evidence_of
from claims.models import Assertion, Assessment, Claim
from claims.postgres import Busy
from claims.review import Refused
from claims.review.assertions import UNCONFIRMED
from claims.review.previews import Preview, preview, read_alone
from claims.wording.methodology import anchor

from .positions import Names, labelled
from .sentences import fall, sentence

Stance = Assertion.Stance
SHOWN = 6  # assertions that a list names


@dataclass(frozen=True)
class Other:
    """Another assertion of the claim, as the panel names it."""

    assertion: Assertion
    name: str


@dataclass(frozen=True)
class Others:
    """The first of several others, and how many more there are."""

    shown: Sequence[Other] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.shown)


@dataclass
class Entry:
    """The panel: how the words are read, and, where all is there that it takes, what the claim then says.

    `lacking` says what is missing for more, `refusal` what forbids storing it; `busy` that others were writing.
    """

    assertion: Assertion | None = None
    means: str = ""
    expected: str = ""
    lacking: str = ""
    refusal: str = ""
    busy: bool = False
    found: Preview | None = None
    sentence: str = ""
    clashes: Others = Others()
    own: Others = Others()
    repeats: Others = Others()

    @property
    def rule_anchor(self) -> str:
        return anchor(self.assertion.rule) if self.assertion else ""

    @property
    def turns(self) -> bool:
        """Whether the verdict changes."""
        return bool(self.found) and self.found.was.verdict != self.found.now.verdict  # type: ignore[union-attr]

    @property
    def goes_stale(self) -> bool:
        return bool(self.found) and self.found.now.stale and not self.found.was.stale  # type: ignore[union-attr]

    @property
    def summary(self) -> str:
        """The panel in a sentence, to be read out."""
        if self.assertion is None:
            return ""
        read = self.assertion.problem or f"{self.assertion.get_stance_display().split(' ')[0]} {self.means}."
        if self.found is None:
            return read
        verdicts = [found.get_verdict_display().lower() for found in (self.found.was, self.found.now)]
        return f"{read} Verdict: {' becomes '.join(dict.fromkeys(verdicts))}."


def entry_of(
    actor: User,
    row: Assertion,
    fields: Iterable[str] | None = None,
    *,
    corrects: Assertion | None = None,
    complete: bool = True,
) -> Entry:
    """What to say of an assertion as it stands in its form; `complete` where all is there that storing it takes."""
    if not row.claim_id or not row.wording:
        return Entry(lacking="Choose the claim and type the wording: how it is read will stand here.")
    if row.claim.kind == Claim.Kind.DATE and not row.source_id:
        return Entry(lacking="Choose the source: its day of publication says which day “yesterday” is.")
    entry = Entry()
    try:
        entry.found = preview(actor, row, fields, corrects=corrects) if complete else None
    except Busy:
        entry.busy = True
    except Refused as error:
        entry.refusal = str(error)
    if entry.found is None:
        entry.assertion = copy(row)
        read_alone(entry.assertion)
        say_reading(entry, evidence_of(row.claim))
        if not (entry.refusal or entry.busy):
            entry.lacking = "With the source chosen, and nothing at fault, the verdict will stand here."
        return entry
    entry.assertion = entry.found.assertion
    tell(entry, entry.found)
    return entry


def say_reading(entry: Entry, evidence: Evidence) -> None:
    row = entry.assertion
    if row is None or row.problem or (row.terms is not None and not row.base_used):
        return
    entry.means, entry.expected = evidence.say(row.possible), evidence.say(row.expected)


def tell(entry: Entry, found: Preview) -> None:
    """Say what the claim would come to, and who would be contradicted."""
    row, evidence = found.assertion, found.evidence
    name = Names([*evidence.counted, *evidence.denials, row])
    say_reading(entry, evidence)
    entry.sentence = sentence(evidence, [position.label for position in labelled(evidence, Names(evidence.counted))])

    def named(others: list[Assertion]) -> Others:
        return Others([Other(other, name(other)) for other in others[:SHOWN]], max(len(others) - SHOWN, 0))

    against = clashing(evidence, row)
    # A paper that quotes two who disagree does not contradict itself.
    voices = [(other, (other.source_id, other.origin) == (row.source_id, row.origin)) for other in against]
    entry.own = named([other for other, own in voices if own])
    entry.clashes = named([other for other, own in voices if not own])
    entry.repeats = named(found.repeats)
    if found.unconfirmed:
        entry.refusal = " ".join(UNCONFIRMED)


def clashing(evidence: Evidence, row: Assertion) -> list[Assertion]:
    """What cannot be true together with an assertion of the evidence, or is ruled out where it denies."""
    if row.stance == Stance.DENIES:
        return [other for other in evidence.counted if other.possible.within(row.possible)] * (not row.problem)
    if row.pk not in {other.pk for other in evidence.counted}:
        return []
    possibly = replace(evidence, verdict=Assessment.Verdict.CONTRADICTION)
    if evidence.claim.accumulates:
        return [
            other for other in evidence.counted if other.pk != row.pk and fall(replace(possibly, counted=[other, row]))
        ]
    against = [other for other in evidence.counted if not other.possible.meets(row.possible)]
    return [*against, *(denial for denial in evidence.denials if row.possible.within(denial.possible))]
