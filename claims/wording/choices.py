"""Choices: a wording matched to the option that it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from claims.wording.grammar import Rule
from claims.wording.readings import Unreadable

SHOWN = 6  # options that a message names

NAMED = Rule("option", ("choice", "yesno"), "an option's name", "Counter-Terrorism Service",
             "the option, with all that lie below it", "the option, with all that lie below it",
             "case, accents, punctuation, hyphens, apostrophes and a leading the, a or an aside")  # fmt: skip
ALIASED = Rule("alias", ("choice", "yesno"), "an alias of an option", "counter-terrorism forces",
               "the option, with all that lie below it", "the option, with all that lie below it",
               "the spelling marks aside, as for a name")  # fmt: skip
EITHER = Rule("a or b", ("choice",), "a or b", "the army or the police",
              "the parent that both have", "the parent that both have",
              "refused where the options that are named have no parent in common")  # fmt: skip
CHOICE_RULES = (NAMED, ALIASED, EITHER)

_ARTICLES = frozenset(("the", "a", "an"))
_NOT_WORDS = re.compile(r"[^\w]+|_+")
_MARKS_WITHIN = re.compile(r"['\u2018\u2019\u02bb\u02bc\u02be\u02bf`´.\u00ad]")


class OptionName(NamedTuple):
    """An option as `match` sees it: its key, its name and aliases, and the key of its parent."""

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()
    parent: Hashable | None = None


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """The text in small letters, without accents, punctuation, apostrophes or a leading article."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _MARKS_WITHIN.sub("", plain)
    words = _NOT_WORDS.sub(" ", plain).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def match(wording: str, options: Sequence[OptionName]) -> tuple[Hashable, Rule]:
    """The key of the option that a wording names, and the rule that found it.

    "A or B" is the parent that both have. Unreadable where the wording names no option, names two that go by
    the same alias, or two that have no parent in common.
    """
    known = _known(options)
    found = known.get(normalise(wording))
    if found:
        return _only(wording, found)
    keys = {option.key: option for option in options}
    for names in _alternatives(wording):
        parts = [known.get(normalise(name)) for name in names]
        if all(parts):
            chosen = [_only(name, part or [])[0] for name, part in zip(names, parts, strict=True)]
            parents = {keys[key].parent for key in chosen}
            if len(set(chosen)) > 1 and len(parents) == 1 and None not in parents:
                return parents.pop(), EITHER
            raise Unreadable(f"“{wording}” names options without a parent in common; write the one that is meant.")
    named = ", ".join(f"“{option.name}”" for option in options[:SHOWN])
    more = f" and {len(options) - SHOWN} more" if len(options) > SHOWN else ""
    offer = f"it knows {named}{more}. Write one of them beside it, or add an alias." if named else "it has none yet."
    raise Unreadable(f"“{wording}” is no option of this claim: {offer}")


def _known(options: Iterable[OptionName]) -> dict[str, list[tuple[OptionName, Rule]]]:
    known: dict[str, list[tuple[OptionName, Rule]]] = {}
    for option in options:
        known.setdefault(normalise(option.name), []).append((option, NAMED))
        for alias in option.aliases:
            known.setdefault(normalise(alias), []).append((option, ALIASED))
    known.pop("", None)
    return known


def _only(wording: str, found: Sequence[tuple[OptionName, Rule]]) -> tuple[Hashable, Rule]:
    """The one option of those found: a name goes before an alias, and two of a kind are refused."""
    named = [pair for pair in found if pair[1] is NAMED] or list(found)
    if len({option.key for option, _ in named}) > 1:
        both = " and ".join(f"“{option.name}”" for option, _ in named[:2])
        raise Unreadable(f"“{wording}” names both {both}; write the one that is meant.")
    return named[0][0].key, named[0][1]


def _alternatives(wording: str) -> Iterable[list[str]]:
    """The wording cut at its "or"s, all of them and then each alone, for names that hold an "or"."""
    pieces = re.split(r"\s+or\s+", wording.strip().removeprefix("either "), flags=re.IGNORECASE)
    if len(pieces) > 1:
        yield [name for piece in pieces for name in piece.split(",") if name.strip()]
    for cut in range(1, len(pieces)):
        yield [" or ".join(pieces[:cut]), " or ".join(pieces[cut:])]
