"""What the made-up world is told in: names, places, questions, and the forms of its wordings."""

from __future__ import annotations

PLACES = (
    "Amarah", "Arbat", "Badra", "Baiji", "Balad", "Chamchamal", "Darwan", "Deraa", "Dibis", "Duhok", "Falkirk Bay",
    "Garmian", "Halabja", "Hatra", "Hilla", "Idlib", "Jalawla", "Jurf", "Kalar", "Karma", "Khanaqin", "Kifri", "Kut",
    "Latakia", "Mahmudiya", "Makhmur", "Mandali", "Manbij", "Nahrawan", "Nineveh", "Port Salim", "Qaim", "Qaraqosh",
    "Raqqa", "Rawa", "Rutba", "Samawah", "Sarmin", "Shirqat", "Sinjar", "Tarmiya", "Tikrit", "Tuz", "Zakho", "Zubayr",
)  # fmt: skip
PAPERS = (
    "The {} Herald", "{} Today", "The {} Observer", "{} News Agency", "Radio {}", "The {} Gazette", "{} Monitor",
    "The {} Post", "{} Television", "The {} Courier", "{} Human Rights Watchers", "{} Provincial Council",
    "The {} Review", "{} Daily", "The {} Dispatch", "{} Press", "The {} Tribune", "{} Online", "{} Civil Defence",
    "The {} Register", "{} Health Directorate", "The {} Chronicle", "{} Weekly", "The {} Mirror", "{} Relief Group",
    "{} Institute", "The {} Sentinel", "{} Bureau of Statistics", "The {} Argus", "{} Police Command", "{} Bulletin",
    "The {} Echo", "{} Broadcasting", "The {} Star", "{} Lawyers’ Union", "{} University", "The {} Times", "{} Live",
    "The {} Inquirer", "{} Water Board", "{} Teachers’ Union", "The {} Sun", "{} Voice", "The {} Globe", "{} Wire",
    "{} Red Crescent", "The {} Leader", "{} Municipality", "The {} Standard", "{} Farmers’ League", "The {} Record",
    "{} Journalists’ Syndicate", "The {} Advertiser", "{} Hospital", "The {} Clarion", "{} Refugee Council",
)  # fmt: skip
FIRST = (
    "Amal", "Bashir", "Carla", "Dilan", "Elif", "Farid", "Gita", "Hassan", "Ines", "Jamal", "Karin", "Layla", "Marco",
    "Nadia", "Omar", "Petra", "Qasim", "Rana", "Salim", "Tara", "Umar", "Vera", "Walid", "Yara", "Ziad",
)  # fmt: skip
LAST = (
    "Abbas", "Barzani", "Costa", "Dawud", "Eklund", "Farhat", "Ghanem", "Haddad", "Ibrahim", "Jansen", "Khalil",
    "Lindqvist", "Mansour", "Nasser", "Ortega", "Petrov", "Qadir", "Rahman", "Saleh", "Tawfiq", "Umari", "Vance",
    "Wahab", "Yusuf", "Zahra", "Marchetti", "Okafor", "Sørensen", "Duarte", "Novak",
)  # fmt: skip
SPEAKERS = (
    "the interior ministry", "a military spokesman", "the governor", "a hospital official", "local police",
    "a tribal leader", "the health directorate", "an aid worker", "the prosecutor", "a security source",
    "the defence ministry", "residents", "the mayor", "a UN official", "the group’s spokesman", "civil defence",
)  # fmt: skip
EVENTS = ("raid", "shelling", "flood", "bombing", "protest", "landslide", "ambush", "fire", "clash", "evacuation")
COUNTS = (
    ("people", "How many people were killed in the {event} near {place}?"),
    ("detainees", "How many people were detained after the {event} near {place}?"),
    ("wounded", "How many people were wounded in the {event} near {place}?"),
    ("families", "How many families left {place} after the {event}?"),
    ("houses", "How many houses were destroyed in the {event} near {place}?"),
    ("fighters", "How many fighters took part in the {event} near {place}?"),
    ("children", "How many children were among the victims of the {event} near {place}?"),
    ("villages", "How many villages around {place} were cut off by the {event}?"),
    ("released", "How many of the detainees of {place} were released after the {event}?"),
)
AMOUNTS = (
    ("US dollars", "What did the {event} near {place} cost the province?"),
    ("US dollars", "How much was paid to the families after the {event} near {place}?"),
    ("tonnes", "How much grain was lost in the {event} near {place}?"),
    ("km", "How long a stretch of road was closed by the {event} near {place}?"),
)
DATES = (
    "On what date did the {event} near {place} begin?",
    "On what date were the detainees of {place} released?",
    "On what date did the army enter {place} after the {event}?",
    "On what date did the {event} near {place} end?",
)
CHOICES = (
    (
        "Who carried out the {event} near {place}?",
        (
            ("Iraqi forces", None, "Iraqi troops;security forces"),
            ("Counter-Terrorism Service", 0, "CTS;counter-terrorism forces"),
            ("Federal Police", 0, "the police"),
            ("Iraqi Army", 0, "the army"),
            ("a militia", None, "militiamen;an armed group"),
            ("Badr Organisation", 4, "Badr"),
            ("Harakat Nujaba", 4, "Nujaba"),
        ),
    ),
    (
        "Where did the {event} near {place} take place?",
        (
            ("the province", None, "the governorate"),
            ("the district", 0, ""),
            ("the old town", 1, "the old city"),
            ("the market", 2, "the bazaar"),
            ("the bridge", 2, ""),
            ("the industrial quarter", 1, "the workshops"),
            ("the refinery road", 0, ""),
        ),
    ),
    (
        "What set off the {event} near {place}?",
        (
            ("an attack", None, "a deliberate act"),
            ("a roadside bomb", 0, "an IED"),
            ("a rocket", 0, "rocket fire"),
            ("an accident", None, ""),
            ("a gas leak", 3, "leaking gas"),
            ("a short circuit", 3, "an electrical fault"),
        ),
    ),
)
YESNO = (
    "Was the {event} near {place} announced beforehand?",
    "Did the army take part in the {event} near {place}?",
    "Was anybody charged after the {event} near {place}?",
)
ANSWERS = (("no", None, "it was not;denied"), ("yes", None, "it was;confirmed"))

