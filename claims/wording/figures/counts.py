"""The coding rules of counts and amounts without a number of their own, row by row; `slots.py` reads their slots."""

from __future__ import annotations

from claims.wording.figures.hedges import BOTH, COUNT, HEDGE_RULES
from claims.wording.grammar import Rule

PLURAL_UNITS = "u is the unit: tens 10, dozens 12, scores 20, hundreds 100, tens of thousands 10,000 …"
UNITS = f"{PLURAL_UNITS}; 1 where none is named"

VAGUE_RULES = (
    Rule("both", COUNT, "both (of), a pair (of), the two of them", "both soldiers", "2", "2"),
    Rule(
        "a trio",
        COUNT,
        "a {trio} (of), {trio} of, the {trio} (of)",
        "a trio of gunmen",
        "u",
        "u",
        "u is 2 for a duo or a brace, 3 for a trio, 4 for a quartet, 5 for a quintet",
    ),
    Rule(
        "dozens",
        BOTH,
        (
            "{units}, {units} of, many {units}, {units} and {units}, {units} upon {units}, in the {units}, into the "
            "{units}, literally {units}"
        ),
        "dozens of rocket attacks",
        "2u … 10u − 1",
        "u … 20u − 1",
        PLURAL_UNITS,
    ),
    Rule(
        "dozens or hundreds",
        BOTH,
        (
            "{units} or {units}, {units} or even {units}, {units} to {units}, {units} – {units}, {units} if not "
            "{units}, {units} perhaps {units}, {units} possibly {units}, {units} maybe {units}, {units} or perhaps "
            "{units}, {units} or possibly {units}, between {units} and {units}"
        ),
        "dozens or hundreds",
        "2u … 10w − 1",
        "u … 20w − 1",
        f"{PLURAL_UNITS}, w the second unit",
    ),
    Rule(
        "possibly dozens",
        BOTH,
        (
            "{units} … feared, {units} … could be, {units} … could have been, {units} … may be, {units} … may have "
            "been, {units} … might be, {units} … might have been, possibly {units}, perhaps {units}, maybe {units}, "
            "feared {units}"
        ),
        "dozens feared dead",
        "2u … 10u − 1",
        "0 … 20u − 1",
        PLURAL_UNITS,
    ),
    Rule(
        "low hundreds",
        BOTH,
        "in the low {units}, low {units}, the low {units}",
        "in the low hundreds",
        "u … 4u − 1",
        "u … 5u − 1",
        PLURAL_UNITS,
    ),
    Rule(
        "mid hundreds",
        BOTH,
        "in the mid {units}, mid {units}, the mid {units}",
        "in the mid-hundreds",
        "4u … 7u − 1",
        "3u … 8u − 1",
        PLURAL_UNITS,
    ),
    Rule(
        "high hundreds",
        BOTH,
        "in the high {units}, high {units}, the high {units}",
        "in the high hundreds",
        "7u … 10u − 1",
        "6u … 10u − 1",
        PLURAL_UNITS,
    ),
    Rule(
        "double digits",
        COUNT,
        (
            "{double} digits, {double} figures, {double} digit, {double} figure, in {double} digits, in {double} "
            "figures, into {double} digits, into {double} figures, in the {double} digits, in the {double} figures"
        ),
        "in double digits",
        "u … 10u − 1",
        "u … 10u − 1",
        "u is 1 for single, 10 for double or two, 100 for triple or three, and so on",
    ),
    Rule("several", BOTH, "several, several {u}, several {u} of", "several thousand", "3u … 7u", "2u … 9u", UNITS),
    Rule(
        "a few",
        BOTH,
        "a few, a few {u}, a few {u} of",
        "a few hundred",
        "3u … 5u",
        "2u … 9u",
        UNITS,
    ),
    Rule(
        "a couple",
        BOTH,
        "a couple (of), a couple (of) {u}, couple of, couple of {u}, couple {u}",
        "a couple of men",
        "2u",
        "2u … 3u",
        UNITS,
    ),
    Rule("a handful", COUNT, "a handful (of), handful of, a small handful (of)", "a handful of men", "3 … 6", "2 … 9"),
    Rule(
        "some",
        COUNT,
        (
            "some (of), many (of), numerous, multiple, various, a number of, a large number of, a small number of, "
            "large numbers of, great many, a great many (of), quite a few (of), quite some (of), plenty of, lots of, "
            "countless"
        ),
        "some bases",
        "2 …",
        "2 …",
    ),
    Rule(
        "none",
        COUNT,
        (
            "no, none (of), none at all, not a single, not a single one (of), not one (of), not one single, not any "
            "(of), not even one, nobody, no one, nothing, never, neither, neither of, zero"
        ),
        "no members",
        "0",
        "0",
        "“no” counts where people or things follow it, or it stands alone",
    ),
    Rule(
        "one",
        COUNT,
        "a single, a lone, a sole, the only, one single, one lone, just the one",
        "a single rocket",
        "1",
        "1",
    ),
    Rule(
        "another n",
        BOTH,
        (
            "{n} more, another {n}, a further {n}, an additional {n}, an extra {n}, {n} additional, {n} further, {n} "
            "extra, {n} others, {n} other, another, further {n}, {n} … more, several more, several others, a few "
            "more, {units} more, {units} others, some more, many more"
        ),
        "14 more",
        refuses="is an increase, not a total: write the total that it leads to.",
    ),
    Rule(
        "rose from a to b",
        BOTH,
        (
            "{rose} … from {a} to {b}, {rose} … to {b} from {a}, {rose} from {n}, {rose} … from {a} and {b}, moved … "
            "from {a} to {b}, changed … from {a} to {b}, swelled … from {a} to {b}, swollen … from {a} to {b}, "
            "expanded … from {a} to {b}, updated … from {a} to {b}, shrunk … from {a} to {b}"
        ),
        "rose from 10 to 14",
        refuses="is a change from one total to another: write the total that is meant.",
    ),
    Rule(
        "rose by n",
        BOTH,
        (
            "{rose} by {n}, {rose} … by {n}, increase of {n}, rise of {n}, growth of {n}, jump of {n}, surge of {n}, "
            "drop of {n}, fall of {n}, decrease of {n}, decline of {n}, reduction of {n}"
        ),
        "rose by 14",
        refuses="is a change, not a total: write the total that it leads to.",
    ),
    Rule(
        "went up to n",
        BOTH,
        (
            "goes up to {n}, go up to {n}, going up to {n}, gone up to {n}, went up to {n}, rose up to {n}, rises up "
            "to {n}, risen up to {n}, climbed up to {n}"
        ),
        "went up to 14",
        refuses="is either a total that was reached or the most there can be: write “rose to” or “at most”.",
    ),
    Rule(
        "twice the number",
        BOTH,
        "twice the, twice as, twice that, {n} times as, {n} times the, {n} times that, double the, triple the, half as",
        "twice as many",
        refuses="is a comparison, not a total: write the total that it comes to.",
    ),
    Rule(
        "the rest",
        BOTH,
        "the rest (of), the remaining, the remaining {n}, the remainder (of), remaining {n}, the others",
        "the rest of them",
        refuses="is what is left of a total: write how many that is.",
    ),
    Rule(
        "bare plural",
        COUNT,
        "{nouns}",
        "militants killed",
        "2 …",
        "2 …",
        "where no word before it says how many",
        bare=True,
    ),
    Rule(
        "bare singular",
        COUNT,
        "{noun}, a … {noun}, an … {noun}, a {thing}, an {thing}",
        "soldier killed",
        "1",
        "1",
        "where no word before it says how many; a thing that is not known is at most two words",
        bare=True,
    ),
)

COUNT_RULES = HEDGE_RULES + VAGUE_RULES
