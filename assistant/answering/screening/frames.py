"""Which words around a word make it somebody's name, and which make it something else?"""

from __future__ import annotations

import re


def before(pattern: str) -> re.Pattern[str]:
    """A pattern for the text that ends where the word starts."""
    return re.compile(rf"(?:^|(?<![\w'\u2019]))(?:{pattern})$", re.IGNORECASE)


def after(pattern: str) -> re.Pattern[str]:
    """A pattern for the text that starts where the word, with its possessive ending, ends."""
    return re.compile(rf"^(?:{pattern})", re.IGNORECASE)


TITLE_WORDS = (
    r"mr|mrs|ms|miss|mx|dr|sr|sra|srta|señor|señora|señorita|don|doña|auntie|aunty|aunt|uncle|t[ií]a|t[ií]o|tita|tito"
    r"|abuela|abuelo|abuelita|grandma|grandpa|granny|nana|lola|lolo|pastora?|padre|father|reverend|rev|deacon"
    r"|imam|rabbi"
    r"|sister|brother|coach|officer|ofc|detective|det|deputy|sgt|sergeant|lt|judge|jueza?|attorney|atty|lawyer"
    r"|commissioner|nurse|principal|teacher|maestr[oa]|professor|prof|s?csw(?: i{1,3})?|hsa|sw|po|dpo|casa|cac"
    r"|supervisor"
    r"|scsa|ara|ra|clerk|intern|therapist|counselor|worker|baby|lil|lil'|bebé|licenciad[ao]|lic|se[nñ]ora?"
)
KIN_WORDS = (
    r"moms?|mommy|mother|mothers|mama|mamá|dads?|daddy|fathers?|papá|papa|parents?|pops|sons?|daughters?|kids?"
    r"|kiddos?|child"
    r"|children|bab(?:y|ies)|infant|newborn|toddler|boys?|girls?|teens?|youth|minor|minors|twins?|triplets|siblings?"
    r"|brothers?|sisters?|bro|sis|cuz(?:n|in|zin|zo)?|primo|prima|lil bro|lil sis|step ?(?:son|daughter|dad|mom"
    r"|father|mother|brother|sister)|god ?(?:son"
    r"|daughter|mother|father|child)|cousins?|nieces?|nephews?|aunt|auntie|uncle|grandma|grandmother|grandpa"
    r"|grandfather"
    r"|gran|granny|nana|grand ?(?:sons?|daughters?|kids?|bab(?:y|ies)|child(?:ren)?)|wife|wifey|husband|hubby"
    r"|spouse|partner|ex|ex-\w+|fianc[eé]e?|girlfriend"
    r"|boyfriend|gf|bf|bff|bestie|best friend|homegirl|homeboy|homie|friends?|buddy|pal|neighbors?|co-?workers?"
    r"|colleagues?"
    r"|team ?mate|workmate|cubicle mate|desk ?mate|office ?mate|room ?mate|boss|manager|clients?|patient|student"
    r"|caregiver|resource (?:mom|dad|parent)"
    r"|foster (?:mom|dad|mother|father|parents?|son|daughter|kid|child|baby|brother|sister)|bio ?(?:mom|dad|parents?)"
    r"|runaway|awol|dependent|victim|witness|landlord|babysitter|sitter|tutor|barber|dentist|doctor|pediatrician"
    r"|(?:sister|brother|mother|father|daughter|son)[ -]in[ -]law"
    r"|hij[oa]s?|niñ[oa]s?|bebé|beb[eé]|cliente|clienta|amig[oa]s?|prim[oa]s?|herman[oa]s?|herman[io]t[oa]"
    r"|sobrin[oa]s?|comadre|compadre"
    r"|compañer[oa]|vecin[oa]|jef[ea]|supervisora|trabajadora|espos[oa]|novi[oa]|niet[oa]s?|maestr[oa]|suegr[oa]"
    r"|cuñad[oa]"
    r"|madre|padre|abuel[oa]|muchach[oa]|joven|chic[oa]|madrina|padrino|ahijad[oa]"
)
CASE_WORDS = (
    r"cases?|famil(?:y|ies)|kids?|siblings?|twins?|boys?|girls?|children|matter|file|hearing|household|house"
    r"|apartment|room|brothers"
    r"|sisters|placement|visits?|wedding|party|bday|birthday|graduation|quince\w*|baby shower|funeral|obituary"
    r"|report|referral|chart|records?"
    r"|number|phone|email|address|page|profile|account|insta|ig|fb|story|post|posts|tiktoks?|picture|pics?"
    r"|photos?|face|name|handle|car|truck|van"
    r"|school|teacher|therapist|lawyer|attorney|worker|csw|caregiver|foster \w+|bio \w+|school|team|desk"
    r"|retirement|promotion|message|video|team|dog|cat"
)

