"""Pages of the desk, a file a noun."""

from tongban.handling.cases.views.acts import act
from tongban.handling.cases.views.case import case, reveal
from tongban.handling.cases.views.inbox import desk
from tongban.handling.cases.views.joint import joint, joint_file, joint_return
from tongban.handling.cases.views.materials import material_file, material_preview
from tongban.handling.cases.views.measures import measure_act, measure_ask
from tongban.handling.cases.views.papers import my_service

__all__ = [
    "act",
    "case",
    "desk",
    "joint",
    "joint_file",
    "joint_return",
    "material_file",
    "material_preview",
    "measure_act",
    "measure_ask",
    "my_service",
    "reveal",
]
