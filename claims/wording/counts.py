"""The coding rules of counts and amounts, row by row; `figures.py` reads their slots."""

from __future__ import annotations

from claims.wording.grammar import Rule

BOTH = ("count", "amount")
COUNT = ("count",)

COUNT_RULES = (
    Rule(
        "n",
        BOTH,
        "{n}",
        "14 members",
        "n",
        "n − r … n + r",
        (
            "r is nought but for a bare round number (100 or more with zeros at the end, or a scale or "
            "decimal): then the smaller of half its last non-zero place and 5% of n"
        ),
    ),
    Rule(
        "exactly n",
        BOTH,
        (
            "only {n}, just {n}, exactly {n}, precisely {n}, a total of {n}, total of {n}, all {n}, {n} … "
            "in all, {n} … in total, {n} … altogether, {n} exactly"
        ),
        "only 11",
        "n",
        "n",
    ),
    Rule("both", COUNT, "both (of), a pair (of)", "both soldiers", "2", "2"),
    Rule(
        "about n",
        BOTH,
        (
            "about {n}, around {n}, approximately {n}, approx {n}, roughly {n}, some {n}, circa {n}, ca "
            "{n}, c {n}, ~ {n}, an estimated {n}, estimated {n}, in the region of {n}, {n} … or so, {n} … "
            "or thereabouts, {n} … approximately, {n} … roughly"
        ),
        "about 5,200",
        "0.9n … 1.1n",
        "0.8n … 1.2n",
    ),
    Rule(
        "nearly n",
        BOTH,
        "nearly {n}, almost {n}, close to {n}, just under {n}, just below {n}, just short of {n}",
        "nearly three dozen",
        "0.9n … n − 1",
        "0.8n … n − 1",
    ),
    Rule(
        "just over n",
        BOTH,
        "just over {n}, just above {n}, just more than {n}, slightly more than {n}, slightly over {n}",
        "just over 100",
        "n + 1 … 1.1n",
        "n + 1 … 1.2n",
    ),
    Rule(
        "more than n",
        BOTH,
        (
            "more than {n}, over {n}, above {n}, upwards of {n}, upward of {n}, in excess of {n}, tops {n}, "
            "topped {n}, exceeds {n}, exceeded {n}, exceeding {n}, > {n}, well over {n}"
        ),
        "more than a dozen",
        "n + 1 … larger of 2n and n + 5",
        "n + 1 …",
    ),
    Rule(
        "at least n",
        BOTH,
        (
            "at least {n}, no fewer than {n}, no less than {n}, not less than {n}, not fewer than {n}, a "
            "minimum of {n}, minimum of {n}, ≥ {n}, {n} … or more, {n} … at least, {n} +"
        ),
        "at least six",
        "n … larger of 2n and n + 5",
        "n …",
    ),
    Rule("up to n", BOTH, "up to {n}, as many as {n}, as much as {n}", "up to 1,500", "0.5n … n", "1 … n"),
    Rule(
        "at most n",
        BOTH,
        (
            "at most {n}, no more than {n}, not more than {n}, a maximum of {n}, maximum of {n}, ≤ {n}, {n} "
            "… or fewer, {n} … or less, {n} … at most"
        ),
        "no more than 20",
        "0.5n … n",
        "0 … n",
    ),
    Rule(
        "fewer than n",
        BOTH,
        "fewer than {n}, less than {n}, under {n}, below {n}, < {n}",
        "fewer than 20",
        "0.5n … n − 1",
        "0 … n − 1",
    ),
    Rule(
        "possibly n",
        BOTH,
        (
            "possibly {n}, perhaps {n}, maybe {n}, feared {n}, {n} … feared, may have been {n}, may be {n}, "
            "might have been {n}, {n} … may have, {n} … might have, may have … {n}, might have … {n}, {n} … "
            "possibly, {n} … perhaps"
        ),
        "possibly 20",
        "n",
        "0 … n",
    ),
    Rule(
        "between a and b",
        BOTH,
        "between {a} and {b}, from {a} to {b}, {a} to {b}, {a} – {b}, {a} or {b}, between {a} – {b}",
        "between 10 and 20",
        "a … b",
        "a … b",
        "a scale or unit that only b names holds for a as well (2–3 million)",
    ),
    Rule(
        "b (a–c)",
        BOTH,
        "{b} ( {a} – {c} ), {b} ( {a} to {c} ), {b} ( between {a} and {c} )",
        "12 (10–15)",
        "b",
        "a … c",
        "a source's own best figure and range",
    ),
    Rule("n-odd", BOTH, "{n} odd, {n} some, {n} something", "50-odd", "n … 1.25n", "n … 1.5n"),
    Rule(
        "dozens",
        BOTH,
        "{units}, {units} of, many {units}, {units} and {units}",
        "dozens of rocket attacks",
        "2u … 10u − 1",
        "u … 20u − 1",
        "u is the unit: tens 10, dozens 12, scores 20, hundreds 100, tens of thousands 10,000 …",
    ),
    Rule(
        "several",
        BOTH,
        "several, several {u}, several {u} of",
        "several thousand",
        "3u … 7u",
        "2u … 9u",
        (
            "u is the unit: tens 10, dozens 12, scores 20, hundreds 100, tens of thousands 10,000 …; 1 "
            "where none is named"
        ),
    ),
    Rule(
        "a few",
        BOTH,
        "a few, a few {u}, a few {u} of",
        "a few hundred",
        "3u … 5u",
        "2u … 9u",
        (
            "u is the unit: tens 10, dozens 12, scores 20, hundreds 100, tens of thousands 10,000 …; 1 "
            "where none is named"
        ),
    ),
    Rule(
        "a couple",
        BOTH,
        "a couple (of), a couple (of) {u}, couple of",
        "a couple of men",
        "2u",
        "2u … 3u",
        (
            "u is the unit: tens 10, dozens 12, scores 20, hundreds 100, tens of thousands 10,000 …; 1 "
            "where none is named"
        ),
    ),
    Rule("a handful", COUNT, "a handful (of), handful of", "a handful of men", "3 … 6", "2 … 9"),
    Rule(
        "some",
        COUNT,
        ("some (of), many (of), numerous, multiple, various, a number of, a large number of, a small number of"),
        "some bases",
        "2 …",
        "2 …",
    ),
    Rule(
        "none",
        COUNT,
        "no, none (of), not a single, not one (of), nobody, no one, nothing, never",
        "no members",
        "0",
        "0",
    ),
    Rule(
        "one",
        COUNT,
        "a single, a lone, a sole, the only, one single, one lone",
        "a single rocket",
        "1",
        "1",
    ),
    Rule(
        "another n",
        BOTH,
        (
            "{n} more, another {n}, a further {n}, an additional {n}, an extra {n}, {n} additional, {n} "
            "further, {n} extra, {n} others, {n} other, another, further {n}, {n} … more, several more, "
            "several others, a few more, dozens more, hundreds more, some more, many more"
        ),
        "14 more",
        refuses="is an increase, not a total: write the total that it leads to.",
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
