"""How are hours, days and times said to people, in their language and on the wall of the office?"""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from assistant.escalation.hours import Hours, Span

ENGLISH, SPANISH = "en", "es"

_DAYS = {
    ENGLISH: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    SPANISH: "lunes martes miércoles jueves viernes sábado domingo".split(),
}
_MONTHS = {
    ENGLISH: "January February March April May June July August September October November December".split(),
    SPANISH: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def tell_time(moment: datetime, now: datetime, hours: Hours, language: str = ENGLISH) -> str:
    """
    A day and time on the wall of the office: ``Friday 18:10``; with its date where the day alone could be another.
    """
    spoken = language if language in _DAYS else ENGLISH
    local, today = moment.astimezone(hours.zone), now.astimezone(hours.zone).date()
    day = _DAYS[spoken][local.weekday()]
    if abs((local.date() - today).days) > 6:
        month = _MONTHS[spoken][local.month - 1]
        day += f" {local.day} de {month}" if spoken == SPANISH else f", {month} {local.day},"
    return f"{day}{' a las' if spoken == SPANISH else ''} {local.hour}:{local.minute:02}"


def tell_hours(hours: Hours, language: str = ENGLISH) -> str:
    """The hours of the week: ``Mon–Thu 8:00–17:00, Fri 8:00–12:00``."""
    spoken = language if language in _DAYS else ENGLISH
    told = []
    for span, group in groupby(enumerate(hours.week), key=lambda each: each[1]):
        if span is not None:
            days = [_DAYS[spoken][number][:3] for number, _ in group]
            told.append(f"{days[0]}{f'–{days[-1]}' if len(days) > 1 else ''} {tell_span(span)}")
    return ", ".join(told)


def tell_span(span: Span) -> str:
    """``8:00–17:00``."""
    opens, closes = (divmod(minutes, 60) for minutes in (span.opens, span.closes))
    return f"{opens[0]}:{opens[1]:02}–{closes[0]}:{closes[1]:02}"


def tell_date(day: date, language: str = ENGLISH) -> str:
    """``Monday, November 30, 2026``."""
    spoken = language if language in _DAYS else ENGLISH
    name, month = _DAYS[spoken][day.weekday()], _MONTHS[spoken][day.month - 1]
    return (
        f"{name}, {month} {day.day}, {day.year}" if spoken == ENGLISH else f"{name} {day.day} de {month} de {day.year}"
    )


def tell_length(minutes: int) -> str:
    """``8 h``, ``1 h 30 min``, ``45 min``."""
    whole, rest = divmod(minutes, 60)
    return " ".join([*([f"{whole} h"] if whole else []), *([f"{rest} min"] if rest or not whole else [])])
