"""Which numbers, codes, dates and links are private by their shape?"""

from __future__ import annotations

from assistant.answering.screening.cued import Shape
from assistant.answering.screening.records import PrivateKind as Kind

# Any code with three or more digits: 00482913, H-2290-61, LAC0093355.
CODE = (
    r"(?<![\w$-])(?!(?:19|20)\d\d(?![\w-]))(?=[\w-]*\d[\w-]*\d[\w-]*\d)"
    r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-]|[.,:]\d|/\d)"
)
SPACED_CODE = r"(?i)(?<![\w-])[a-z]{0,2} ?\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w-]|[.,:/]\d)"

DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
NUMBER_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|and)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre)\b\.?"
)
ORDINAL_WORD = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
YEAR = r"(?:19|20)\d\d"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
YEAR_WORDS = rf"{NUMBER_WORD}(?:[ -]{NUMBER_WORD}){{1,4}}(?<!and)"

FULL_DATE = (
    rf"(?i)(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{YEAR}|\d\d)|{YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|{MONTH} ?{DAY},? ?{YEAR}|{DAY} (?:of |de )?{MONTH},? (?:de |del )?{YEAR})(?![\w/-])"
)
BIRTH_DATE = (
    rf"(?i)(?<![\w/.-])(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{YEAR}|\d\d)|{YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}}"
    rf"|\d{{1,2}} \d{{1,2}} (?:{YEAR}|\d\d)|\d{{1,2}}[/-]\d{{1,4}}|\d{{8}}|\d{{6}}"
    rf"|{MONTH} ?{DAY}(?:,? ?(?:{YEAR}|'?\d\d)\b)?|{DAY} ?(?:of |de )?{MONTH}(?:,? ?(?:de |del )?(?:{YEAR}"
    rf"|'?\d\d)\b)?"
    rf"|(?:the )?{ORDINAL_WORD} (?:day )?(?:of )?{MONTH}(?:,? (?:{YEAR}|{YEAR_WORDS}))?"
    rf"|{MONTH} (?:the )?{ORDINAL_WORD}(?:,? (?:{YEAR}|{YEAR_WORDS}))?|(?:{MONTH} (?:of )?)?{YEAR})(?![\w/-])"
)
TOLL_FREE = r"(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\b"
URL_END = r"[^\s<>\"'\u2019\u201d)\],;]*[^\s<>\"'\u2019\u201d)\],;.?!:]"
PLATFORM_HOST = (
    r"(?:www\.|m\.)?(?:instagram|facebook|fb|tiktok|twitter|x|snapchat|threads|linkedin|youtube|reddit|venmo|cash"
    r"|linktr"
    r"|pinterest|tumblr|bsky|discord|t|wa|onlyfans|gofundme|vsco|twitch|nextdoor)\.(?:com|net|me|app|gg|ee|be|tv"
    r"|co|social)"
)
HANDLE_CUE = (
    r"\b(?:ig|insta|instagram|snap(?:chat)?|tik ?tok|twitter|handle|user ?names?|screen ?name|venmo|cash ?app|discord"
    r"|gamer ?tag|reddit|usuario|profile|perfil|finsta|threads|facebook|fb)\b"
)

