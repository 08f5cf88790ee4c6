"""How does the official text of a policy, as an office has it on file, take the place of our summary?

sniffing -> extraction -> splitting -> `OfficialText` -> planning -> (shown to a person, who says yes) -> one YAML file.
Only the last step writes.
"""

from __future__ import annotations

from corpus.importing.official_text import OfficialText, read_official_text
from corpus.importing.planning import ImportPlan, apply_import, plan_import

__all__ = ["ImportPlan", "OfficialText", "apply_import", "plan_import", "read_official_text"]
