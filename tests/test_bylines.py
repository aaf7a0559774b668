"""Authors: how sentences call them, and how a citation writes them."""

from __future__ import annotations

import pytest
from django.test import Client

from claims.models import Publisher, Source

from .factories import make_claim, make_source, make_user, say


@pytest.mark.parametrize(
    ("authors", "called", "shown"),
    [
        ("Ann Lee", "Lee", "Ann Lee"),
        ("Ann Lee;Bo Chu", "Lee and Chu", "Ann Lee; Bo Chu"),
        ("Müller, Jörg;Dupré, Anaïs", "Müller and Dupré", "Müller, Jörg; Dupré, Anaïs"),
        ("van der Berg, Jan", "van der Berg", "van der Berg, Jan"),
        (" ; , ;\u00a0,", "The Post", ""),
        (", Jan Berg,", "Berg", "Jan Berg"),
        ("", "The Post", ""),
    ],
)
def test_authors_are_called_by_their_surnames_and_shown_apart(authors, called, shown):
    source = Source(authors=authors, publisher=Publisher(name="The Post"))
    assert (source.short_name, source.byline) == (called, shown)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/claims/C-1/", "/sources/", "/sources/post/"])
def test_the_record_shows_semicolons_with_a_space(page):
    say(make_claim(reference="C-1"), "only 11", make_source("post", authors="Müller, Jörg;Dupré, Anaïs"))
    client = Client()
    client.force_login(make_user("viewer"))
    shown = client.get(page).content.decode()
    assert "Müller, Jörg; Dupré, Anaïs" in shown and "Jörg;" not in shown.replace("Jörg; ", "")
