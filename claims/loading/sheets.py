"""Sheets: the rows of one, a block of its XML at a time, and what of it a table cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from .cells import Truth, Wrong, storable
from .number_formats import EPOCH, MAC, Number
from .tables import Unfit, shortened

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COLUMNS, ROWS = 16_384, 1_048_576  # as many has a sheet
NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
TEXTS = 3_000_000  # that the cells of a workbook share
TRUE = ("1", "true")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
AS_CSV = "Save its sheets as CSV UTF-8, one by one."
DAMAGED = "Open it in a spreadsheet, and save it anew."
RESULT = "Open the workbook in a spreadsheet and save it, or write the result itself."
SMALL = 11  # digits of a whole number that is shown as it is
LONGEST_TAG = 1_000_000  # bytes: expat 2.5 goes through one anew for each block that it reaches into (CVE-2023-52425)
DEEPEST = 100  # elements in each other; a sheet has about ten, and expat keeps each that is open
LAST = re.compile(r"(?:.*:)?\$?[A-Za-z]{1,3}\$?([0-9]{1,7})")  # the row in which an area ends

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


def parsed(blocks: Iterable[bytes], start: Start, end: End, letters: Callable[[str], None]) -> Iterator[None]:
    """Go through XML and stop after each block; tags come without prefix. Unfit where it declares a type or breaks."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth, bare = 0, True

    def opening(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} elements lie in each other")
        start(tag if bare else tag.rpartition(":")[2], attributes)

    def closing(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag if bare else tag.rpartition(":")[2])

    def first(tag: str, attributes: Attributes) -> None:
        # The prefix of the root is that of all that matters, and mostly there is none.
        nonlocal bare
        bare = ":" not in tag
        parser.StartElementHandler = opening
        opening(tag, attributes)

    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler, parser.EndElementHandler = first, closing
    parser.CharacterDataHandler = letters
    taken = 0
    try:
        for block in blocks:
            parser.Parse(block, False)
            taken += len(block)
            # Text is handed over as it comes, so that what is left over is the beginning of a tag.
            if taken - parser.CurrentByteIndex > LONGEST_TAG:
                raise ValueError(f"a tag has more than {LONGEST_TAG:,} letters")
            yield
        parser.Parse(b"", True)
    except Unfit:
        raise
    except IndexError:
        raise Unfit("The workbook is damaged: a cell points at a text or a style that is not there.", DAMAGED) from None
    except (expat.ExpatError, ValueError) as error:
        raise Unfit(f"The workbook is damaged: {error}.", DAMAGED) from None
    yield


def number(written: str) -> int:
    """A number of the workbook's own making; Unfit where it is none."""
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise Unfit(f"The workbook is damaged: “{shortened(written)}” stands where a number should.", DAMAGED)
    return int(written)


def refuse_type(*_: object) -> None:
    raise Unfit("The workbook declares a document type, as no spreadsheet does.", DAMAGED)


