from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from copy import copy
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.evidence import Evidence
from claims.management.commands import number, plain, pour, require_tables
from claims.models import Assertion, Assessment, Claim
from claims.review import Refused
from claims.review.rereading import COMPARED, Change, Reread, Standing, reread
from claims.wording import RULES_VERSION


class Command(BaseCommand):
    help = (
        "Show what would change if all that other rules read were read again by today's: readings, verdicts, and "
        "decisions that turn stale. Changes nothing without --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="change it")
        parser.add_argument(
            "--claim",
            action="append",
            dest="claims",
            metavar="REFERENCE",
            help="only what is said of this claim, and what goes by it; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        claims = options["claims"] and kept(options["claims"])
        # Lines wait in a file: whoever reads them page by page would otherwise hold the writers' lock for as long.
        with TemporaryFile("w+", encoding="utf-8") as lines:
            try:
                came_to = reread(
                    claims,
                    apply=options["apply"],
                    tell=lambda change: print(told(change), file=lines),
                    progress=self.progress,
                )
            except Refused as error:
                raise CommandError(f"Nothing was changed. {error}") from error
            lines.seek(0)
            pour(lines, self.stdout)
        pour((f"{line}\n" for line in summary(came_to, options["apply"])), self.stdout)

    def progress(self, stage: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(stage, self.style.NOTICE)


def kept(claims: list[str]) -> list[str]:
    """The references of the claims, of a merged one that of the claim that is kept."""
    known = {claim.reference: claim for claim in Claim.objects.filter(reference__among=claims)}
    if unknown := [f"“{plain(reference)}”" for reference in claims if reference not in known]:
        raise CommandError(f"There is no claim {' or '.join(unknown)}.")
    return [claim.kept.reference for claim in known.values()]


def told(change: Change) -> str:
    """ "KH-02 carlin “all but one”: was 13 (all but k) → is 12–13 (all but k)"."""
    row, was = change.assertion, copy(change.assertion)
    vars(was).update(change.before)
    axis = Evidence(row.claim, "", [], [], list(change.options))
    words = f"“{row.wording}”" + (f", read as “{row.read_wording}”" if row.read_wording != row.wording else "")
    before, now = said(was, axis), said(row, axis)
    if before == now:
        differing = [name for name in COMPARED if getattr(was, name) != getattr(row, name)]
        now += f", but differs in {', '.join(differing).replace('_', ' ')}"
    return plain(f"{row.claim.reference} {row.source.reference} {words}: was {before} → is {now}")


def said(row: Assertion, axis: Evidence) -> str:
    """A reading in words: "12–40, most readers: 13–24 (dozens)"."""
    if row.problem:
        return f"unread ({row.problem})"
    verb = f"{row.stance} " if row.stance in (Assertion.Stance.DENIES, Assertion.Stance.DOUBTS) else ""
    possible, expected = axis.say(row.possible), axis.say(row.expected)
    most = f", most readers: {expected}" if expected != possible else ""
    return f"{verb}{possible}{most} ({row.rule})"


def summary(came_to: Reread, applied: bool) -> Iterator[str]:
    """What the changed readings turn, and how many of all there are."""
    if not came_to.older:
        yield f"Nothing to do: no reading asked for is of other rules than version {RULES_VERSION}."
        return
    for was, now in came_to.turned:
        yield from turns(was, now)
    alike = came_to.older - came_to.changed
    explained = f", {came_to.explained:,} of them with a new explanation" * bool(came_to.explained)
    yield (
        f"{number(came_to.older, 'reading')} of other rules than version {RULES_VERSION}: "
        f"{came_to.changed:,} changed, {alike:,} alike{explained}"
    )
    if came_to.followed:
        yield f"{number(came_to.followed, 'relative reading')} changed with the base"
    verdicts = sum(was.verdict != now.verdict for was, now in came_to.turned)
    stale = sum(turned_stale(was, now) for was, now in came_to.turned)
    yield f"{number(verdicts, 'verdict')} changed, {number(stale, 'decision')} turned stale"
    yield "Done." if applied else "Nothing was changed: this is what --apply would do."


def turns(was: Standing, now: Standing) -> Iterator[str]:
    if was.verdict != now.verdict:
        before, after = (Assessment.Verdict(verdict).label.lower() for verdict in (was.verdict, now.verdict))
        yield f"{now.claim}: verdict {before} → {after}"
    if was.stale != now.stale:
        yield f"{now.claim}: the decision {'turns stale' if now.stale else 'is no longer stale'}"
    if was.explained != now.explained:
        yield f"{now.claim}: the conflict is {'explained again' if now.explained else 'no longer explained'}"


def turned_stale(was: Standing, now: Standing) -> int:
    """How many decisions of a claim turn stale: the one about its value, the one that explains its conflict."""
    return (now.stale and not was.stale) + (was.explained and not now.explained)
