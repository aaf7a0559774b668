"""What is said of words that name no option: the same by whichever door they and the options came."""

from __future__ import annotations

import pytest

from claims.loading import load
from claims.models import Assertion, Claim, Option
from claims.review.assertions import read_again

from .factories import make_claim, make_options, make_source, make_user

pytestmark = pytest.mark.django_db

# Depth first, they stand in another order than in their file.
TREE = [["army", ""], ["infantry", "army"], ["navy", ""], ["guards", "infantry"]]
OFFER = "it knows “army”, “infantry”, “guards”, “navy”."


def problems():
    return list(Assertion.objects.values_list("problem", flat=True))


@pytest.mark.parametrize("together", [True, False])
def test_options_are_named_in_one_order_whether_loaded_with_the_words_or_before(write, together):
    claim, source = make_claim("choice"), make_source()
    options = write("options", ["claim", "option", "parent"], *([claim.reference, *row] for row in TREE))
    said = write("assertions", ["claim", "source", "wording"], [claim.reference, source.reference, "the police"])
    for paths in [[options, said]] if together else [[options], [said]]:
        load(paths, make_user())
    (found,) = problems()
    assert OFFER in found
    read_again(Assertion.objects.all())
    assert problems() == [found]


def test_so_they_are_where_some_were_stored_already(write):
    claim, source = make_claim("choice"), make_source()
    make_options(claim, {"army": None, "navy": None})
    options = write("options", ["claim", "option", "parent"], *([claim.reference, *TREE[n]] for n in (1, 3)))
    said = write("assertions", ["claim", "source", "wording"], [claim.reference, source.reference, "the police"])
    load([options, said], make_user())
    assert OFFER in problems()[0]


def test_an_option_that_lies_in_a_stored_one_is_loaded_without_words(write):
    claim = make_claim("choice")
    make_options(claim, {"army": None})
    load([write("options", ["claim", "option", "parent"], [claim.reference, "guards", "army"])], make_user())
    assert Option.objects.get(name="guards").parent.name == "army"
    assert Claim.objects.get().options.count() == 2