PHONES = (
    Shape(
        Kind.PHONE,
        "phone in groups",
        rf"(?<![^\W_])(?<![.-])(?!{TOLL_FREE})(?:\+?1[ .-]?)?(?:\( ?\d{{3}} ?\)[ ./-]{{0,3}}\d{{3}}[ .-]{{0,3}}\d{{4}}"
        rf"|\d{{3}}[ ./-]{{0,3}}\d{{3}}[ .-]{{1,3}}\d{{4}}|\d{{3}}[ ./-]{{1,3}}\d{{7}})"
        r"(?: ?(?:x|ext\.?) ?\d{1,6})?(?![^\W_]|-\d)",
    ),
    Shape(Kind.PHONE, "ten digits", rf"(?<![\w.#-])(?!{TOLL_FREE})1?[2-9]\d{{2}}[2-9]\d{{6}}(?![\w-]|\.\d)"),
    Shape(
        Kind.PHONE,
        "phone glued to its word",
        r"(?i)(?<![^\W_])(?:cell?|celular|tel|phone|ph|mobile|mob|te?xt|call|number|num|no|fax|whats ?app)[.:#]?"
        r"1?[2-9]\d{2}[2-9]\d{6}(?:x\d{1,6})?(?!\w)",
    ),
    Shape(Kind.PHONE, "digits one by one", r"(?<![\w.-])(?:\d[ .-]{1,2}){6,10}\d(?![\w-])"),
    Shape(Kind.PHONE, "local phone", r"(?<![\w./-])[2-9]\d{2}[-.]\d{4}(?![\w-])"),
    Shape(
        Kind.PHONE,
        "local phone after a cue",
        r"(?<![\w./-])\d{3} ?\d{4}(?![\w-])",
        cue=r"\b(?:phone|cell|tel|call|text|txt|number|line|celular|cel|teléfono|móvil)",
    ),
    Shape(Kind.PHONE, "phone abroad", r"(?<![\w+])\+(?!1\b)\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?!\w)"),
    Shape(
        Kind.PHONE,
        "spoken digits",
        rf"(?i)(?<![\w-])(?:(?:{DIGIT_WORD}|\d{{1,4}})[ ,.-]{{1,3}}){{2,12}}?(?:{DIGIT_WORD}[ ,.-]{{1,3}}){{2,12}}"
        rf"(?:(?:{DIGIT_WORD}|\d{{1,4}})[ ,.-]{{1,3}}){{0,12}}(?:{DIGIT_WORD}|\d{{1,4}})(?!\w)",
    ),
)

EMAILS = (
    Shape(Kind.EMAIL, "email", r"(?<![\w.+-])[\w.+'-]{1,128}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"),
    Shape(
        Kind.EMAIL,
        "email in words",
        r"(?i)(?<![\w.+-])[\w.+-]{1,64}(?: (?:dot|underscore|dash|punto) \w+){0,3} ?(?:@|\(at\)|\[at\]|\{at\}"
        r"|\bat\b|\barroba\b) ?"
        r"[\w-]+ ?(?:\.|\(dot\)|\[dot\]|\{dot\}|\bdot\b|\bpunto\b) ?(?:com|org|net|edu|gov|us|info|me|mail"
        r"|example)\b",
    ),
)

NATIONAL_IDS = (
    Shape(
        Kind.SSN,
        "ssn in groups",
        r"(?<![\w-])(?:\d{3}|[Xx*]{3})(?P<gap>[- .\u2013]{1,2})(?:\d{2}|[Xx*]{2})(?P=gap)\d{4}(?![\w-])",
    ),
    Shape(
        Kind.SSN,
        "ssn after a cue",
        r"(?<![\w-])(?:\d{9}|\d{3}[ -]?\d{2}[ -]?\d{4}|\d{4})(?![\w-])",
        cue=r"\b(?:ssn?|social(?: security)?|itin|seguro(?: social)?)\b"
        r"(?: last| four| 4| digits| ult\w+| with| are){0,6}",
    ),
    Shape(Kind.SSN, "ssn glued to its word", r"(?i)(?<![^\W_])(?:ssn?|itin|social)[.:#]?\d{9}(?!\w)"),
    Shape(Kind.OTHER, "alien number", r"(?<![\w-])A[- ]?\d{3}[- ]?\d{3}[- ]?\d{3}(?![\w-])"),
    Shape(Kind.OTHER, "card number", r"(?<![\w-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,4}(?![\w-])"),
    Shape(Kind.OTHER, "California driver license", r"(?<![\w-])[A-Z]\d{7}(?![\w-])"),
    Shape(Kind.OTHER, "employee number", r"(?<![\w-])[eE]\d{6}(?![\w-])"),
)

