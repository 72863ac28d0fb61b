"""A published revision ready to run, kept in memory: revisions never change, so it stays right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from tongban.base.kernel.errors import Missing
from tongban.management.workflow import engine
from tongban.management.workflow.definition import Definition, Node, read
from tongban.management.workflow.models import ProcessRevision


@dataclass(frozen=True)
class Revision:
    """One revision: its drawing and its executable spec."""

    id: UUID
    key: str
    version: int
    bpmn: str
    stored_spec: Mapping[str, Any]
    declared: Mapping[str, Any]

    @cached_property
    def definition(self) -> Definition:
        """The drawing."""
        return read(self.bpmn)

    @cached_property
    def spec(self) -> BpmnProcessSpec:
        """The executable spec, shared by all instances in this process."""
        return engine.spec_from(dict(self.stored_spec))

    def node(self, element_id: str) -> Node:
        """One drawn element."""
        return self.definition.nodes[element_id]


@lru_cache(maxsize=256)
def revision(process_id: UUID) -> Revision:
    """The revision with this id. Raises Missing."""
    row = ProcessRevision.objects.filter(id=process_id).first()
    if row is None:
        raise Missing(_("没有这个流程，请从事项的当前版本重新进入。"), code="process_missing")
    return Revision(
        id=row.id,
        key=row.key,
        version=row.version,
        bpmn=row.bpmn,
        stored_spec=MappingProxyType(row.spec),
        declared=MappingProxyType(row.declared),
    )
