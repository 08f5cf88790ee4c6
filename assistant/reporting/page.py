"""
How does a report look as a page? One file of plain HTML: no script, nothing loaded, prints on paper.

Every chart is followed by its table. The look is `page.css`, put into the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from assistant.reporting.charts import draw_table
from assistant.reporting.report import Report
from assistant.reporting.tables import Cell, Hidden, Kind, Table, tell_cell
from assistant.reporting.telling import tell_day, tell_moment
from assistant.reporting.wording import Words, spoken

STYLE_FILE = Path(__file__).with_name("page.css")


def report_page(report: Report) -> str:
    """The whole page."""
    words = spoken("en")
    period = words(
        "report-period",
        since=tell_day(report.period.since, report.zone),
        until=tell_day(report.last_moment, report.zone),
    )
    office = words("report-office", office=report.office) if report.office else words("report-all")
    made = words("report-made", at=tell_moment(report.made_at, report.zone))
    body = [
        f"<header><h1>{escape(words('report-title'))}</h1>",
        f"<p>{escape(period)} · {escape(office)} · {escape(made)}</p>",
        f'<p class="note">{escape(words("report-privacy"))}</p></header>',
        "<main>",
        *(part for table in report.tables for part in _section(table, words)),
        "</main>",
    ]
    return page(words("report-title"), "\n".join(body), "en")


def page(title: str, body: str, language: str) -> str:
    """A page of its own around a body of HTML. https://html.spec.whatwg.org/"""
    # A page that may load nothing and run nothing, wherever it is opened from.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE_FILE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _section(table: Table, words: Words) -> Iterator[str]:
    yield f'<section id="{escape(table.id)}"><h2>{escape(table.title)}</h2>'
    yield f'<p class="note">{escape(table.note)}</p>'
    if not table.rows:
        yield f"<p>{escape(words('report-nothing'))}</p></section>"
        return
    if chart := draw_table(table, words("report-chart", title=table.title)):
        yield f"<figure>{chart}</figure>"
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(f'<th{_class(column.kind)} scope="col">{escape(column.title)}</th>' for column in table.columns)
    yield "</tr></thead><tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(_cell(table, number, cell) for number, cell in enumerate(row))}</tr>"
    yield "</tbody></table></div></section>"


def _cell(table: Table, number: int, cell: Cell) -> str:
    kind = table.columns[number].kind
    told = escape(tell_cell(cell, kind))
    if number == 0:
        return f'<th scope="row">{told}</th>'
    hidden = ' class="hidden"' if isinstance(cell, Hidden) else _class(kind)
    return f"<td{hidden}>{told}</td>"


def _class(kind: Kind) -> str:
    return "" if kind is Kind.WORDS else ' class="figure"'
