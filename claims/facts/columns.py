"""Every column of every file that goes out, described once: for its headings, and for whoever reads the file.

The terms are those of Table Schema (Frictionless Data, version 1), so that a data package can say them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.models import Assertion, Assessment, Claim, Decision, Source

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
BOUND = "A number, a day of ISO 8601, or an option behind those that hold it (“Iraqi forces > Army”)"
NO_DECISION = "Empty without a decision."


@dataclass(frozen=True)
class Column:
    """A heading, its title, what stands under it, and of which type that is, with its constraints."""

    name: str
    title: str
    description: str
    type: str = "string"
    constraints: dict[str, object] = field(default_factory=dict)

    def schema(self) -> dict[str, object]:
        """Its field descriptor, as Table Schema has it."""
        told = {"name": self.name, "title": self.title, "description": self.description, "type": self.type}
        if self.type == "boolean":
            told |= {"trueValues": ["yes"], "falseValues": ["no"]}  # type: ignore[dict-item]
        return {**told, "constraints": self.constraints} if self.constraints else {**told}


@dataclass(frozen=True)
class File:
    """A kind of file: what a row of it is, its columns, and the keys by which rows are told and found.

    `foreign` gives the column that names a row of another file (or of the same one) by its first column.
    """

    name: str
    title: str
    description: str
    columns: list[Column]
    key: list[str]
    foreign: dict[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def numbers(self) -> list[int]:
        """The places of the columns of whole numbers."""
        return [place for place, column in enumerate(self.columns) if column.type == "integer"]


def given(**constraints: object) -> dict[str, object]:
    return {"required": True, **constraints}


def one_of(values: Iterable[object]) -> dict[str, object]:
    """The values that a cell may have, besides none."""
    return {"enum": [str(value) for value in values if value != ""]}


def count(name: str, title: str, description: str, **constraints: object) -> Column:
    return Column(name, title, description, "integer", {"minimum": 0, **constraints})


KIND = Column(
    "kind", "Kind", "What the question asks for.", constraints=given(**one_of(Claim.Kind.values))
)  # the same of a claim and of its fact
UNIT = Column("unit", "Unit", "What is counted, or the currency or measure of an amount.")
TOPIC = Column("topic", "Topic", "The story that the claim is part of.", constraints=given())

FACTS = File(
    "facts",
    "Reconciled facts",
    "One row for each claim: what is held to be true of it, by whom and why, how far the sources say otherwise, "
    "and what each of them says.",
    [
        Column("reference", "Reference", "The claim.", constraints=given(unique=True)),
        TOPIC,
        Column("question", "Question", "What the claim asks; it has one true answer.", constraints=given()),
        KIND,
        UNIT,
        Column(
            "status",
            "Status",
            "Where the people who decide stand: open, in_review (somebody has taken it), verified (a value is "
            "held true) or unresolved (it was decided to leave it so).",
            constraints=given(**one_of(Assessment.Status.values)),
        ),
        Column(
            "stale",
            "Stale",
            "Whether the evidence has left the decision in force since it was made. Empty for a past moment, of "
            "which it is not recorded.",
            "boolean",
        ),
        Column(
            "verdict",
            "Verdict",
            "What the sources come to among themselves: none (nothing counted), contradiction (they cannot all be "
            "right), tension (as most readers take them they cannot), single (one origin), agree (two origins or "
            "more are specific), compatible. For a past moment that of the decision then in force, if any.",
            constraints=one_of(Assessment.Verdict.values),
        ),
        Column("value", "Value", f"What is held to be true, in words. {NO_DECISION}"),
        Column("low", "Low bound of the value", f"{BOUND}; empty where it is open, and without a value."),
        Column("high", "High bound of the value", f"{BOUND}; empty where it is open, and without a value."),
        Column(
            "likelihood",
            "Likelihood",
            f"How likely the value is held to be, in the bands of ICD 203. {NO_DECISION}",
            constraints=one_of(Decision.Likelihood.values),
        ),
        Column(
            "confidence",
            "Confidence",
            f"How good the grounds for that are held to be. {NO_DECISION}",
            constraints=one_of(Decision.Confidence.values),
        ),
        Column(
            "rationale",
            "Rationale",
            "Why it was decided so, what was assumed about an open contradiction, and why an explained conflict "
            f"is none. {NO_DECISION}",
        ),
        Column(
            "decided_by",
            "Decided by",
            "Who made the decision; “(self-verified)” behind the name of one who had also entered evidence. "
            f"{NO_DECISION}",
        ),
        Column("decided_at", "Decided at", f"When, with the offset from UTC. {NO_DECISION}", "datetime"),
        count("assertions", "Assertions", "How many assertions are counted."),
        count("sources", "Sources", "How many sources make them."),
        count("origins", "Origins", "How many independent origins these have: reprints of one report are one."),
        count(
            "supporting",
            "Supporting",
            "How many counted assertions leave room for the value; empty without one.",
        ),
        count("dissenting", "Dissenting", "How many leave no room for the value; empty without one."),
        Column(
            "range_low",
            "Low bound of the range",
            f"{BOUND}: the least that any counted assertion can mean; empty where that is open.",
        ),
        Column(
            "range_high",
            "High bound of the range",
            f"{BOUND}: the most that any counted assertion can mean; empty where that is open.",
        ),
        Column(
            "citations",
            "Citations",
            "Every counted assertion and denial: its words, what they are read as, whose they are and where they "
            "stand, those first that speak against the value.",
        ),
        Column(
            "evidence_sha256",
            "Fingerprint of the evidence",
            f"SHA-256 of the evidence that the decision was made on. {NO_DECISION}",
            constraints={"pattern": "[0-9a-f]{64}"},
        ),
    ],
    ["reference"],
    {"reference": "claims"},
)
ASSERTIONS = File(
    "assertions",
    "Assertions",
    "One row for each thing that a source says about a claim, in its own words, and how these are read.",
    [
        Column("claim", "Claim", "The claim that it is about.", constraints=given()),
        Column("source", "Source", "The source that says it.", constraints=given()),
        Column("wording", "Wording", "The words, as they stand in the source.", constraints=given()),
        Column("translation", "Translation", "The words in the team's language, where they are in another."),
        Column("locator", "Locator", "Where the words stand in the source."),
        Column("speaker", "Speaker", "Who is quoted, where the source quotes somebody."),
        Column(
            "stance",
            "Stance",
            "Whether the source asserts the words, reports a speaker's, doubts them or denies them; only what is "
            "asserted or reported is counted.",
            constraints=given(**one_of(Assertion.Stance.values)),
        ),
        Column(
            "as_of",
            "As of",
            "The day, or the day and the local time, that the words are about; empty where it is the day of "
            "publication.",
            constraints={"pattern": rf"{DAY}(T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?)?"},
        ),
        Column("base", "Base", "The claim that a wording such as “all but one” goes by."),
        Column("read_as", "Read as", "What the analyst has it read as, where the words are unclear."),
        Column(
            "credibility",
            "Credibility",
            "The Admiralty code's grade of the information, from 1 (confirmed by others) to 6 (cannot be judged).",
            "integer",
            given(minimum=1, maximum=6),
        ),
        Column("note", "Note", "The analyst's note, such as why the words are read as something else."),
        Column("set_aside", "Set aside", "Why it is not counted, where the team set it aside."),
        Column(
            "superseded_by",
            "Superseded by",
            "The later assertion of the claim that stands in its place: source | wording | locator.",
        ),
        Column("rule", "Rule", "The published rule by which the words are read; empty where they could not be."),
        count("rules_version", "Version of the rules", "That of the rules that read the words."),
        Column("explanation", "Explanation", "What of the words was read and what not, where not all was plain."),
        Column(
            "expected_low",
            "Expected low",
            f"{BOUND}: the least that most readers would take the words to mean.",
        ),
        Column("expected_high", "Expected high", f"{BOUND}: the most that most readers would."),
        Column("possible_low", "Possible low", f"{BOUND}: the least that a fair reader would still call true."),
        Column("possible_high", "Possible high", f"{BOUND}: the most that a fair reader would."),
        Column("origin", "Origin", "Where the information comes from: the speaker, the byline or the first source."),
        Column(
            "state",
            "State",
            "Whether it is counted, or why not: set aside, superseded, unread, or its stance.",
            constraints=given(enum=["counted", "set aside", "superseded", "unread", "doubts", "denies"]),
        ),
        Column("problem", "Problem", "Why the words could not be read; empty where they could."),
    ],
    ["claim", "source", "wording", "locator"],
    {"claim": "claims", "source": "sources", "base": "claims"},
)
SOURCES = File(
    "sources",
    "Sources",
    "One row for each document that says something about a claim.",
    [
        Column("reference", "Reference", "The source.", constraints=given(unique=True)),
        Column("title", "Title", "The title of the document.", constraints=given()),
        Column("publisher", "Publisher", "Who published it.", constraints=given()),
        Column("authors", "Authors", "Who wrote it, as in the byline, separated by “;”."),
        Column("published_on", "Published on", "The day of publication.", "date"),
        Column("kind", "Kind", "What it is.", constraints=given(**one_of(Source.Kind.values))),
        Column("url", "Address", "Where it stands on the web."),
        Column("derives_from", "Derives from", "The source that it reprints or retells."),
        Column(
            "reliability",
            "Reliability",
            "The Admiralty code's grade of the source, from A (reliable) to F (cannot be judged).",
            constraints=given(**one_of(Source.Reliability.values)),
        ),
        Column("language", "Language", "A BCP 47 tag, such as en or ar."),
        Column("note", "Note", "The team's note about the source."),
    ],
    ["reference"],
    {"derives_from": "sources"},
)
CLAIMS = File(
    "claims",
    "Claims",
    "One row for each question with one true answer.",
    [
        Column("reference", "Reference", "The claim.", constraints=given(unique=True)),
        TOPIC,
        Column("question", "Question", "What it asks.", constraints=given()),
        KIND,
        UNIT,
        Column("definition", "Definition", "What counts, and what does not."),
        Column(
            "accumulates",
            "Accumulates",
            "Whether it is a running total, of which an earlier, lower figure does not contradict a later one.",
            "boolean",
            given(),
        ),
    ],
    ["reference"],
)
OPTIONS = File(
    "options",
    "Options",
    "One row for each possible answer to a claim that offers a choice.",
    [
        Column("claim", "Claim", "The claim.", constraints=given()),
        Column("option", "Option", "The answer.", constraints=given()),
        Column("parent", "Parent", "The wider answer of the same claim that this one lies in."),
        Column("aliases", "Aliases", "Other names of the answer, separated by “;”."),
    ],
    ["claim", "option"],
    {"claim": "claims"},
)
FILES = {file.name: file for file in (FACTS, ASSERTIONS, SOURCES, CLAIMS, OPTIONS)}
