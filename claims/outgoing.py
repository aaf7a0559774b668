"""What somebody asks to download: some claims, at some moment, as a file of some format."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .facts import FILES, FORMATS, Extract, TooManyRows, moment_of
from .filters import ClaimFilter
from .models import Claim
from .postgres import one_moment

NOW_ONLY = ("verdict", "status", "search")  # what the list can be narrowed by, and no moment but now
THEN = {"topic": "topic_id", "kind": "kind"}  # what a claim is narrowed by as it was, and where its history has it
PLACES = {"as_of", "after", "before"}  # what an address may say besides filters


class Unclear(ValueError):
    """Nothing can be made of what was asked; the text says why."""


def extract_of(asked: Mapping[str, str], *, alone: bool = False) -> Extract:
    """What filters of the claim list ask for, as they were at `as_of` where that is given.

    Raises Unclear.
    """
    if unknown := sorted(set(asked) - ClaimFilter.base_filters.keys() - PLACES):
        raise Unclear(f"{', '.join(unknown)}: there is no such filter. Leave it out, or look for a slip.")
    moment = None
    if words := asked.get("as_of", "").strip():
        try:
            moment = moment_of(words)
        except ValueError as error:
            raise Unclear(f"as_of: {error}") from None
        if given := [name for name in NOW_ONLY if asked.get(name)]:
            raise Unclear(f"{', '.join(given)}: that is of now, and as_of asks for another moment. Leave one out.")
    claims = (Claim.objects.all() if moment else Claim.objects.live()).order_by("reference")
    chosen = ClaimFilter(asked, queryset=claims)
    if not chosen.is_valid():
        raise Unclear("\n".join(f"{name}: {' '.join(errors)}" for name, errors in chosen.errors.items()))
    narrowing = {name: value for name, value in chosen.form.cleaned_data.items() if value}
    if not narrowing:
        return Extract(None, moment, alone=alone)
    then = {THEN[name]: value for name, value in narrowing.items()} if moment else {}
    asked_for = {name: asked[name].strip() for name in narrowing}
    return Extract(once(then) if moment else chosen.qs, moment, then, now=chosen.qs, asked_for=asked_for, alone=alone)


def once(fields: Mapping[str, object]) -> QuerySet[Claim]:
    """The claims that have the values, or had them at some moment."""
    claims = Claim.objects.order_by("reference")
    for name, value in fields.items():
        had = Claim.history.filter(**{name: value}).order_by().values("id")
        claims = claims.filter(Q(**{name: value}) | Q(pk__in=had))
    return claims


def download(extract: Extract, name: str, kind: str, *, empty: bool = False) -> HttpResponseBase:
    """A file of an extract, or why there is none; without its rows where only its headers are asked for."""
    most = FORMATS[kind].most
    try:
        if most and not extract.moment and extract.query(name).count() > most:
            raise TooManyRows
        return file_of(name, () if empty else extract.rows(name), kind)
    except TooManyRows as error:
        return refused(error)


def file_of(name: str, rows: Iterable[Sequence[str]], kind: str = "csv") -> StreamingHttpResponse:
    """Rows as a file of one of FORMATS, sent while they are read."""
    written = FORMATS[kind]
    return sent(written.write(FILES[name], rows), f"{name}.{kind}", written.content_type)


def sent(blocks: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """A file for the one who asked, and for no cache that others share; its first block is made at once."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return StreamingHttpResponse(Begun(of_one_moment(blocks)), content_type=content_type, headers=headers)


def of_one_moment(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks that are read as of one moment, however long somebody takes them."""
    with one_moment():
        yield from blocks


class Begun:
    """Blocks of which the first is made: what goes wrong from the start is no answer broken off."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.first = next(blocks, b"")

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.blocks

    def close(self) -> None:
        """Let go of what the blocks come from, also where nobody took any."""
        if isinstance(self.blocks, Generator):
            self.blocks.close()


def refused(why: object) -> HttpResponse:
    return HttpResponse(str(why), status=400, content_type="text/plain; charset=utf-8")
