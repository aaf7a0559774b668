"""How fast wordings are read, beside the libraries that others would take, on one list in one run on one core.

Run it with the extra `benchmarks` installed: python -m tests.benchmarks.wordings. A rate is wordings a second of
processor time, the best time in which the list was read within three seconds. `again` is how many times as long a
text takes that is twice as long: 2 is in proportion.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from claims.wording import read, scan

PUBLISHED = date(2020, 7, 1)
SECONDS = 3.0  # for which the list is read again and again; a slower reader is given up after so much of it
TEXT = 1_000_000  # characters of the news text

HEDGES = ("", "about ", "nearly ", "at least ", "up to ", "more than ", "fewer than ", "some ", "exactly ", "possibly ")
NUMBERS = (
    "six",
    "11",
    "20",
    "5,200",
    "150,000",
    "three dozen",
    "2.3 million",
    "forty-five",
    "a hundred and five",
    "10k",
)
THINGS = ("", " members", " rocket attacks", " of the detainees")
RANGES = ("between {} and {}", "{}–{}", "from {} to {}", "{} to {} people", "more than {} but fewer than {}")
SHARES = ("all but one", "half of them", "two-thirds of the 30", "most of them", "nearly all", "11 of the 14")
DAYS = ("25 June 2020", "June 25, 2020", "2020-06-25", "the 25th of June", "Thursday", "the third Tuesday of May 2020")
MONTHS = ("June 2020", "May", "early June 2020", "mid-2019", "the last week of May", "Q2 2020", "summer 2019")
PERIODS = ("between June 25 and 26", "from 29 June to 3 July 2020", "June 25–26", "2017–2018", "since 2018")
PASSED = ("yesterday", "two weeks ago", "last month", "several days ago", "10 days after", "within three days of")

EMPTY = ("1", " ", "a ", "(")  # texts of nothing else, as long as the news
HOSTILE = (
    "1,", "11,", "at least ", "one hundred and ", "June 25 ", "1 2 3 4 ", "14 - ", "all but ", "2020-", "the third ",
    "between 1 and ", "x.", "half of ", "\n ", "½", "١",
)  # fmt: skip
SHORTER = 100_000  # characters of those


def figures() -> list[str]:
    hedged = [f"{hedge}{number}{thing}" for hedge in HEDGES for number in NUMBERS for thing in THINGS]
    pairs = (("10", "15"), ("two", "three"), ("1,200", "1,500"))
    return [*hedged, *(form.format(*pair) for form in RANGES for pair in pairs), *SHARES]


def dates() -> list[str]:
    about = ("", "about ", "before ", "by ", "after ", "since ")
    return [*(f"{word}{day}" for word in about for day in DAYS + MONTHS), *PERIODS, *PASSED]


def rate(reader: Callable[[str], Any], wordings: list[str]) -> float:
    """Wordings a second of processor time; what a reader raises on a wording counts as its answer."""
    best, spent = 0.0, 0.0
    while spent < SECONDS:
        done, began = 0, time.process_time()
        for wording in wordings:
            with suppress(Exception):  # other people's readers raise what they like
                reader(wording)
            done += 1
            if done % 10 == 0 and time.process_time() - began > SECONDS:
                break
        taken = time.process_time() - began
        best, spent = max(best, done / taken), spent + taken
    return best


def others() -> Iterator[tuple[str, Callable[[str], Any]]]:
    warnings.simplefilter("ignore")
    import dateparser
    import number_parser
    import quantulum3.parser

    yield "quantulum3", quantulum3.parser.parse
    yield "number-parser", number_parser.parse
    yield "dateparser", dateparser.parse


def news(characters: int) -> str:
    """Made-up news text of about so many characters, the same on every run."""
    draw = random.Random(1)  # noqa: S311  (no secret)
    subjects = ("The ministry", "Two officials", "A spokesman for the group", "Witnesses", "The newspaper")
    verbs = ("said", "reported", "confirmed", "denied", "told reporters", "wrote")
    fillers = ("in a statement carried by the state agency", "as the talks in the capital went on without result",
               "while the road to the airport was closed", "after the prime minister had left the meeting")  # fmt: skip
    wordings = figures() + dates()
    text: list[str] = []
    length = 0
    while length < characters:
        piece = (
            f"{draw.choice(subjects)} {draw.choice(verbs)} that {draw.choice(wordings)} {draw.choice(fillers)}, and "
            f"that nothing else was known of the raid on the house near the river. "
        )
        text.append(piece)
        length += len(piece)
    return "".join(text)[:characters]


def seconds(prose: str) -> float:
    began = time.process_time()
    scan(prose, PUBLISHED)
    return time.process_time() - began


def main() -> None:
    lists = {"counts, ranges, shares": figures(), "dates": dates()}
    lists["all"] = [wording for wordings in lists.values() for wording in wordings]
    print(f"Python {sys.version.split()[0]}, one core\n\nwordings a second")
    print(f"{'':16}" + "".join(f"{f'{name} ({len(wordings)})':>32}" for name, wordings in lists.items()))
    kinds = {wording: kind for kind, wordings in (("count", figures()), ("date", dates())) for wording in wordings}

    def ours(wording: str) -> Any:
        return read(wording, kinds[wording], PUBLISHED)

    for name, reader in [("this project", ours), *others()]:
        print(f"{name:16}" + "".join(f"{rate(reader, wordings):>32,.0f}" for wordings in lists.values()), flush=True)

    print("\nscan, seconds")
    show("news", news(TEXT))
    for length, pieces in ((TEXT, EMPTY), (SHORTER, HOSTILE)):
        for piece in pieces:
            show(repr(piece), (piece * (length // len(piece) + 1))[:length])


def show(name: str, text: str) -> None:
    taken = seconds(text)
    again = taken / max(seconds(text[: len(text) // 2]), 1e-6)
    print(f"{name:24}{len(text):>12,} characters{taken:>8.2f}   again {again:.1f}", flush=True)


if __name__ == "__main__":
    main()
