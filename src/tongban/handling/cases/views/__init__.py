"""Pages of the desk, a file a noun."""

from tongban.handling.cases.views.acts import act
from tongban.handling.cases.views.bulk import bulk
from tongban.handling.cases.views.case import case, reveal
from tongban.handling.cases.views.claims import claim_act, note_strike, note_write
from tongban.handling.cases.views.compare import compare
from tongban.handling.cases.views.inbox import desk, workload
from tongban.handling.cases.views.materials import material_file, material_preview
from tongban.handling.cases.views.measures import measure_act, measure_ask
from tongban.handling.cases.views.papers import my_service

__all__ = [
    "act",
    "bulk",
    "case",
    "claim_act",
    "compare",
    "desk",
    "material_file",
    "material_preview",
    "measure_act",
    "measure_ask",
    "my_service",
    "note_strike",
    "note_write",
    "reveal",
    "workload",
]
