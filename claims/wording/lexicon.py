"""The words that rules turn on beside their own: things that are counted, and words that change a value.

A wording that holds one of the latter where no rule explains it is refused rather than half read.
"""

from __future__ import annotations

from claims.wording.counts import COUNT_RULES
from claims.wording.tokens import words

_NOUNS = words("""
    activist adult agent airman bomber boy captive casualty child citizen civilian cleric commander
    contractor demonstrator detainee diplomat doctor driver employee fatality fighter gunman girl guard
    hostage inmate insurgent journalist leader man member migrant militant militiaman officer
    passenger patient peacekeeper person pilgrim pilot policeman politician prisoner protester protestor
    rebel recruit refugee resident sailor serviceman soldier student suspect teacher terrorist trooper
    victim villager woman worker airstrike ambulance arrest assassination assault attack base blast bomb
    bombing brigade building bus camp car case clash company convoy death drone explosion faction
    grenade group helicopter hospital house incident injury jet kidnapping killing mine missile
    militia mortar mosque organisation organization outpost plane projectile protest raid rocket school
    shell ship shooting shop strike tank tanker tent town truck vehicle village weapon
""")
_IRREGULAR = {"child": "children", "person": "people"}
_ONLY_PLURAL = words("forces officials persons police troops")

SINGULAR = _NOUNS


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("man"):
        return noun.removesuffix("man") + "men"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun.removesuffix("y") + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch")) else "s")


PLURAL = frozenset(_plural(noun) for noun in _NOUNS) | _ONLY_PLURAL

NEGATIONS = words("""
    not never without denied denies deny denying denial neither nor cannot except excluding excepting
    minus false untrue refuted rejected unlikely hardly barely scarcely
""")

# Hedges of other languages in Latin letters, which would else pass for plain words.
FOREIGN = words("""
    moins environ presque jusqu'à plusieurs quelque mindestens höchstens ungefähr etwa knapp rund weniger
    menos más casi unos unas aproximadamente alrededor hasta almeno più oltre fino mais cerca quase pelo
    yaklaşık fazla azından
""")
NEGATIONS |= FOREIGN

BEHIND_NOUN = words(
    "of in at on near by from after who was is has dead shot hit hurt held taken found slain burnt seen sent"
) | {""}
NOT_THINGS = words("""
    lot bit great good result number total large small little while long crowd multitude host mob series string spate
    wave range array bunch batch band swarm stream flood slew raft majority minority variety mass throng horde cluster
    handful fraction portion part share percentage proportion set list collection spike surge rise drop increase
    decrease considerable significant substantial sizeable sizable
""")
COLLECTIVES = words("""
    brigade company convoy faction group militia
""")

# Hedges: the words that rules begin with, but for those that mean nothing by themselves.
HEDGES = frozenset(
    form.split()[0]
    for rule in COUNT_RULES
    if not rule.bare
    for form in rule.forms.split(", ")
    if form.split()[0].isalpha()
) - words("a an all as at c ca couple handful in total estimated from only just the to both")

BEFORE_NUMBER = HEDGES | words("""
    page pages week number no chapter paragraph line section article channel flight route room
    few fewer less more least most additional other others extra might could nearer half double triple
    little
    vast overwhelming
""")
AFTER_NUMBER = words("""
    bc bce ce pm km kg mm cm miles metres meters kilometres kilometers litres liters hectares degrees
    per each apiece percent more fewer less plus additional others extra perhaps possibly approximately
    roughly maybe minimum maximum least daily weekly monthly annually hourly may might fold m b k
""")
MONEY = words("$ € £ ¥ % percent")
PLACES = words("first second third fourth fifth sixth seventh eighth ninth tenth next last other")
DETERMINERS = PLACES | words("the this that these those their his her its our your my such which what")
OF_WHOLE = words("of out from among the those these its their his her them all our")
BEFORE_YEAR = words("the in since by until till during year early late mid before after of")
BEFORE_STRETCH = words("last past next previous coming")
ONE_MORE = words("a an another his her")
STRETCHES = words("day week month year hour piece")

AROUND_DATE = NEGATIONS | words("""
    until till end beginning start onset half weekend week weeks days months years fortnight quarter
    spring summer autumn fall winter easter christmas eid ashura arbaeen nowruz next last previous
    following ago several few couple more least shortly soon every each
""")
BEFORE_DATE = words("""
    about around circa approximately roughly between before after within prior during nearly almost
    since
""")
NIGHT = words("night nights overnight midnight")
PARTS_OF = words("early mid late middle")
BASE_WORDS = words("of the on out that this")
