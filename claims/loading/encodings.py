"""Encodings: bytes into letters, by a byte order mark or by what the person says, never by guessing."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TextIO

from .tables import Unfit

# What people may choose, and what it is called.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16 (“Unicode” of Windows)",
    "utf-16-be": "UTF-16, big end first",
    "windows-1252": "Windows-1252 (Western Europe)",
    "iso-8859-1": "ISO 8859-1 (Latin-1)",
    "iso-8859-15": "ISO 8859-15 (Latin-9)",
    "windows-1250": "Windows-1250 (Central Europe)",
    "windows-1251": "Windows-1251 (Cyrillic)",
    "windows-1254": "Windows-1254 (Turkish)",
    "windows-1256": "Windows-1256 (Arabic)",
    "macroman": "Mac OS Roman",
}
# By what Python calls each; people write latin-1, cp1252 or utf8.
NAMES = {codecs.lookup(name).name: name for name in ENCODINGS}
# The longer marks first: one begins with another.
MARKS = [
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
BLOCK = 1 << 20
ENDS = re.compile(rb"\r\n|\r|\n")
NUL = re.compile("\0")
CONTROLS = re.compile(r"[\0\x80-\x9f]")  # ISO 8859 has the latter where Windows has quotation marks
SAVE = "Save it as UTF-8 (“CSV UTF-8” in Excel, “Unicode (UTF-8)” in LibreOffice)"


class Letters:
    """A file of text: its encoding, and once it was checked, how many lines it has.

    Raises Unfit with the line and the byte where the encoding does not fit.
    """

    def __init__(self, path: Path, chosen: str = "") -> None:
        self.path, self.chosen, self.lines = path, known(chosen), 0
        with open(path, "rb") as file:
            head = file.read(4)
        self.mark, marked = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", ""))
        if marked == "UTF-32":
            raise Unfit("The file is UTF-32, as its first bytes say.", f"{SAVE}.", line=1)
        self.codec = marked or {"utf-16": "utf-16-le"}.get(self.chosen, self.chosen) or "utf-8"
        if self.codec not in ENCODINGS and self.codec != "utf-16-le":
            raise Unfit(f"There is no encoding “{chosen}” here.", f"These are known: {', '.join(ENCODINGS)}.")

    @property
    def odd(self) -> re.Pattern[str]:
        """Signs that no text holds in this encoding."""
        return CONTROLS if self.codec.startswith("iso-8859") else NUL

    @property
    def remarks(self) -> list[str]:
        """What must be said of the encoding."""
        chosen = {"utf-16": "utf-16-le"}.get(self.chosen, self.chosen)
        if self.mark and (self.codec != "utf-8" or chosen not in ("", "utf-8")):
            return [f"Read as {self.codec[:6].upper()}, as the file's first bytes say."]
        return [f"Read as {ENCODINGS[self.chosen]}."] if self.chosen not in ("", "utf-8") else []

    def check(self) -> None:
        """Go through the whole file once, a block at a time."""
        decoder = codecs.getincrementaldecoder(self.codec)()
        odd, ended = self.odd, False
        with open(self.path, "rb") as file:
            file.seek(len(self.mark))
            while block := file.read(BLOCK):
                try:
                    text = decoder.decode(block)
                except UnicodeDecodeError:
                    raise self.misfit() from None
                if odd.search(text):
                    raise self.misfit()
                self.lines += max(text.count("\n"), text.count("\r"))
                ended = bool(text)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise self.misfit() from None
        self.lines += ended

    def open(self, errors: str = "strict") -> TextIO:
        """The letters, with the line ends as they stand."""
        file = open(self.path, encoding=self.codec, errors=errors, newline="")  # noqa: SIM115 - the caller closes it
        file.read(len(self.mark) and 1)
        return file

    def misfit(self) -> Unfit:
        """What is wrong with the first byte that does not fit."""
        data = self.path.read_bytes()[len(self.mark) :]
        try:
            text = data.decode(self.codec)
        except UnicodeDecodeError as error:
            at = error.start
            name = ENCODINGS.get(self.codec, "UTF-16").partition(" (")[0]
            why = f"{position(data, at)} (0x{data[at]:02X}) is not {name}"
            if self.codec == "utf-8":
                why += "; the file may be Windows-1252 or Latin-1"
        else:
            sign = self.odd.search(text)
            assert sign  # noqa: S101 - check has seen it
            at = len(text[: sign.start()].encode(self.codec))
            why = f"{position(data, at)} is NUL, which no text holds; the file may be UTF-16, or damaged"
            if sign[0] != "\0":
                why = f"{position(data, at)} (0x{data[at]:02X}) is no letter; the file may be Windows-1252"
        remedy = f"{SAVE}, or choose its encoding, such as windows-1252."
        return Unfit(f"{why}.", remedy, line=line_at(data, at, self.codec))


def known(name: str) -> str:
    """The name in ENCODINGS of one that may be written as an alias; an unknown one as it is."""
    try:
        return NAMES.get(codecs.lookup(name).name, name)
    except (LookupError, ValueError):
        return name


def line_at(data: bytes, at: int, codec: str = "utf-8") -> int:
    """The line, from 1, of a byte."""
    if codec.startswith("utf-16"):
        data = data[:at].decode(codec, errors="replace").encode(errors="replace")
        at = len(data)
    return len(ENDS.findall(data[:at])) + 1


def position(data: bytes, at: int) -> str:
    """Where a byte stands, both counted from 1; the byte order mark is not counted."""
    start = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1
    return f"Byte {at + 1:,} of the file (byte {at - start + 1:,} of the line)"
