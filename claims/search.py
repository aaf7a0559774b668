"""Searching: rows for which every word stands somewhere, in their own columns or in those of what belongs to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from itertools import chain, zip_longest
from operator import and_
from typing import Any, NamedTuple

from django.db.models import Model, OuterRef, Q, QuerySet

from .lookups import TITLED, Stands, expected, first_of
from .models import Assertion, Claim, Publisher, Source
from .paging import Found, Rows, there_is

LONGEST = 200  # letters of a word that is looked for
MOST_WORDS = 10
FEW = 3000  # rows that can be looked at one by one, wherever they stand
TOO_MANY = 10_000  # where PostgreSQL expects so many, these are not looked for to see whether they are few
# The indexes are of the same columns in the same order (migration 0008).
ASKED = ("reference", "question", "definition")
SAID = ("wording", "translation", "read_as", "speaker")
# A trigram index finds words by three letters in a row, of which one may be the end or the beginning of a word.
INDEXED = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]{2}")

Keys = QuerySet[Any, Any]  # of one column


def asked(words: str) -> list[str]:
    """The words to look for: each once, and no more than ten of them."""
    return list(dict.fromkeys(word[:LONGEST] for word in words.replace("\0", " ").split()))[:MOST_WORDS]


@dataclass(frozen=True)
class Elsewhere:
    """Where else than in a row's own columns a word of it may stand.

    `fits` tells whether it does of one row, and `keys` finds by an index the keys of all rows of which it does.
    """

    fits: Callable[[str], Q]
    keys: Callable[[str], Keys]


@dataclass
class Told:
    """The keys of all rows that have a word themselves, and elsewhere; None where an index does not tell them."""

    own: set[int] | None = None
    elsewhere: Sequence[set[int] | None] = ()

    def merged(self, own: set[int] | None) -> set[int] | None:
        """Some keys, and those of rows that have the word elsewhere."""
        parts = [own, *self.elsewhere]
        return None if None in parts else set(chain(*parts))  # type: ignore[arg-type]


class Expected(NamedTuple):
    """How many rows an index should find of each part, and the share of all rows that should have the words.

    SQLite does not say: it expects nothing of the parts, and no share.
    """

    rows: Sequence[float]
    share: float | None


@dataclass(frozen=True)
class Searched:
    """How rows of a kind are searched for words, which may stand in their own columns and elsewhere."""

    model: type[Model]
    columns: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    near: int  # rows of a list that are looked at before an index is asked

    def row_by_row(self, words: str, told: Mapping[str, Told] | None = None) -> Q:
        """The condition for rows that are looked at one after the other; quicker by what an index told of the words."""
        return all_of(self.fits(word, (told or {}).get(word, Told())) for word in asked(words))

    def fits(self, word: str, told: Told) -> Q:
        fits = Q(Stands(word, *self.columns))
        for place, keys in zip_longest(self.elsewhere, told.elsewhere):
            fits |= place.fits(word) if keys is None else (Q(pk__among=keys) if keys else Q(pk__in=()))
        return fits

    def at_once(self, words: str) -> Q | None:
        """The same for all rows at once, by an index; None where no word is long enough for one."""
        if not (known := indexed(asked(words))):
            return None
        others = " ".join(word for word in asked(words) if word not in known)
        found = [Q(pk__in=first.union(*others)) for first, *others in map(self.parts, known)]
        return all_of([*found, *([Q(pk__in=self.rows.filter(self.row_by_row(others)))] if others else [])])

    @property
    def rows(self) -> Keys:
        return self.model._default_manager.order_by().values("pk")

    def own(self, words: Sequence[str]) -> Keys:
        """The keys of all rows that have some words themselves."""
        return self.rows.filter(*(Stands(word, *self.columns) for word in words))

    def parts(self, word: str) -> list[Keys]:
        """The keys of all rows that have a word."""
        return [self.own([word]), *(place.keys(word) for place in self.elsewhere)]

    def all_parts(self, words: str) -> list[Keys]:
        """Those of each of the words that an index finds, then those of all rows that have all of these themselves."""
        known = indexed(asked(words))
        return [*chain(*map(self.parts, known)), *([self.own(known)] if len(known) > 1 else [])]

    def of_each(self, words: str) -> dict[str, range]:
        """Where among all parts those of each word are."""
        step = 1 + len(self.elsewhere)
        return {word: range(at * step, at * step + step) for at, word in enumerate(indexed(asked(words)))}

    def expected(self, words: str) -> Expected:
        """What PostgreSQL expects: how many each of all parts finds, and which share of all rows has the words."""
        *many, whole = expected([*self.all_parts(words), self.rows])
        of_each = self.of_each(words).values()
        if whole is None:
            return Expected([0 for _ in many], None)
        known = [rows or 0 for rows in many]
        elsewhere = sum(known[at] for places in of_each for at in places[1:])
        least = min(sum(known[at] for at in places) for places in of_each)
        return Expected(known, min(least, known[-1] + elsewhere if len(of_each) > 1 else least) / max(whole, 1))

    def told(self, words: str, many: Sequence[float]) -> tuple[dict[str, Told], set[int] | None]:
        """What an index tells of each of the words, and of the rows that have all of these themselves.

        Where there are few rows of the word that is expected to be the rarest, it tells of this word only. `many` are
        the rows that are expected of each part.
        """
        parts, of_each = self.all_parts(words), self.of_each(words)
        rarest = min(of_each.values(), key=lambda places: sum(many[at] for at in places))
        worth = {at for at in range(len(parts)) if many[at] <= TOO_MANY}
        together = len(parts) - 1 if len(of_each) > 1 else 0
        elsewhere = {at for places in of_each.values() for at in places[1:]}
        if together and not worth.issuperset(elsewhere):  # it would not tell of all that have the words
            worth.discard(together)
        first = rarest if worth.issuperset(rarest) else ()
        keys = first_of({at: parts[at] for at in sorted(worth)}, first, FEW, together or -1, elsewhere)
        told = {word: Told(keys.get(at[0]), [keys.get(other) for other in at[1:]]) for word, at in of_each.items()}
        return told, keys.get(together)

    def few(self, told: Mapping[str, Told], together: set[int] | None) -> set[int] | None:
        """Some thousand keys at most, among which are those of all rows that have the words; None where more may be.

        Such are the rows of one rare word, or those that have all the words themselves with those that have some
        elsewhere.
        """
        mixed = reduce(lambda keys, word: word.merged(keys), told.values(), together)
        whole = [keys for keys in (*(word.merged(word.own) for word in told.values()), mixed) if keys is not None]
        return min(whole, key=len, default=None)

    def found(self, listed: Rows, narrowed: Rows, words: str) -> Found:
        """Those of the narrowed rows of a list that have the words."""
        at_once = self.at_once(words)
        row_by_row = partial(self.narrowed, None if narrowed is listed else narrowed)
        if at_once is None:
            return Found(listed, row_by_row(self.row_by_row(words)))

        estimate = cache(partial(self.expected, words))

        def sought() -> tuple[Rows | None, set[int] | None]:
            told, together = self.told(words, estimate().rows)
            few = self.few(told, together)
            all_have_them = few is not None and (len(told) == 1 or few <= (together or set()))
            if all_have_them and len(told) == len(asked(words)):
                return None if narrowed is listed else narrowed, few
            return row_by_row(self.row_by_row(words, told)), few

        found, share = row_by_row(self.row_by_row(words)), lambda: estimate().share
        return Found(listed, found, narrowed.filter(at_once), sought=sought, share=share, near=self.near)

    def narrowed(self, narrowed: Rows | None, fits: Q) -> Rows:
        """The rows, or others with their keys, that fit. These are put to the test last, and each by itself."""
        if narrowed is None:
            return self.rows.filter(fits)
        return narrowed.filter(there_is(self.rows.filter(fits, pk=OuterRef("pk"))))


def indexed(words: Sequence[str]) -> list[str]:
    """Those of the words that an index of trigrams can find."""
    return [word for word in words if INDEXED.search(word)]


def all_of(conditions: Any) -> Q:
    return reduce(and_, conditions, Q())


def said_with(word: str) -> QuerySet[Assertion]:
    return Assertion.objects.order_by().filter(Stands(word, *SAID))


def said_of_claim(word: str) -> Q:
    return there_is(said_with(word).filter(claim=OuterRef("pk")))


def claims_said_with(word: str) -> Keys:
    return said_with(word).values("claim")


def published_with(word: str) -> Q:
    return Q(publisher__in=Publisher.objects.order_by().filter(Stands(word, "name")).values("pk"))


def sources_published_with(word: str) -> Keys:
    return Source.objects.order_by().filter(published_with(word)).values("pk")


def about(word: str) -> Q:
    return Q(claim__reference__istartswith=word)


def assertions_about(word: str) -> Keys:
    return Assertion.objects.order_by().filter(about(word)).values("pk")


def quoted_from(word: str) -> Q:
    return Q(source__reference__istartswith=word)


def assertions_from(word: str) -> Keys:
    return Assertion.objects.order_by().filter(quoted_from(word)).values("pk")


# In the queue, too: its rows have the keys of their claims.
CLAIMS = Searched(Claim, ASKED, (Elsewhere(said_of_claim, claims_said_with),), near=400)
SOURCES = Searched(Source, TITLED, (Elsewhere(published_with, sources_published_with),), near=3000)
ASSERTIONS = Searched(
    Assertion, SAID, (Elsewhere(about, assertions_about), Elsewhere(quoted_from, assertions_from)), near=400
)
