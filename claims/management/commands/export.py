from __future__ import annotations

import os
import re
import stat
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.facts import FILES, FORMATS, Extract, TooManyRows
from claims.facts.package import package
from claims.management.commands import pour, require_tables
from claims.models import Assessment, Claim, Decision
from claims.outgoing import Unclear, extract_of
from claims.postgres import one_moment

PACKAGE = "package"
LICENCE = re.compile(r"[-a-zA-Z0-9._]*|https?://[^\s<>\"]+", re.ASCII)  # a name as Data Package has it


class Command(BaseCommand):
    help = "Write the reconciled facts, or the evidence in the form of the files that load takes, or all in a package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*FILES, PACKAGE])
        parser.add_argument(
            "--format", choices=list(FORMATS), help="by default as FILE ends, or csv; a package is a zip archive of it"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="by default to standard output")
        parser.add_argument("--topic", metavar="NAME", help="only claims of this topic")
        parser.add_argument("--verdict", choices=Assessment.Verdict.values, help="only claims of this verdict")
        parser.add_argument("--status", choices=Assessment.Status.values, help="only claims of this status")
        parser.add_argument("--kind", choices=Claim.Kind.values, help="only claims of this kind")
        parser.add_argument("--search", metavar="WORDS", help="only claims in which all these words stand")
        parser.add_argument(
            "--as-of", metavar="MOMENT", help="facts as they then stood: 2020-06-29 (its end), or 2020-06-29T10:30"
        )
        parser.add_argument("--licence", default="", help="what the package says of its licence, such as CC-BY-4.0")

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        self.refuse_unfit(options)
        asked = {name: options[name] or "" for name in ("topic", "verdict", "status", "kind", "search", "as_of")}
        try:
            extract = extract_of(asked, alone=options["what"] == PACKAGE)
            with one_moment():
                self.write(self.blocks(extract, options), options["output"])
            self.warn_of_no_decision(extract)
        except (Unclear, TooManyRows) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            place = options["output"] or "Standard output"
            raise CommandError(f"{place} cannot be written: {error.strerror}.") from error

    def refuse_unfit(self, options: dict[str, Any]) -> None:
        """Raise CommandError for options that do not go together."""
        what, form = options["what"], options["format"]
        ends = format_of(options["output"])
        if form and ends and ends != form:
            raise CommandError(f"{options['output']} would hold {form}: let its name end in .{form}.")
        if what == PACKAGE and ends:
            raise CommandError(f"A package is a zip archive: call it {options['output'].with_suffix('.zip')}.")
        if what == PACKAGE and form:
            raise CommandError("A package has its own format: leave --format out.")
        if options["licence"] and what != PACKAGE:
            raise CommandError("Only a package says its licence: leave --licence out.")
        if not LICENCE.fullmatch(options["licence"]):
            raise CommandError("--licence takes a short name, such as CC-BY-4.0, or an address: https://…")
        if options["as_of"] is not None and not options["as_of"].strip():
            raise CommandError("--as-of is empty: say a moment, or leave it out for now.")
        if options["as_of"] and what not in ("facts", PACKAGE):
            raise CommandError("Only facts are known as they once stood: leave --as-of out.")
        if options["output"] is None and (what == PACKAGE or form == "xlsx"):
            raise CommandError("That is no text for a terminal: say where to write it with --output FILE.")

    def blocks(self, extract: Extract, options: dict[str, Any]) -> Iterator[bytes]:
        if options["what"] == PACKAGE:
            return package(extract, timezone.now(), options["licence"])
        name, form = options["what"], FORMATS[options["format"] or format_of(options["output"]) or "csv"]
        return form.write(FILES[name], extract.rows(name))

    def warn_of_no_decision(self, extract: Extract) -> None:
        if extract.moment and not Decision.objects.filter(decided_at__lte=extract.moment).exists():
            at = timezone.localtime(extract.moment).isoformat(" ", "minutes")
            self.stderr.write(f"No decision was in force at {at}: none had been made yet.")

    def write(self, blocks: Iterator[bytes], output: Path | None) -> None:
        if output is None:
            pour((block.decode() for block in blocks), self.stdout)
        else:
            write_whole(output, blocks)


def format_of(path: Path | None) -> str:
    """The format by which the name of a file ends; "" where that is none."""
    ends = path.suffix.removeprefix(".").lower() if path else ""
    return ends if ends in FORMATS else ""


def write_whole(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file so that it is there as a whole or, where anything fails, as it was; a device as it comes.

    One that is there keeps who may read it, and a link goes on leading to it.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with open(path, "wb") as device:
            device.writelines(blocks)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "xb") as file:
            if path.exists():
                part.chmod(stat.S_IMODE(path.stat().st_mode))
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
