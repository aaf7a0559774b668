"""Denials: what a source denies, as words that the rules read."""

from __future__ import annotations

import re

# "denied that 14 were held", "has denied holding anyone": what stands behind is denied.
DENYING = re.compile(r"^(?:ha(?:s|ve|d) )?den(?:y|ies|ied|ying)(?: reports)?(?: that| of)? ", re.IGNORECASE)
# To deny that there was any is to deny 1 or more.
ANY = re.compile(r"\b(?:any|anyone|anybody|even one|a single one)\b", re.IGNORECASE)
AT_LEAST_ONE = "1 or more"


def denied(wording: str, kind: str) -> str:
    """What a denial denies: "denied that 14 were held" → "14 were held", "denied that anyone was" → "1 or more"."""
    rest = DENYING.sub("", wording.strip())
    return AT_LEAST_ONE if kind == "count" and ANY.search(rest) else rest
