import pytest

from claims.wording import Unreadable
from claims.wording.choices import OptionName, match, normalise

FORCES = [
    OptionName(1, "Iraqi forces", ("Iraqi troops",)),
    OptionName(2, "Counter-Terrorism Service", ("counter-terrorism forces", "CTS"), 1),
    OptionName(3, "Federal Police", ("the police",), 1),
    OptionName(4, "Kataib Hezbollah", ("Khataib Hezbollah", "Kata'ib Hizballah")),
    OptionName(5, "Badr Organisation", ("Badr",)),
]


@pytest.mark.parametrize(
    ("wording", "key", "rule"),
    [
        ("Counter-Terrorism Service", 2, "option"),
        ("the counter terrorism service", 2, "option"),
        ("COUNTER–TERRORISM SERVICE.", 2, "option"),
        ("counter-terrorism forces", 2, "alias"),
        ("C.T.S.", 2, "alias"),
        ("Iraqi troops", 1, "alias"),
        ("Police", 3, "alias"),
        ("Katāʾib Hezbollah", 4, "option"),
        ("Kata’ib Hizballah", 4, "alias"),
        ("Counter-Terrorism Service or the Federal Police", 1, "a or b"),
        ("either CTS or police", 1, "a or b"),
    ],
)
def test_it_matches_a_name_or_an_alias_spelling_aside(wording, key, rule):
    found, found_by = match(wording, FORCES)
    assert (found, found_by.name) == (key, rule)


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        ("the army", "“the army” is no option of this claim: it knows “Iraqi forces”"),
        ("", "is no option"),
        ("Kataib Hezbollah or Badr", "without a parent in common"),
        ("CTS or Badr", "without a parent in common"),
        ("CTS or the army", "is no option"),
        ("CTS or Counter-Terrorism Service", "without a parent in common"),
    ],
)
def test_it_refuses_what_names_no_single_option(wording, message):
    with pytest.raises(Unreadable) as refused:
        match(wording, FORCES)
    assert message in str(refused.value)


def test_an_option_with_or_in_its_name_is_matched_whole():
    options = [OptionName("a", "Dead or wounded"), OptionName("b", "Unhurt")]
    assert match("dead or wounded", options)[0] == "a"


def test_a_name_goes_before_the_alias_of_another_option():
    options = [OptionName(1, "Badr"), OptionName(2, "Popular Mobilisation", ("Badr",))]
    assert match("badr", options)[0] == 1


def test_an_alias_of_two_options_is_refused():
    options = [OptionName(1, "Raid", ("it",)), OptionName(2, "Strike", ("it",))]
    with pytest.raises(Unreadable, match="names both “Raid” and “Strike”"):
        match("it", options)


def test_the_message_names_six_options_at_most():
    options = [OptionName(number, f"Option {number}") for number in range(10)]
    with pytest.raises(Unreadable) as refused:
        match("x", options)
    assert "“Option 5” and 4 more" in str(refused.value)
    assert "Option 6" not in str(refused.value)


def test_a_claim_without_options_says_so():
    with pytest.raises(Unreadable, match="it has none yet"):
        match("x", [])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Al-Kadhimi", "al kadhimi"),
        ("Kata’ib", "kataib"),
        ("  É-t_é ", "e t e"),
        ("the", "the"),
        ("?!", ""),
    ],
)
def test_normalise_leaves_spelling_marks_aside(text, plain):
    assert normalise(text) == plain
