"""What somebody asks to download: some claims, at some moment, as a file of some format."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .facts import FILES, FORMATS, Extract, TooManyRows, moment_of
from .filters import ClaimFilter
from .models import Claim

NOW_ONLY = ("verdict", "status")  # what the list can be narrowed by, and no moment but now


class Unclear(ValueError):
    """Nothing can be made of what was asked; the text says why."""


def extract_of(asked: Mapping[str, str], *, alone: bool = False) -> Extract:
    """What filters of the claim list ask for, as they were at `as_of` where that is given.

    Raises Unclear.
    """
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
    narrowed = any(chosen.form.cleaned_data.values())
    return Extract(chosen.qs if narrowed else None, moment, alone=alone)


def download(extract: Extract, name: str, kind: str, *, empty: bool = False) -> HttpResponseBase:
    """A file of an extract, or why there is none; without its rows where only its headers are asked for."""
    most = FORMATS[kind].most
    if most and extract.query(name).count() > most:
        return refused(TooManyRows())
    return file_of(name, () if empty else extract.rows(name), kind)


def file_of(name: str, rows: Iterable[Sequence[str]], kind: str = "csv") -> StreamingHttpResponse:
    """Rows as a file of one of FORMATS, sent while they are read."""
    written = FORMATS[kind]
    return sent(written.write(FILES[name], rows), f"{name}.{kind}", written.content_type)


def sent(blocks: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """A file for the one who asked, and for no cache that others share; its first block is made at once."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return StreamingHttpResponse(Begun(blocks), content_type=content_type, headers=headers)


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