class Strings:
    """The texts that the cells of all sheets point at."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.found: list[str | Wrong] = []
        self.pieces: list[str] = []
        self.listening = self.aside = False
        for _ in parsed(blocks, self.start, self.end, self.letters):
            pass

    def start(self, tag: str, _: Attributes) -> None:
        if tag == "rPh":  # how the letters are spoken, which is no part of the text
            self.aside = True
        elif tag == "t":
            self.listening = not self.aside

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "rPh":
            self.aside = False
        elif tag == "si":
            if len(self.found) >= TEXTS:
                raise Unfit(f"The workbook has more than {TEXTS:,} texts.", AS_CSV)
            self.found.append(as_text("".join(self.pieces)))
            self.pieces.clear()

    def letters(self, text: str) -> None:
        if self.listening:
            self.pieces.append(text)


def as_text(text: str) -> str | Wrong:
    """A text, in which Excel writes signs that XML cannot hold as _x000D_."""
    if "_x" not in text:
        return text
    return storable(ESCAPED.sub(lambda code: chr(int(code[1], 16)), text))


class Places(dict[str, int]):
    """Where the columns of a sheet stand, from 0, by their letters."""

    def __missing__(self, letters: str) -> int:
        at = 0
        for letter in letters[:4]:
            at = at * 26 + LETTERS.find(letter) + 1
        if not 0 < at <= COLUMNS or letters.strip(LETTERS):
            raise ValueError(f"there is no column {shortened(letters)}")
        self[letters] = at - 1
        return at - 1


class Sheet:
    """The cells of a sheet; and once its rows were gone through, what else it holds.

    merged: areas such as A1:C1. hidden_rows: how many. hidden_columns: whether any. formulas: how many gave their
    stored results.
    """

    def __init__(self, strings: list[str | Wrong], formats: list[str], *, mac: bool = False) -> None:
        self.strings, self.formats, self.mac = strings, formats, mac
        self.merged: list[str] = []
        self.hidden_rows = self.formulas = self.last = 0
        self.hidden_columns = False
        self.done: list[tuple[int, dict[int, Any]]] = []
        self.line, self.at = 0, -1
        self.row: dict[int, Any] = {}
        self.places = Places()
        self.kind = self.style = self.formula = ""
        self.pieces: list[str] = []
        self.listening = self.aside = self.is_formula = False

    def rows(self, blocks: Iterable[bytes]) -> Iterator[tuple[int, dict[int, Any]]]:
        """The rows that hold anything, each with its number and its cells by place."""
        for _ in parsed(blocks, self.start, self.end, self.letters):
            yield from self.done
            self.done.clear()

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "c":
            name = given.get("r", "")
            letters = name.rstrip("0123456789")
            self.at = self.at + 1 if not name else self.places[letters]
            self.kind, self.style = given.get("t", "n"), given.get("s", "")
            self.formula, self.is_formula = "", False
            self.pieces.clear()
        elif tag == "v" or (tag == "t" and not self.aside):
            self.listening = True
        elif tag == "f":
            self.is_formula = self.listening = True
        elif tag == "row":
            self.line = number(given["r"]) if "r" in given else self.line + 1
            if not 0 < self.line <= ROWS:
                raise ValueError(f"there is no row {self.line:,}")
            self.at, self.row = -1, {}
            self.hidden_rows += given.get("hidden") in TRUE
        elif tag == "rPh":
            self.aside = True
        elif tag == "mergeCell":
            self.merged.append(given.get("ref", ""))
        elif tag == "dimension":
            told = LAST.fullmatch(given.get("ref", ""))  # serves only to show how far reading has come
            self.last = min(int(told[1]), ROWS) if told else 0
        elif tag == "col":
            self.hidden_columns |= given.get("hidden") in TRUE

    def letters(self, text: str) -> None:
        if self.listening:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        self.listening = False
        if tag == "c":
            if self.pieces or self.is_formula:
                self.row[self.at] = self.cell("".join(self.pieces))
        elif tag == "f":
            self.formula = "".join(self.pieces)
            self.pieces.clear()
        elif tag == "row" and self.row:
            self.done.append((self.line, self.row))
        elif tag == "rPh":
            self.aside = False

    def cell(self, stored: str) -> Any:
        """What a cell holds, for which its column decides where that is no text."""
        if self.kind == "s":
            return self.strings[number(stored)]
        if not stored and self.kind != "str":
            return Wrong(f"={self.formula}", "The formula has no stored result.", RESULT)
        if self.kind == "e":
            return Wrong(stored, "The cell shows an error.", "Mend its formula, or write what is meant.")
        self.formulas += self.is_formula
        if self.kind in ("str", "inlineStr"):
            return as_text(stored)
        if self.kind == "b":
            return Truth(stored == "1")
        if self.kind == "d":
            stored = serial(stored, self.mac)
        if not NUMBER.fullmatch(stored):
            return Wrong(stored, "The cell holds a number that is none.", DAMAGED)
        code = self.formats[number(self.style)] if self.style else "General"
        if code == "General" and stored.isdigit() and len(stored) <= SMALL:
            return stored.lstrip("0") or "0"
        return Number(stored, code, self.mac)


def serial(stored: str, mac: bool) -> str:
    """The number by which a workbook holds a moment that stands there in ISO 8601."""
    try:
        at = datetime.fromisoformat(stored).replace(tzinfo=None)
    except ValueError:
        return stored
    gone = at - datetime.combine(MAC if mac else EPOCH, time())
    return str(gone.days + Decimal(gone.seconds) / 86400)
