"""The words that rules turn on beside their own: things that are counted, and words that change a value.

A wording that holds one of the latter where no rule explains it is refused rather than half read.
"""

from __future__ import annotations

from claims.wording.tokens import words

_NOUNS = words("""
    activist adult agent airman bomber boy captive casualty child citizen civilian cleric commander contractor
    demonstrator detainee diplomat doctor driver employee fatality fighter gunman girl guard hostage inmate insurgent
    journalist leader man member migrant militant militiaman officer passenger patient peacekeeper person pilgrim
    pilot policeman politician prisoner protester protestor rebel recruit refugee resident sailor serviceman soldier
    student suspect teacher terrorist trooper victim villager woman worker airstrike ambulance arrest assassination
    assault attack base blast bomb bombing brigade building bus camp car case clash company convoy death drone
    explosion faction grenade group helicopter hospital house incident injury jet kidnapping killing mine missile
    militia mortar mosque organisation organization outpost plane projectile protest raid rocket school shell ship
    shooting shop strike tank tanker tent town truck vehicle village weapon
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
    not never without denied denies deny denying denial neither nor cannot except excluding excepting minus false
    untrue refuted rejected unlikely hardly barely scarcely falsely wrongly contrary rarely seldom nowhere unknown
""")

# Hedges of other languages in Latin letters, which would else pass for plain words.
FOREIGN = words("""
    moins environ presque jusqu'à plusieurs quelque quelques près autour entre aucun mindestens höchstens ungefähr
    etwa knapp rund weniger mehr über beinahe zwischen wenigstens kein keine menos más casi unos unas aproximadamente
    alrededor hasta cerca ningún ninguno almeno più oltre fino meno nessuno mais quase pelo nenhum yaklaşık fazla
    azından minstens ongeveer meer bijna hoogstens ruim minder geen minst ungefär nästan högst omkring över omtrent
    mindst nesten næsten cirka knapt około ponad prawie najmniej niemal aproape peste aproximativ legalább körülbelül
    több sekitar lebih kurang hampir sedikitnya akthar hawali taqriban hodud
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

# Hedges: words before a number, wherever they stand, that may change it; next to it, a rule explains them.
HEDGES = words("""
    nearly almost close slightly over above upwards upward tops topped exceeds exceeded exceeding no not minimum
    possibly perhaps maybe feared may might between several some many numerous multiple various none nobody nothing
    never another further under below about around approximately approx roughly circa barely hardly scarcely virtually
    practically dozens scores hundreds tens thousands millions
""")

# Those of them that change a number from however far.
FAR_HEDGES = words("no not possibly perhaps maybe feared may might could never none nobody nothing")

BEFORE_NUMBER = HEDGES | words("""
    no few fewer less more least most additional other others extra might could nearer half double triple little vast
    overwhelming
""")
AFTER_NUMBER = words("""
    bc bce ce pm km kg mm cm miles metres meters kilometres kilometers litres liters hectares degrees per each apiece
    percent more fewer less plus additional others extra perhaps possibly approximately approx est circa roughly maybe
    minimum maximum least daily weekly monthly annually hourly may might fold m b k pair pairs couples
""")
MONEY = words("$ € £ ¥ % percent")
PLACES = words("first second third fourth fifth sixth seventh eighth ninth tenth next last other")
DETERMINERS = PLACES | words("the this that these those their his her its our your my such which what")
OF_WHOLE = words("of out from among the those these its their his her them all our")
ONE_MORE = words("a an another his her")
STRETCHES = words("day week month year hour piece")
# Joints between what a number counts and something else, which no gap of a rule reaches over.
JOINTS = words("and or but nor while whereas plus a an who whom whose which that where when then")

NOT_PLURAL = words("""
    always perhaps besides across towards afterwards this thus yes less unless previous various serious us gas bus
    news means as is was has does hers its his ours theirs
""")
# What a "no" before it denies, without a count: "no reports of casualties".
NOT_DENIED = words("""
    reports report details detail signs sign comments comment words word claims claim plans plan confirmation results
    doubts doubt ways way circumstances terms questions question hopes hope longer more less fewer better worse matter
    idea need reason wonder timeline evidence indication indications immediate
""")
# Words that end a look ahead for the thing a "no" denies.
NOT_AHEAD = words(
    "for of to in on at by from with about after before until than that who which was were is are has have"
)


def names_several(word: str) -> bool:
    """Whether a word is, or looks like, a noun in the plural."""
    return word in PLURAL or (len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" and word not in NOT_PLURAL)