CASES = (
    Shape(
        Kind.CASE_NUMBER,
        "dependency case",
        r"(?i)(?<![\w-])\d{2}[- ]?(?:cc|lj|ll|jv|dk|dp|ad)[a-z]{0,3}[- ]?\d{4,6}[a-z]{0,2}(?![\w-])",
    ),
    Shape(Kind.CASE_NUMBER, "older dependency case", r"(?i)(?<![\w-])(?:dk|ck|jd|ak|fj|bk)[- ]?\d{5,6}(?![\w])"),
    Shape(Kind.CASE_NUMBER, "state client number", r"(?<![\w-])\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{7}(?![\w-])"),
    Shape(Kind.CASE_NUMBER, "nineteen digits", r"(?<![\w-])\d{19}(?![\w-])"),
    Shape(
        Kind.CASE_NUMBER,
        "number after a case word",
        CODE,
        cue=r"\b(?:cases?|referrals?|ref|petition|docket|expediente|caso|matter|cms|cws/cms|jcats|re)\b(?:.{0,40}\b(?:no|num|number|id|#)\b)?",
        veto=r"\b(?:form|dcfs|policy|md|bos)\b",
    ),
)

COURTS = (
    Shape(
        Kind.COURT_DEPARTMENT,
        "department with a number",
        r"(?i)(?<!\w)(?:dept|dpt|dep|department|departamento|depto|courtroom|ctrm)\.? ?(?:no\.? ?|number "
        r"|# ?)?\d{2,3}[a-z]?(?!\w)",
    ),
    Shape(Kind.COURT_DEPARTMENT, "department letter", r"(?<![\w-])[Dd](?:-\d{3}|[ ]?4\d\d)(?![\w-])"),
    Shape(
        Kind.COURT_DEPARTMENT,
        "department in words",
        rf"(?i)(?<!\w)(?:dept|department|courtroom)\.? {NUMBER_WORD}(?:[ -]{NUMBER_WORD}){{1,3}}(?!\w)",
    ),
)

RECORDS = (
    Shape(
        Kind.MEDICAL_RECORD,
        "number after a hospital word",
        CODE,
        cue=r"\b(?:mrn|mr ?#|med(?:ical)?\.? ?rec(?:ord)?s?|charts?|hospital|patient"
        r"|paciente|pt|clinic|expediente médico)\b",
    ),
    Shape(
        Kind.MEDICAL_RECORD,
        "number of a health plan that looks toll-free",
        r"(?<![\w-])8(?:00|33|44|55|66|77|88)[ .-]?\d{3}[ .-]?\d{4}(?![\w-])",
        cue=r"\b(?:medi-?cal|medicaid|medicare|cin|insurance)\b",
        veto=r"\b(?:(?:hot|help)?line|call|phone|at)\b",
    ),
    Shape(Kind.MEDICAL_RECORD, "MR number", r"(?<=MR#|MR #)[ ]?[\w-]*\d[\w-]*"),
    Shape(
        Kind.OTHER,
        "number after a word for an account",
        CODE,
        cue=r"\b(?:employee|emp|e-?number|worker id|badge|payroll|driver'?s? ?lic(?:en[sc]e)?|lic(?:en[sc]e)?|dl|cdl"
        r"|passport|pasaporte|a-?number|alien|uscis|visa|medi-?cal|medicaid|medicare|cin|insurance|member|ebt"
        r"|calfresh"
        r"|calworks|account|acct|cuenta|routing|card|tarjeta|client|student|inmate|booking|county|state|school|cdcr"
        r"|perm(?:anent)? id|(?:gate|door|lock ?box|alarm|access|entry|security|building|garage|pass|keypad"
        r"|safe)(?: ?code"
        r"| combo| pin)?|passcode|pin|locker|combination|combo)\b",
        veto=r"\b(?:hotline|ticket|policy|form)\b",
    ),
    Shape(
        Kind.OTHER,
        "spaced number after a word for an account",
        SPACED_CODE,
        cue=r"\b(?:employee|emp|e-?number|badge|driver'?s? ?lic(?:en[sc]e)?|dl|passport|a-?number|alien|medi-?cal"
        r"|cin|member|ebt|account|acct|cuenta|routing|card|tarjeta|inmate|booking)\b",
    ),
    Shape(
        Kind.OTHER,
        "password",
        r"(?<!\S)(?=\S*[\d!@#$%^&*_])[^\s,;]{4,}(?<![.?!])",
        cue=r"\b(?:passwords?|passwd|pw|contraseña|wi-?fi(?: code| pass)?)\b",
    ),
    Shape(
        # Of the directives' own numbers none has six digits together.
        Kind.OTHER,
        "number of an insurance policy",
        r"(?i)(?<![\w.-])(?:[a-z]{1,4}-?)?\d{6,}(?![\w-]|\.\d)",
        cue=r"\b(?:policy|p[oó]liza)\b",
    ),
    Shape(Kind.OTHER, "long number", r"(?<![\w.-])\d{9,}(?![\w-]|\.\d)", veto=r"\bticket\b"),
)