TITLE = before(rf"(?:{TITLE_WORDS})\.?(?:,?\s+|\s+(?:is|named|called)\s+)")
HONORIFIC = before(r"(?:mr|mrs|ms|miss|mx|sr|sra|srta|señora|señorita|señor|don|doña)\.?\s+")
SPANISH_HONORIFIC = before(r"(?:sra?|srta|señora|señorita|señor|don|doña)\.?\s+")
"""Also what a stranger is called: "una señora que", "el señor de los tacos"."""
MISS = before(r"miss\s+")
MISSED = re.compile(
    r"(?:my|our|your|his|their|you|u|ya|y'all|him|her|them|it|us|me|the|this|that|these|those|being|having)", re.I
)
"""What follows "miss" where it is no title: "I miss my mom"."""
WEAK_TITLE = before(r"(?:big|little|old|young|sweet|st)\s+")
KIN = before(
    rf"(?:{KIN_WORDS})(?:\s+de|\s*[,:=(/\u2013\u2014\u2026-]"
    r"|\s+(?:is|are|named|called|name is|names are|s[eé] llama|llamad[oa]))?\s*"
)
OWN_CLIENT = before(r"(?:my|our|mi|nuestr[oa])\s+(?:client|kid|kiddo|teen|youth|foster \w+|cliente|clienta)\s*,?\s*")
"""What no public figure and no place is."""
NAME_CUE = before(
    r"(?:(?:full |first |last |her |his |their |client |child'?s? |minor'?s? |mom'?s? |dad'?s? |kids?'? )?names?"
    r"|named|nicknamed|called"
    r"|nombres?|se llaman?|me llamo|llamad[oa]|goes by|go by|nickname|apodo|apellido|a\.?k\.?a\.?|known as|signed"
    r"|surname|last name)"
    r"\s*(?:is|are|was|were|es|[:=,-])?\s*['\"\u2018\u201c]?"
)
FORM_FIELD = before(
    r"(?:names?|client|minor|child|youth|mother|father|mom|dad|parent|patient|re|worker|csw|scsw|caregiver|nombre"
    r"|cliente|teacher|sender|attn|cc)s?(?:\s*#?\s?\d{1,2})?"
    r"\s*[:=|]\s*"
)
SELF = before(r"(?:this is|it'?s|i am|i'?m|my name(?:'s| is)|mi nombre es|soy|habla|me llamo|aquí)\s+")
GREETING = before(
    r"(?:hi|hey|hello|hola|dear|sup|thanks|thank you|thx|ty|gracias|congrats|congratulations|felicidades"
    r"|happy (?:b-?day|birthday|\d+\w*)"
    r"|feliz (?:cumple\w*|d[ií]a)|r\.?i\.?p\.?|rest in peace|love (?:you|u)|love|welcome(?: home| back)?|bye"
    r"|goodbye|s/o|shout ?outs? to"
    r"|proud of|praying for|prayers? for|pray for|justice for|miss you|kudos to)[,!]?\s+"
)
LINK = before(
    r"(?:with|w|w/|for|from|about|abt|to|by|of|tag|tags|tagging|tagged|ask|asked|tell|told|saw|met|miss|call"
    r"|called|calling|text|texted|texting"
    r"|follow|following|friended|add|added|adding|block|blocked|blocking|messaged?|dm|dmed|like|let|did|does|that"
    r"|when|if|cuz|bc|because|thank|thanking|helped|help|and|&|n|or|than"
    r"|con|de|para|por|sobre|y|a)\s+"
)
PLACE_LINK = before(
    r"(?:at|in|on|off|down|along|near|@|around|outside|inside|through|visiting|visit|toward|towards"
    r"|en)\s+(?:the\s+|el\s+|la\s+)?"
)
OFFICE_WORDS = (
    r"mayor|presidents?|pres|governor|gov|senators?|sen|congress(?:man|woman|member)|council(?:man|woman|member)"
    r"|pope|king|queen"
    r"|prince|princess|vp|assembly(?:man|woman|member)|alcalde(?:sa)?|presidente|saint|san|santa|sheriff|st"
)
PUBLIC_OFFICE = before(rf"(?:{OFFICE_WORDS})\.?\s+(?:\w+\s+)?")
WORK_OF = before(
    r"(?:quot(?:e|es|ed|ing)(?: (?:by|from))?|songs? by|books? by|novels? by|poems? by|poetry by|reading"
    r"|watch(?:ing)?|binge\w*|listening to|stream(?:ing)?|fans? of|concert|lyrics by"
    r"|dressed (?:up )?as|costume|playing|sing(?:ing)?|tickets (?:to|for)|the new|a new|my new"
    r"|new)\s+(?:some\s+)?(?:the\s+)?"
)
PET = before(
    r"(?:dogs?|cats?|pupp(?:y|ies)|kittens?|pups?|pets?|doggos?|hamster|bunny|rabbit|parrot|turtle|tortoise|horse"
    r"|goldfish|lizard|perr[oa]|perrit[oa]|gat[oa]|gatit[oa])"
    r"(?:\W+\w+){0,4}\W+"
)
FILE_NAME = before(r"[\w-]*_|(?:img|pic|photo|scan|video|vid|dsc|doc)[-_ ]\w*[-_]?")

