import pytest

from claims.wording import RULES
from claims.wording.methodology import SECTIONS, anchor, sections

from .factories import make_claim, make_user, say


def test_the_page_holds_every_rule_once():
    assert sorted(rule.name for _, rules in SECTIONS for rule in rules) == sorted(rule.name for rule in RULES)


def test_every_rule_has_a_place_of_its_own():
    anchors = [row.anchor for _, rows in sections() for row in rows]
    assert len(set(anchors)) == len(anchors)


def test_no_form_shows_the_inside_of_a_rule():
    for _, rows in sections():
        for row in rows:
            text = f"{row.ways} {row.more}"
            assert "{" not in text.replace("{1667,1668,1670..1672}", "")
            assert "( " not in text and " )" not in text


def test_every_example_is_worked_out_or_refused():
    for _, rows in sections():
        for row in rows:
            assert bool(row.expected) == bool(row.possible) != bool(row.rule.refuses)


@pytest.mark.django_db
def test_a_reading_leads_to_its_rule_on_the_page(client):
    client.force_login(make_user("viewer"))
    claim = make_claim()
    assertion = say(claim, "nearly three dozen")
    place = anchor(assertion.rule)
    assert f'href="/methodology/#{place}"' in client.get(f"/claims/{claim.reference}/").content.decode()
    assert f'id="{place}"' in client.get("/methodology/").content.decode()


@pytest.mark.django_db
def test_a_reading_by_older_rules_says_so(client):
    client.force_login(make_user("viewer"))
    claim = make_claim()
    say(claim, "14")
    assert "version 1 of the rules" not in client.get(f"/claims/{claim.reference}/").content.decode()
    claim.assertions.update(rules_version=1)
    assert "version 1 of the rules" in client.get(f"/claims/{claim.reference}/").content.decode()
