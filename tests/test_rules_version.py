"""Stored readings keep the version of their rules, so that whatever changes a reading must raise the version."""

import csv
from datetime import date
from hashlib import sha256
from pathlib import Path

from claims.wording import RULES, RULES_VERSION, Unreadable, read

from .benchmarks.wordings import dates, figures

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "assertions.csv"
PUBLISHED = date(2020, 7, 1)
# By version: what all these wordings are read as.
DIGESTS = {2: "d8d655fea9f89525d0d2a0bda2f16ad57fdbd95a98330b1ec890ad653d046683"}


def wordings():
    yield from ((rule.example, kind) for rule in RULES for kind in rule.kinds)
    yield from ((wording, kind) for wording in figures() for kind in ("count", "amount"))
    yield from ((wording, "date") for wording in dates())
    with SEEDS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield from ((row["read_as"] or row["wording"], kind) for kind in ("count", "date"))


def told(wording, kind):
    try:
        reading = read(wording, kind, PUBLISHED)
    except Unreadable:
        return f"{kind} {wording}: refused"
    terms = reading.terms and reading.terms.as_json()
    return f"{kind} {wording}: {reading.expected} {reading.possible} {reading.rule} {reading.unit} {terms}"


def test_a_reading_that_changes_raises_the_version():
    digest = sha256("\n".join(told(*pair) for pair in wordings()).encode()).hexdigest()
    assert DIGESTS[RULES_VERSION] == digest, (
        "The rules read some wording otherwise than their version did: raise RULES_VERSION, and write the new digest "
        "here beside it (before the version is released, in place of it)."
    )