HASHTAG = before(r"#\w*(?:for|4|rip|free|find|team|happy|love|home|bday|birthday|miss|proudof)")

OWNED = after(rf"['\u2019]?s?['\u2019]?\s+(?:\w+\s+)?(?:{KIN_WORDS}|{CASE_WORDS})\b")
CASE_OF = after(rf"\s+(?:{CASE_WORDS}|minors)\b")
CASELOAD = after(
    r"\W+(?:(?:is|was|who|who's|whos|a|an|the|one|of|mom|dad|kid|girl|boy|client|parent|youth|s)\W+){0,4}(?:from"
    r"|on|in|of|de|en)\s+"
    r"(?:my|our|another|mi|the|her|his)\s+(?:old\s+|former\s+)?(?:caseload|cases?|unit|office|team|list|caso"
    r"|oficina|floor)\b"
)
AT_WORK = after(
    r"\s+(?:(?:over|down|up)\s+)?(?:from|in|at|of|de|en)\s+(?:the\s+|la\s+|el\s+)?(?:intake|adoptions?"
    r"|emergency response|er|ercp|front desk|reception|payroll|hr|licensing|work|church|school"
    r"|accounting|clerical|training|unit|office|next door|upstairs|downstairs|court|daycare|gym|class|my (?:\w+)"
    r"|(?:\w+ )?(?:unit|office|team|desk|floor))\b"
)
APPOSITION = after(
    rf"\s*[,(/=-]\s*(?:(?:a|an|my|the|her|his|our|is|mi|la|el|one of)\s+)*(?:{KIN_WORDS}|dob|d\.o\.b|b\.|age|aged"
    rf"|\d{{1,2}}(?:\s*(?:[fm]\b|yo|y/o|yrs?|years?|mo|months?|(?=[,)])))"
    r"|who|whose|csws?|scsw|hsa|case|cell|ssn|pt|mrn|referral|plate|phone|tel|not my case|no last name)(?!\w)"
)
RECORD = after(r"\W*\b(?:dob|d\.o\.b|born|b\.|aged?|ssn|cell|phone|mrn|case #?|pt id|turns|turned|turning|cumple)\b")
SPEECH = after(
    r"\s+(?:(?:just|also|even|never|already|always|finally|still|really|recently|actually|now|then)\s+)?(?:told"
    r"|said|says|asked|asks|texted|dm'?e?d|messaged|msgd|invited|blocked|commented|wants|wanted|adopted|graduated"
    r"|posted|called|calls|emailed|thinks|loves|hates|needs|knows|works|lives|goes|plays|misses|passed away|died"
    r"|got|gave|keeps|sent|came|took|covers|moved|ran away|drew|wrote|made|won|aged out"
    r"|dijo|vive|tiene|subió|mandó|quiere|me|es mi|hasn'?t|didn'?t|doesn'?t|isn'?t|wasn'?t|won'?t)\b"
)
STATE = after(r"\s+(?:is|was|has|for|to|by|if|w|with|had|will|can|would|and|&|n|y|or|from|at|on|today|está|es|in)\b")
PLACE_NOUN = after(
    r"(?:['\u2019]s?)?\s+(?:park|beach|street|st|ave|avenue|blvd|road|rd|offices?|elementary|school|high|hs"
    r"|middle|college|university|stadium|arena|theater|theatre|cafe|café|coffee|bakery"
    r"|restaurant|grill|tacos?|pizza|kitchen|hospital|medical|church|center|centre|courthouse|court|mall|plaza"
    r"|festival|fest|lake|canyon|island|hills|heights|valley|county|city|river|mountains?|station"
    r"|airport|hotel|motel|resort|concerts?|tickets?|games?|albums?|songs?|movies?|film|series|show|lyrics|fans?"
    r"|jersey|shoes|sneakers|books?|novel|tour|merch|app|website|brand|museum|library|gym"
    r"|market|store|shop|bar|brewery|academy|programs?|initiative|foundation|awards?|bill|act|law|rule|policy|day"
    r"|parade|month|week|group|forum|subreddit|cuisine|food|restaurants|language|community|culture|pancakes|haul"
    r"|bowl|cup|series)\b"
)
SHOW = after(r"(?:['\u2019]s?)?\s+(?:concerts?|tickets?|tour|lyrics|albums?|songs?|jersey|merch|movies?)\b")
PRIVATE_NAME_NEAR = re.compile(r"\b(?:initials?|names?|client|kid|minor|nombre|child|mom|dad)\b", re.IGNORECASE)