EXACT = (
    "{n}", "{n}", "{n} {things}", "only {n}", "exactly {n}", "a total of {n}", "{n} in all", "{n} {things} in total",
    "officials put it at {n}", "the figure stood at {n}", "{n} were counted", "{n} {things}, the list says",
)  # fmt: skip
AT_LEAST = ("at least {n}", "more than {n}", "{n} or more", "no fewer than {n}", "over {n} {things}", "well over {n}")
AT_MOST = ("up to {n}", "fewer than {n}", "as many as {n}", "up to {n} {things}", "no more than {n}")
ABOUT = ("about {n}", "some {n}", "roughly {n}", "around {n} {things}", "an estimated {n}", "{n} or so")
BETWEEN = ("between {n} and {m}", "{n} to {m}", "from {n} to {m}")
VAGUE = ((3, 7, "several"), (24, 119, "dozens"), (24, 119, "dozens of {things}"), (200, 999, "hundreds"),
         (2, 10**9, "many"), (3000, 7000, "several thousand"), (2000, 9999, "thousands of {things}"))  # fmt: skip
NUMBERS = (
    "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
MONEY_EXACT = ("${n}", "{n} US dollars", "${short}", "{short} dollars", "a total of ${short}")
MONEY_LOOSE = {"at least": ("at least ${n}", "more than ${n}"), "at most": ("up to ${n}", "less than ${n}"),
               "about": ("about ${short}", "some ${short}", "roughly {short} dollars")}  # fmt: skip
DAY = ("{d}", "{d}", "on {d}", "{american}", "{iso}", "the night of {d}", "around {d}")
DAY_EXACT = ("{d}", "on {d}", "{american}", "{iso}")
UNREAD = (
    "an unknown number", "heavy losses", "a crowd", "they would not say", "the figures were withheld",
    "too early to say", "it was not stated", "as the report has it", "no number was given", "the count goes on",
)  # fmt: skip
ARABIC = "بحسب مصدر أمني: {n}"
SHARES = (
    ("half of them", "half"), ("two-thirds of them", "two-thirds"), ("most of them", "the majority"),
    ("nearly all", "nearly all of them"), ("a third of them", "a third"), ("a quarter of them", "a quarter"),
)  # fmt: skip
PARTS = (("half of it", "half of the sum"), ("a third of it", "a third of the sum"), ("two-thirds of it", "two-thirds"))
LATER = (
    ("two days later", "2 days later"), ("the day after", "the day after"), ("a week later", "a week later"),
    ("within three days of it", "within 3 days of it"), ("the same day", "the same day"),
    ("10 days after", "ten days after"),
)  # fmt: skip
NOTES = ("Given in passing.", "From a table.", "Quoted from the agency.", "Seen in the scanned copy.")
REASONS = ("The list counts two groups twice.", "Another event is meant.", "Taken from a draft.")