PLATES = (
    Shape(Kind.LICENSE_PLATE, "California plate", r"(?<![\w-])\d[A-Z]{3}[ -]?\d{3}(?![\w-])"),
    Shape(Kind.LICENSE_PLATE, "California plate in small letters", r"(?<![\w-])\d[a-z]{3}\d{3}(?![\w-])"),
    Shape(
        Kind.LICENSE_PLATE,
        "letters and digits after plate",
        r"(?i)(?<![\w-])(?:\d[a-z]{3}[ -]\d{3}|[a-z]{2,3}[ -]?\d{3,4}|\d{3}[ -][a-z]{3}|(?=[a-z]*\d)[a-z0-9]{4,8}"
        r"|(?-i:[A-Z]{4,7}))(?![\w-])",
        cue=r"\b(?:plates?|placas?|license tag|car tag|tags)\b(?: \w+'s (?:car|truck|van))?(?: (?:car|truck|van))?",
    ),
)

BIRTHS = (
    Shape(
        Kind.DATE_OF_BIRTH,
        "date after a birth word",
        BIRTH_DATE,
        cue=r"(?:\bd\.?o\.?b\.?|\bdate of birth|\bbirth ?date|\bbirthday|\bb-?day|\bborn|(?<!\w)b\.|\bnaci[oód]\w*"
        r"|\bfecha de nacimiento|\bcumple(?:años)?|\bfdn)",
    ),
    Shape(
        Kind.DATE_OF_BIRTH,
        "date right after a name",
        FULL_DATE,
        beside=frozenset({Kind.PERSON, Kind.SSN}),
    ),
)

LINKS = (
    Shape(Kind.URL_PROFILE, "web address", rf"(?i)(?<![\w@])(?:https?://|www\.){URL_END}"),
    Shape(Kind.URL_PROFILE, "page of a platform", rf"(?i)(?<![\w@/.]){PLATFORM_HOST}/{URL_END}"),
    Shape(Kind.URL_PROFILE, "page of a site", rf"(?i)(?<![\w@/.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{{2,9}}/{URL_END}"),
    Shape(
        Kind.URL_PROFILE,
        "own site",
        r"(?i)(?<![\w@/.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|blog|me|co|io|info|example|page"
        r"|site)(?![\w@-])",
        cue=r"\b(?:blogs?|site|website|page|profile|podcast|channel|her|his|my|their)\b",
    ),
    Shape(Kind.URL_PROFILE, "handle", r"(?<![\w@./])@(?=[\w.]*[^\W\d])\w(?:[\w.]*\w)"),
    Shape(Kind.URL_PROFILE, "user of a forum", r"(?<![\w/])/?u/[\w-]{3,}"),
    Shape(
        Kind.URL_PROFILE,
        "user name after a platform",
        r"(?i)(?<![\w@./])(?=[\w.-]*[a-z])(?=[\w.-]*[\d_])\w(?:[\w.-]*\w){3,}(?![\w@])",
        cue=HANDLE_CUE,
    ),
)

SHAPES: tuple[Shape, ...] = (
    *PHONES, *EMAILS, *NATIONAL_IDS, *CASES, *COURTS, *RECORDS, *PLATES, *BIRTHS, *LINKS,
)  # fmt: skip
