"""What a wording is read as: an analyst's words in place of what the rules make of it, and back again."""

from __future__ import annotations

from django.contrib.auth.models import User

from claims.models import Assertion

from . import Changed, Refused, required, save_all, writing
from .assertions import READING, current, prepare, refresh, settle


def overrule(actor: User, assertion: Assertion, read_as: str, note: str, *, seen: str | None = None) -> Assertion:
    """Let other words be read in place of an assertion's own, for a reason that stays with it as its note.

    Returns the assertion as it is then read. Raises Refused where nobody could read the words.
    """
    with writing(actor, "claims.change_assertion"):
        row, words = current(assertion, seen), read_as.strip()
        if not words:
            raise Refused("Say what it is to be read as.")
        if row.read_as == words:
            raise Changed(f"It is read as “{words}” already.")
        row.read_as, row.note = words, required(note)
        store(actor, row, f"overruled: {row.note}")
        if row.problem:
            raise Refused(row.problem)
    return row


def go_back(actor: User, assertion: Assertion, reason: str, *, seen: str | None = None) -> Assertion:
    """Read an assertion's own words again, as the rules have them; its note stays."""
    with writing(actor, "claims.change_assertion"):
        row = current(assertion, seen)
        if not row.read_as:
            raise Changed("It is read by the rules already.")
        row.read_as = ""
        store(actor, row, f"read again as computed: {required(reason)}")
    return row


def store(actor: User, row: Assertion, change: str) -> None:
    refresh(row)
    prepare(actor, [row])
    save_all([row], actor, change, {"read_as", "note", *READING})
    settle(row)
