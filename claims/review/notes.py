"""Notes: the team's discussion of a claim, which bears on nothing."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Claim, Note

from . import Refused, line_feeds, refuse_merged, writing

LENGTH = 5000  # characters
AGAIN = timedelta(minutes=1)  # in which the same words of the same person are one note, sent twice


def write(actor: User, claim: Claim, text: str) -> Note:
    """Store a note on a claim, or return the one that it repeats; its line breaks become single line feeds."""
    with writing(actor, "claims.add_note"):
        refuse_merged([claim.pk])
        text = line_feeds(text).strip()
        if not text:
            raise Refused("Write something first.")
        if len(text) > LENGTH:
            raise Refused(f"A note has at most {LENGTH:,} characters, and this one has {len(text):,}: shorten it.")
        recent = Note.objects.filter(claim=claim, author=actor, text=text, written_at__gt=timezone.now() - AGAIN)
        return recent.first() or Note.objects.create(claim=claim, author=actor, text=text)
