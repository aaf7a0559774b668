"""The made-up world, story by story: claims about one event, and what its sources say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from claims.assessment.origins import origin_of
from claims.assessment.relative import Said
from claims.spans import Span, hull

from . import sayings, words
from .sayings import Asked, Reader, Saying

START, DAYS = date(2014, 1, 1), 3650
DEEP = 10  # claims in a chain that go by the one before
EACH = 5  # assertions a claim, on average
HOT = 5000  # assertions of one claim
SIZES = (1, 1, 2, 3, 4, 5, 6, 7, 9, 12)  # assertions of an ordinary claim
KINDS = ("count",) * 12 + ("amount",) * 2 + ("date",) * 3 + ("choice",) * 2 + ("yesno",)

CLAIM = ("pk", "reference", "topic_id", "question", "kind", "unit", "definition", "accumulates", "assignee_id",
         "brought_by_id", "merged_into_id")  # fmt: skip
OPTION = ("pk", "claim_id", "name", "parent_id", "aliases", "low", "high")
ASSERTION = (
    "pk", "claim_id", "source_id", "wording", "translation", "locator", "speaker", "stance", "as_of", "base_id",
    "read_as", "credibility", "note", "entered_by_id", "entered_at", "brought_by_id", "set_aside_reason",
    "superseded_by_id", "origin", "rule", "rules_version", "problem", "explanation", "terms", "option_id",
    "expected_low", "expected_high", "possible_low", "possible_high", "base_used", "rebased", "specific",
)  # fmt: skip
Cells = tuple[Any, ...]


@dataclass
class Sources:
    """What the stories know of the sources, by key less one, in the order of publication."""

    published: list[date | None]
    origin: list[str]

    def around(self, day: date, draw: Random, n: int) -> list[int]:
        """Some sources that came out soon after a day."""
        total = len(self.published)
        first = min(int((day - START).days / DAYS * total), total - 1)
        window = min(total, max(40, total * 21 // DAYS))
        first = min(first, total - window)
        return draw.sample(range(first + 1, first + window + 1), min(n, window))


@dataclass
class Chunk:
    """Rows of the three tables, as tuples of CLAIM, OPTION and ASSERTION."""

    claims: list[Cells] = field(default_factory=list)
    options: list[Cells] = field(default_factory=list)
    assertions: list[Cells] = field(default_factory=list)


@dataclass
class Subject:
    """A claim in the making: what it asks, its true value, and what was said of it, by source."""

    pk: int
    asked: Asked
    value: int
    day: date
    first_option: int = 0
    accumulates: bool = False
    said: dict[int, list[Saying]] = field(default_factory=lambda: defaultdict(list))
    taken: set[tuple[int, str, str]] = field(default_factory=set)


class Teller:
    """Tells so many claims and assertions, the same ones for the same numbers."""

    def __init__(
        self, claims: int, assertions: int, sources: Sources, topics: int, people: Sequence[int], imports: Sequence[int]
    ) -> None:
        self.draw = Random(5)  # noqa: S311  (no secret)
        self.claims, self.assertions, self.sources, self.topics = claims, assertions, sources, topics
        self.people, self.imports = people, imports
        self.reader = Reader()
        self.chunk = Chunk()
        self.claim = self.option = self.assertion = 0  # the last keys given
        self.relative = self.torn = self.strained = 0
        self.hot, self.hot_at = min(HOT, claims), claims // 2
        self.origins: dict[str, str] = {}

    def chunks(self, claims: int = 20_000) -> Iterator[Chunk]:
        """The rows, about so many claims at a time; each claim before all that go by it."""
        while self.claim < self.claims:
            self.tell_story()
            if len(self.chunk.claims) >= claims:
                yield self.chunk
                self.chunk = Chunk()
        yield self.chunk

    def tell_story(self) -> None:
        draw = self.draw
        self.event = {"event": draw.choice(words.EVENTS), "place": draw.choice(words.PLACES)}
        self.day = START + timedelta(days=draw.randrange(DAYS - 60))
        self.cast = self.sources.around(self.day, draw, 14)
        self.topic = draw.randrange(self.topics) + 1
        room = (self.hot_at - 1 if self.claim < self.hot_at else self.claims) - self.claim
        if room == 0:
            self.tell_hot_claim()
        elif self.relative * 10 < self.assertion and room > DEEP:
            self.tell_chain(draw.choice((2, 3, 5, DEEP)))
        else:
            for _ in range(min(draw.randint(3, 12), room)):
                self.tell_claim()

    def size(self) -> int:
        """How many assertions the claim at hand gets, so that all together come to what was asked for."""
        told, hot = self.assertion, self.hot if self.claim > self.hot_at else 0
        left = self.assertions - told - (0 if hot else self.hot if self.claim < self.hot_at else 0)
        if self.claim == self.claims:
            return left
        behind = (self.assertions - self.hot) * self.claim / self.claims - (told - hot)
        n = 12 if behind > 30 else 1 if behind < -20 else self.draw.choice(SIZES)
        return max(0, min(n, left - (self.claims - self.claim)))

    def tell_claim(self) -> None:
        """A claim for itself: mostly at peace, one in a hundred in contradiction, a few under tension or empty."""
        draw = self.draw
        subject = self.new_claim(draw.choice(KINDS))
        n = 0 if draw.random() < 0.01 and self.claim < self.claims else self.size()
        if n == 0 and draw.random() < 0.2 and self.claim > 1:
            self.chunk.claims[-1] = (*self.chunk.claims[-1][:-1], self.claim - 1)  # a duplicate, merged
        self.cast = self.cast if n <= len(self.cast) else self.sources.around(subject.day, draw, n)
        camps = [subject.value] * n
        fixed, large = n > 1 and not subject.accumulates, subject.asked.kind == "count" and subject.value > 60
        if fixed and self.torn * 100 < self.claim:
            self.torn += 1
            sides = (subject.value, self.other(subject))
            camps = [*sides, *(draw.choice(sides) for _ in camps[2:])]
            self.say_all(subject, camps, exactly=2)
        elif fixed and large and self.strained * 60 < self.claim:
            self.strained += 1
            self.say(subject, self.cast[-1], wording=f"about {subject.value * 115 // 100:,}", plain=True)
            self.say_all(subject, camps[1:], exactly=1)
        else:
            self.say_all(subject, camps)

    def tell_hot_claim(self) -> None:
        """The one of which everybody writes."""
        subject = self.new_claim("count", value=1480)
        self.cast = [self.draw.randrange(len(self.sources.published)) + 1 for _ in range(self.hot)]
        camps = [subject.value if self.draw.random() < 0.9 else subject.value * 2 + 9 for _ in range(self.hot)]
        self.say_all(subject, camps)

    def tell_chain(self, depth: int) -> None:
        """Claims of which each but the first goes by the one before."""
        kind = self.draw.choice(("count", "count", "count", "date", "date", "amount"))
        base = self.new_claim(kind, big=True)
        self.say_all(base, [base.value] * max(1, self.size()))
        for _ in range(1 if kind == "amount" else depth):
            pair = sayings.relative_pairs(kind, base.value, self.draw)
            asked = base.asked._replace(things="released") if kind == "count" else base.asked
            relative = [self.reader.read(asked, wording, relative=True) for wording in pair]
            point = Span(Decimal(base.value), Decimal(base.value))
            true = self.reader.on(asked, relative[0], Said(point, point), "own")
            subject = self.new_claim(kind, asked, int((true.expected_low + true.expected_high) / 2))  # type: ignore[operator]
            self.say_all(subject, [subject.value] * self.size(), base=base, relative=relative)
            base = subject

    def new_claim(self, kind: str, asked: Asked | None = None, value: int | None = None, big: bool = False) -> Subject:
        """A claim, with its options, in the chunk."""
        draw = self.draw
        self.claim += 1
        question, drawn = self.question(kind)
        asked = asked or drawn
        day = self.day + timedelta(days=draw.randrange(8))
        subject = Subject(self.claim, asked, 0, day, self.option + 1)
        subject.value = self.true_value(asked, day, big) if value is None else value
        subject.accumulates = kind == "count" and not big and value is None and draw.random() < 0.06
        for at, option in enumerate(self.reader.tree(asked)):
            name, parent, aliases = asked.options[at]
            key, above = subject.first_option + at, None if parent is None else subject.first_option + parent
            self.chunk.options.append((key, self.claim, name, above, aliases, option.low, option.high))
        self.option += len(asked.options)
        self.chunk.claims.append(
            (
                self.claim, f"C-{self.claim:07}", self.topic, question, kind, asked.unit,
                f"As of the {self.event['event']} of {self.day:%B %Y}; {draw.choice(words.NOTES).lower()}",
                subject.accumulates, draw.choice(self.people) if draw.random() < 0.01 else None,
                self.imports[(self.claim - 1) * len(self.imports) // self.claims], None,
            )
        )  # fmt: skip
        return subject

    def question(self, kind: str) -> tuple[str, Asked]:
        draw = self.draw
        if kind == "count":
            things, question = draw.choice(words.COUNTS)
            asked = Asked(kind, "", things)
        elif kind == "amount":
            unit, question = draw.choice(words.AMOUNTS)
            asked = Asked(kind, unit)
        elif kind == "date":
            question, asked = draw.choice(words.DATES), Asked(kind)
        elif kind == "choice":
            question, options = draw.choice(words.CHOICES)
            asked = Asked(kind, options=options)
        else:
            question, asked = draw.choice(words.YESNO), Asked(kind, options=words.ANSWERS)
        return f"{question.format(**self.event)[:-1]} in {self.day:%B %Y}?", asked

    def true_value(self, asked: Asked, day: date, big: bool) -> int:
        """What is in fact the case: a number, a day's ordinal, or the place of an option among them."""
        draw = self.draw
        if asked.kind == "count":
            number = int(10 ** draw.uniform(3.5 if big else 0.6, 5 if big else 4.3))
            place = 10 ** max(0, len(str(number)) - 2) if draw.random() < 0.6 else 1
            return number // place * place
        if asked.kind == "amount":
            if big:
                return 36_000 * draw.randint(1, 2000)
            return draw.randint(10, 99) * 10 ** draw.randint(1, 5)
        if asked.kind == "date":
            return day.toordinal()
        return draw.choice(sayings.leaves(asked))

    def other(self, subject: Subject) -> int:
        """A value that cannot be true beside the claim's own."""
        if subject.asked.kind == "date":
            return subject.value + self.draw.randint(2, 9)
        if subject.asked.options:
            return self.draw.choice([leaf for leaf in sayings.leaves(subject.asked) if leaf != subject.value])
        return subject.value * self.draw.choice((2, 3, 5)) + 9

    def say_all(self, subject: Subject, camps: Sequence[int], *, exactly: int = 0, base: Subject | None = None,
                relative: Sequence[Saying] = ()) -> None:  # fmt: skip
        """What is said of a claim, by those who hold each of the values true; the first `exactly` say so plainly."""
        cast, told = self.cast, 0
        while told < len(camps):
            source, value = cast[told % len(cast)], camps[told]
            if told < exactly:
                self.say(subject, source, wording=sayings.exact(subject.asked, value, self.draw), plain=True)
            elif relative and self.draw.random() < 0.75:
                self.say_relative(subject, source, self.draw.choice(relative), base)  # type: ignore[arg-type]
            elif told + 1 < len(camps) and not subject.accumulates and self.draw.random() < 0.008:
                self.say_twice(subject, source, value)
                told += 1
            else:
                self.say(subject, source, value)
            told += 1

    def say_relative(self, subject: Subject, source: int, saying: Saying, base: Subject) -> None:
        own = base.said.get(source)
        heard = own or [said for several in base.said.values() for said in several]
        if heard:
            said = Said(hull(h.said.expected for h in heard), hull(h.said.possible for h in heard))
            saying = self.reader.on(subject.asked, saying, said, "own" if own else "all")
            self.relative += 1
            self.store(subject, source, saying, base=base.pk)
        else:
            self.say(subject, source, subject.value)

    def say_twice(self, subject: Subject, source: int, value: int) -> None:
        """A source that corrects itself."""
        first = self.fitting(subject, source, self.other(subject))
        self.store(subject, source, first, superseded_by=self.assertion + 2, counted=False)
        self.store(subject, source, self.fitting(subject, source, value), quotes=False)

    def say(self, subject: Subject, source: int, value: int = 0, *, wording: str = "", plain: bool = False) -> None:
        """One assertion; a `plain` one is asserted in the source's own words, others now and then otherwise."""
        if plain:
            self.store(subject, source, self.reader.read(subject.asked, wording))
            return
        how = self.draw.random()
        as_of = None
        if subject.accumulates:
            after = self.draw.randrange(30)
            as_of, value = subject.day + timedelta(days=after), value * (30 + after) // 60 + 1
        if how < 0.01:
            self.store(subject, source, self.reader.read(subject.asked, self.draw.choice(words.UNREAD)), counted=False)
        elif how < 0.03:
            wording = sayings.exact(subject.asked, self.other(subject), self.draw)
            stance = "denies" if how < 0.02 else "doubts"
            saying = self.reader.read(subject.asked, wording, denied=stance == "denies")
            self.store(subject, source, saying, stance=stance, counted=False)
        elif how < 0.04:
            saying = self.fitting(subject, source, self.other(subject))
            self.store(subject, source, saying, set_aside=self.draw.choice(words.REASONS), counted=False)
        else:
            self.store(subject, source, self.fitting(subject, source, value), as_of=as_of)

    def fitting(self, subject: Subject, source: int, value: int) -> Saying:
        """A saying that allows a value: hedged, rounded or by the day of publication, or else the value itself."""
        asked, draw = subject.asked, self.draw
        place = Decimal(value)
        if asked.options:
            place = self.reader.tree(asked)[value].low
            saying = self.reader.read(asked, sayings.choice(draw, asked, value))
        elif asked.kind == "date":
            day, published = date.fromordinal(value), self.sources.published[source - 1]
            wording = sayings.from_publication(day, published) if published and draw.random() < 0.5 else ""
            wording, published = (wording, published) if wording else (sayings.absolute(draw, day), None)
            saying = self.reader.read(asked, wording, published)
        else:
            make = sayings.count if asked.kind == "count" else sayings.amount
            saying = self.reader.read(asked, make(draw, asked, value))
        return saying if saying.allows(place) else self.reader.read(asked, sayings.exact(asked, value, draw))

    def store(
        self, subject: Subject, source: int, saying: Saying, *, stance: str = "asserts", base: int | None = None,
        as_of: date | None = None, set_aside: str = "", superseded_by: int | None = None, counted: bool = True,
        quotes: bool = True,
    ) -> None:  # fmt: skip
        draw = self.draw
        self.assertion += 1
        speaker = ""
        if stance == "asserts" and counted and quotes and draw.random() < 0.15:
            stance, speaker = "reports", draw.choice(words.SPEAKERS)
        wording, translation, read_as, note = saying.wording, "", "", ""
        twist = draw.random()
        if twist < 0.02:
            wording, translation = words.ARABIC.format(n=wording), wording
        elif twist < 0.04:
            wording, read_as, note = f"{wording}, it seems", wording, draw.choice(words.NOTES)
        locator = f"paragraph {draw.randint(1, 14)}" if draw.random() < 0.6 else ""
        while (source, wording, locator) in subject.taken:
            locator = f"page {len(subject.taken) + 1}"
        subject.taken.add((source, wording, locator))
        if counted:
            subject.said[source].append(saying)
        published = self.sources.published[source - 1] or subject.day
        self.chunk.assertions.append(
            (
                self.assertion, subject.pk, source, wording, translation, locator, speaker, stance, as_of, base,
                read_as, draw.choice((6, 6, 6, 6, 2, 3, 4)), note, draw.choice(self.people),
                datetime.combine(published, time(9), UTC) + timedelta(minutes=draw.randrange(40_000)),
                self.imports[(subject.pk - 1) * len(self.imports) // self.claims], set_aside, superseded_by,
                self.origin(speaker, source), *saying[1:6],
                None if saying.option is None else subject.first_option + saying.option, *saying[7:],
            )
        )  # fmt: skip

    def origin(self, speaker: str, source: int) -> str:
        if not speaker:
            return self.sources.origin[source - 1]
        if speaker not in self.origins:
            self.origins[speaker] = origin_of(speaker, "")
        return self.origins[speaker]
