"""The coding rules of a number with a hedge before or behind it, row by row.

An n behind a word of a form may carry a hedge of its own ("at least nearly 40"): the low bound is then told from
the low one of what is inside, the high bound from the high one. `slots.py` reads the names in braces.
"""

from __future__ import annotations

from claims.wording.grammar import Rule

BOTH = ("count", "amount")
COUNT = ("count",)
MORE = "more also stands for greater, larger, bigger, higher"
LESS = "less also stands for fewer, smaller, lower"

HEDGE_RULES = (
    Rule(
        "n",
        BOTH,
        "{n}, {n} strong",
        "14 members",
        "n",
        "n − r … n + r",
        (
            "r is nought but for a bare round number (100 or more with zeros at the end, or a scale or decimal): then "
            "the smaller of half its last non-zero place and 5% of n"
        ),
    ),
    Rule(
        "n (n)",
        BOTH,
        "{n} ( {same} ), {n} {same}",
        "forty-five (45)",
        "n",
        "n",
        "the same number in words and in figures",
    ),
    Rule(
        "n, corrected",
        BOTH,
        (
            "{old} … ( … corrected to {k} ), {old} … ( … revised to {k} ), {old} corrected to {k}, {old} later "
            "corrected to {k}, {old} revised to {k}, {old} later revised to {k}, {k} ( not {old} ), {k} not {old}, {k} "
            "( corrected from {old} ), {k} ( revised from {old} ), {k} ( previously {old} ), {k} ( formerly {old} ), "
            "{k} ( earlier {old} ), {k} … ( earlier reports said {old} ), {k} … ( earlier reports said {old} … ), {k} "
            "… corrected from {old}, {k} … revised from {old}, {k} … up from {old}, {k} … down from {old}, {k} … ( up "
            "from {old} ), {k} … ( down from {old} )"
        ),
        "14 (later corrected to 11)",
        "k",
        "k − r … k + r",
        "k is the figure that stands, as it is read alone; r is its margin where it is bare and round, else nought",
    ),
    Rule(
        "nearly n",
        BOTH,
        (
            "nearly {n}, almost {n}, close to {n}, just under {n}, just below {n}, just short of {n}, just shy of {n}, "
            "shy of {n}, slightly under {n}, slightly below {n}, slightly {less} than {n}, a little under {n}, a "
            "little {less} than {n}, just {less} than {n}, not quite {n}, virtually {n}, practically {n}, approaching "
            "{n}, nearing {n}, nears {n}, neared {n}, approaches {n}, {toll} … approached {n}, a shade under {n}, a "
            "touch under {n}, a shade below {n}, a touch below {n}, nigh on {n}, verging on {n}, getting on for {n}, "
            "the best part of {n}, the better part of {n}"
        ),
        "nearly three dozen",
        "0.9n … n − 1",
        "0.8n … n − 1",
        LESS,
    ),
    Rule(
        "just over n",
        BOTH,
        (
            "just over {n}, just above {n}, just {more} than {n}, slightly {more} than {n}, slightly over {n}, "
            "slightly above {n}, a little over {n}, a little {more} than {n}, little {more} than {n}, a bit over {n}, "
            "a bit {more} than {n}, barely {more} than {n}, marginally {more} than {n}, a shade over {n}, a touch over "
            "{n}, a shade {more} than {n}, a touch {more} than {n}"
        ),
        "just over 100",
        "n + 1 … 1.1n",
        "n + 1 … 1.2n",
        MORE,
    ),
    Rule("hardly n", BOTH, "barely {n}, scarcely {n}, hardly {n}", "barely 40", "0.9n … n", "0.8n … 1.1n"),
    Rule(
        "as few as n",
        BOTH,
        "as few as {n}, as little as {n}, as low as {n}",
        "as few as 30",
        "n … larger of 2n and n + 5",
        "n …",
        "the low end that a source names",
    ),
    Rule(
        "at least n",
        BOTH,
        (
            "at least {n}, atleast {n}, {n} ( at least ), {n} ( or more ), at the least {n}, at the very least {n}, at "
            "a minimum {n}, no {less} than {n}, not {less} than {n}, not under {n}, not below {n}, a minimum of {n}, "
            "minimum of {n}, minimum {n}, min {n}, min of {n}, a good {n}, ≥ {n}, > = {n}, = > {n}, {more} than or "
            "equal to {n}, {more} or equal than {n}, {more} or equal to {n}, equal to or {more} than {n}, at least or "
            "equal to {n}, {more} than {n} or equal to, {more} than {n} or equal, equal to {n} or {more}, equal to {n} "
            "or {more} than, {n} … or more, {n} … if not more, {n} … possibly more, {n} … perhaps more, {n} … maybe "
            "more, over {n} +, {more} than {n} +, {n} or possibly more, {n} or perhaps more, {n} or maybe more, {n} or "
            "even more, {n} … and more, {n} … or above, {n} … or over, {n} … or {more}, {n} or {more} than, {n} … or "
            "upwards, {n} … or upward, {n} … and above, {n} … and over, {n} … and up, {n} … and upwards, {n} … and "
            "counting, {n} … at {least}, {n} … at the least, {n} … at the very least, {n} … {minimum}, {n} ( min ), "
            "{n} ( minimum ), from {n} up, from {n} upwards, from {n} onwards, {n} upwards, {n} onwards, {n} … at "
            "minimum, {n} … at a minimum, {n} min, {n} +, {n} {plus}"
        ),
        "at least six",
        "n … larger of 2n and n + 5",
        "n …",
        f"{MORE}; {LESS}",
    ),
    Rule(
        "more than n",
        BOTH,
        (
            "{more} than {n}, over {n}, above {n}, upwards of {n}, upward of {n}, in excess of {n}, tops {n}, topped "
            "{n}, topping {n}, exceed {n}, exceeds {n}, exceeded {n}, exceeding {n}, surpass {n}, surpasses {n}, "
            "surpassed {n}, surpassing {n}, beyond {n}, north of {n}, > {n}, well over {n}, well above {n}, well "
            "beyond {n}, well {more} than {n}, far {more} than {n}, many {more} than {n}, much {more} than {n}, a lot "
            "{more} than {n}, considerably {more} than {n}, significantly {more} than {n}, far above {n}, comfortably "
            "over {n}, not just {n}, not only {n}, {toll} … passes {n}, {toll} … passed {n}, {toll} … crosses {n}, "
            "{toll} … crossed {n}, {toll} … past {n}, {toll} … crossed the {n}, {toll} … passed the {n}, pushed … past "
            "{n}, pushes … past {n}, now past {n}, {more} then {n}"
        ),
        "more than a dozen",
        "n + 1 … larger of 2n and n + 5",
        "n + 1 …",
        MORE,
    ),
    Rule(
        "up to n",
        BOTH,
        "up to {n}, upto {n}, as many as {n}, as much as {n}, as high as {n}",
        "up to 1,500",
        "0.5n … n",
        "1 … n",
    ),
    Rule(
        "at most n",
        BOTH,
        (
            "at most {n}, at the most {n}, at the very most {n}, no {more} than {n}, not {more} than {n}, not over "
            "{n}, not above {n}, a maximum of {n}, maximum of {n}, maximum {n}, max {n}, max of {n}, not exceed {n}, "
            "not exceeding {n}, never exceed {n}, ≤ {n}, < = {n}, = < {n}, {less} than or equal to {n}, {less} or "
            "equal than {n}, {less} or equal to {n}, equal to or {less} than {n}, {less} than {n} or equal to, {less} "
            "than {n} or equal, equal to {n} or {less}, {n} … or {less}, {n} … or below, {n} … or under, {n} … and "
            "below, {n} … and under, {n} … at {most}, {n} … at the most, {n} … at the very most, {n} … {maximum}, {n} "
            "max, {n} ( max ), {n} ( maximum ), {n} … tops"
        ),
        "no more than 20",
        "0.5n … n",
        "0 … n",
        f"{MORE}; {LESS}",
    ),
    Rule(
        "fewer than n",
        BOTH,
        (
            "{less} than {n}, under {n}, below {n}, < {n}, short of {n}, south of {n}, not even {n}, well under {n}, "
            "well below {n}, well {less} than {n}, far {less} than {n}, much {less} than {n}, many {less} than {n}, "
            "far below {n}"
        ),
        "fewer than 20",
        "0.5n … n − 1",
        "0 … n − 1",
        LESS,
    ),
    Rule(
        "about n",
        BOTH,
        (
            "about {n}, {n} ( approx ), {n} ( approximately ), {n} ( est ), {n} ( estimated ), {n} ( estimate ), {n} "
            "approx, around {n}, approximately {n}, approx {n}, roughly {n}, some {n}, circa {n}, ca {n}, c {n}, ~ "
            "{n}, ± {n}, an estimated {n}, est {n}, {n} ( about ), {n} ( around ), {n} ( circa ), {n} ( roughly ), "
            "estimated to be {n}, something like {n}, give or take {n}, closer to {n}, around about {n}, estimated "
            "{n}, estimated at {n}, in the region of {n}, in the order of {n}, on the order of {n}, in the "
            "neighborhood of {n}, in the neighbourhood of {n}, in the vicinity of {n}, somewhere around {n}, somewhere "
            "near {n}, somewhere in the region of {n}, near {n}, more or less {n}, {n} … or so, {n} … or thereabouts, "
            "{n} est, {n} … approximately, {n} … roughly, {n} … more or less, {n} … give or take, {n} ish"
        ),
        "about 5,200",
        "0.9n … 1.1n",
        "0.8n … 1.2n",
    ),
    Rule(
        "n, give or take m",
        BOTH,
        "{n} ± {m}, {n} plus or minus {m}, {n} plus minus {m}, {n} + / - {m}, {n} … give or take {m}",
        "40, give or take 5",
        "n",
        "n − m … n + m",
        "m is the margin that is named",
    ),
    Rule(
        "possibly n",
        BOTH,
        (
            "possibly {n}, perhaps {n}, maybe {n}, potentially {n}, conceivably {n}, probably {n}, likely {n}, "
            "presumably {n}, feared {n}, {n} … {feared}, may have been {n}, may be {n}, might be {n}, could be {n}, "
            "could have been {n}, might have been {n}, {n} … may have, {n} … might have, {n} … could have, {n} … could "
            "be, {n} … may be, {n} … might be, may have … {n}, might have … {n}, {n} … {perhaps}"
        ),
        "possibly 20",
        "n",
        "0 … n",
    ),
    Rule(
        "exactly n",
        BOTH,
        (
            "only {n}, just {n}, exactly {n}, precisely {n}, a total of {n}, total of {n}, all {n}, a full {n}, fully "
            "{n}, a mere {n}, merely {n}, equal to {n}, equals {n}, equals to {n}, equaling {n}, equaling to {n}, "
            "equalling {n}, totalling {n}, totaling {n}, totaled {n}, totalled {n}, numbering {n}, = {n}, no {more} "
            "and no {less} than {n}, {n} … in all, {n} … all told, believed to number {n}, thought to number {n}, said "
            "to number {n}, {n} … in total, {n} … altogether, {n} exactly, {n} only, {n} alone"
        ),
        "only 11",
        "n",
        "n",
    ),
    Rule(
        "a dozen or two",
        BOTH,
        "a {u} or two, one {u} or two",
        "a dozen or two",
        "u … 2u",
        "u … 2u",
        "u is the unit: a dozen 12, a hundred 100 …",
    ),
    Rule(
        "between a and b",
        BOTH,
        (
            "between {a} and {b}, from {a} to {b}, from {a} and {b}, {a} to {b}, {a} – {b}, {a} ~ {b}, {a} or {b}, "
            "between {a} – {b}, between {a} to {b}, between {a} or {b}, from {a} up to {b}, {a} up to {b}, {a} through "
            "{b}, {a} thru {b}, ranging from {a} to {b}, ranged from {a} to {b}, ranges from {a} to {b}, ranging "
            "between {a} and {b}, in the range of {a} to {b}, in the range of {a} – {b}, anywhere from {a} to {b}, "
            "anywhere between {a} and {b}, somewhere between {a} and {b}, {a} if not {b}, {a} or even {b}, {a} or "
            "perhaps {b}, {a} or possibly {b}, {a} or maybe {b}, {a} perhaps {b}, {a} possibly {b}, {a} maybe {b}, {a} "
            "( possibly {b} ), {a} ( perhaps {b} ), {a} ( maybe {b} ), {a} {m} or {b}, {a} or {m} or {b}, either {a} "
            "or {b}"
        ),
        "between 10 and 20",
        "a … b",
        "a … b",
        "a scale or unit that only b names holds for a as well (2–3 million)",
    ),
    Rule(
        "more than a but fewer than b",
        BOTH,
        (
            "{more-than-a} and {fewer-than-b}, {more-than-a} but {fewer-than-b}, {more-than-a} yet {fewer-than-b}, "
            "{more-than-a} {fewer-than-b}, {more-than-a} … and {fewer-than-b}, {more-than-a} … but {fewer-than-b}, "
            "{fewer-than-b} and {more-than-a}, {fewer-than-b} but {more-than-a}, {fewer-than-b} yet {more-than-a}, "
            "{fewer-than-b} {more-than-a}, {fewer-than-b} … and {more-than-a}, {fewer-than-b} … but {more-than-a}"
        ),
        "more than 10 but fewer than 20",
        "a … b",
        "a … b",
        "a is the low bound of the one part, b the high bound of the other",
    ),
    Rule(
        "b (a–c)",
        BOTH,
        (
            "{b} ( {a} – {c} ), {b} ( {a} to {c} ), {b} ( between {a} and {c} ), {b} ( from {a} to {c} ), {b} ( range "
            "{a} – {c} ), {b} ( range {a} to {c} )"
        ),
        "12 (10–15)",
        "b",
        "a … c",
        "a source's own best figure and range",
    ),
    Rule("n-odd", BOTH, "{n} {odd}, {n} {some}, {n} something", "50-odd", "n … 1.25n", "n … 1.5n"),
)
