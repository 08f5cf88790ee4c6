"""How is a table written for a spreadsheet? Comma-separated values, RFC 4180, one file a table, figures as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from assistant.reporting.report import Report
from assistant.reporting.tables import Cell, Hidden, Kind, Table

DIGITS = 3
"""Of a share, after the point."""


def write_sheet(table: Table) -> str:
    """The table with the ids of its columns as heads; times in minutes of business time, shares from 0 to 1."""
    out = io.StringIO()
    writer = csv.writer(out)  # ends its lines as RFC 4180 wants
    writer.writerow([_head(column.id, column.kind) for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(cell) for cell in row])
    return out.getvalue()


def write_sheets(report: Report) -> Mapping[str, str]:
    """Every table of a report, by the name of its file."""
    return {f"{table.id}.csv": write_sheet(table) for table in report.tables}


def _head(id: str, kind: Kind) -> str:
    return f"{id}-minutes" if kind is Kind.MINUTES else id


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, Hidden):
        return cell.value
    return round(cell, DIGITS) if isinstance(cell, float) else cell
