"""JSON: a list of objects, an object of such lists by kind, or (JSON Lines) an object on each line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .cells import NO_TEXT, RISKY, UNKNOWN, Truth, Typed, Wrong, guard, storable
from .encodings import Letters
from .tables import Grid, Unfit

BLANK = re.compile(r"[ \t\r\n]*")
ENDS = re.compile(r"\r\n|\r|\n")
ESCAPES = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")  # by which NUL and halves of signs come in
ERRORS = 100  # lines that cannot be read, and are named
CUT_OFF = "The file may be cut off, or not be JSON."

Object = dict[str, Any]


def json_lists(path: Path, encoding: str) -> list[Grid]:
    """Each list of the file; the only one has no name. Unfit with the line where the text is no JSON of that form."""
    letters = Letters(path, encoding)
    letters.check()
    with letters.open() as file:
        lists = Text(file.read()).lists()
    return [Grid(under_keys(found), name, plain=False, remarks=letters.remarks) for name, found in lists]


def json_lines(path: Path, encoding: str) -> Grid:
    """The objects of the file's lines; those that cannot be read are among its faults."""
    letters = Letters(path, encoding)
    letters.check()
    faults: list[Unfit] = []

    def found() -> Iterator[tuple[int, Object]]:
        with letters.open() as file:
            for line, text in enumerate(file, 1):
                try:
                    if text.strip() and len(faults) < ERRORS:
                        yield line, Text(text.strip(), line).only()
                except Unfit as error:
                    faults.append(error)

    return Grid(under_keys(found()), total=letters.lines, plain=False, faults=faults, remarks=letters.remarks)


def under_keys(objects: Iterable[tuple[int, Object]]) -> Iterator[tuple[int, list[Any]]]:
    """The keys of the first object as headings, then the cells of each; a key that lacks, or is new, is wrong."""
    keys: list[str] = []
    for line, found in objects:
        if not keys:
            keys = list(found)
            yield line, keys
        if list(found) != keys:
            found = {key: found.get(key, LACKING) for key in keys} | {
                key: Wrong(f"{key}: {shown(value)}", "The first object has not this key.", "Give all the same keys.")
                for key, value in found.items()
                if key not in keys
            }
        yield line, [cell(value) for value in found.values()]


LACKING = Wrong("", "The object lacks this key, which the first one has.", "Write null where there is nothing.")
TWICE = Wrong("", "The object has this key twice.", "Leave one.")


def shown(value: Any) -> str:
    """A value as a person sees it."""
    found = cell(value)
    return found if isinstance(found, str) else found.shown


def cell(value: Any) -> str | Typed:
    """What a value is as a cell; numbers are texts already, as they stand in the file.

    Nothing runs JSON, so that no text there bears a guard: cleaning takes off again the one that it is given here.
    """
    if isinstance(value, str):
        value = value.strip()
        return guard(value) if value[:1] in RISKY else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return Truth(value)
    if isinstance(value, dict | list):
        shown = json.dumps(value, ensure_ascii=False, default=lambda inner: inner.shown)
        return Wrong(NO_TEXT.sub(UNKNOWN, shown), "A list or an object stands here.", "Write a text, a number or null.")
    return value


def single(pairs: list[tuple[str, Any]]) -> Object:
    """An object, in which a key that stands twice is wrong."""
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        found |= {key: TWICE for key in found if times[key] > 1}
    return found


def no_number(name: str) -> Wrong:
    return Wrong(name, "JSON has no such number.", "Write a number, a text or null.")


class Text:
    """JSON, gone through value by value, so that each knows its line."""

    decoder = json.JSONDecoder(object_pairs_hook=single, parse_float=str, parse_int=str, parse_constant=no_number)

    def __init__(self, text: str, line: int = 1) -> None:
        self.text, self.line, self.at, self.counted = text, line, 0, 0
        self.escapes = bool(ESCAPES.search(text))

    def lists(self) -> list[tuple[str, list[tuple[int, Object]]]]:
        """The lists of objects in the text, each with its key; one alone has none."""
        found = []
        if self.sign() == "{":
            for _ in self.items("{}"):
                key = self.value()
                self.take(":")
                found.append((NO_TEXT.sub(UNKNOWN, str(key)), self.objects()))
            if not found:
                raise Unfit("The file is empty.", 'Write {"assertions": [{…}, {…}]}.')
        else:
            found.append(("", self.objects()))
        if self.sign():
            raise self.unfit("More stands behind the end.", CUT_OFF)
        return found

    def objects(self) -> list[tuple[int, Object]]:
        if self.sign() != "[":
            raise self.unfit("A list of objects is expected here.", "Write [{…}, {…}].")
        return [(self.line_here(), self.object()) for _ in self.items("[]")]

    def only(self) -> Object:
        """The one object of the text."""
        found = self.object()
        if self.sign():
            raise self.unfit("More than an object stands on the line.", "Write one object on each line.")
        return found

    def object(self) -> Object:
        if self.sign() != "{":
            raise self.unfit("An object is expected here.", 'Write {"claim": "…", "source": "…"}.')
        found = self.value()
        if not self.escapes:
            return found
        return {
            NO_TEXT.sub(UNKNOWN, key): storable(value) if isinstance(value, str) else value
            for key, value in found.items()
        }

    def value(self) -> Any:
        self.sign()
        try:
            found, self.at = self.decoder.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = error.pos
            raise self.unfit(f"This is not JSON: {error.msg}.", CUT_OFF) from None
        except RecursionError:
            raise self.unfit("Values lie too deep in each other.", "Write texts, numbers or null.") from None
        return found

    def items(self, brackets: str) -> Iterator[None]:
        """Stop before each item between two brackets."""
        self.take(brackets[0])
        if self.sign() == brackets[1]:
            self.at += 1
            return
        yield
        while self.take(f",{brackets[1]}") == ",":
            self.sign()
            yield

    def take(self, signs: str) -> str:
        """Go past the next sign, which must be one of these."""
        if not (sign := self.sign()) or sign not in signs:
            raise self.unfit(f"This is not JSON: {' or '.join(signs)} is missing.", CUT_OFF)
        self.at += 1
        return sign

    def sign(self) -> str:
        """The next sign that is no blank; "" at the end."""
        self.at = BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def unfit(self, reason: str, remedy: str) -> Unfit:
        return Unfit(reason, remedy, line=self.line_here())

    def line_here(self) -> int:
        self.line += len(ENDS.findall(self.text, self.counted, self.at))
        self.counted = self.at
        return self.line
