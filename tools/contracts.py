"""Our own import contract: another app is entered by one of its three doors."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """A module outside an app imports only the app's ``services``, ``queries`` or ``types``.

    ``kernel`` and ``pages`` are vocabulary and have no doors; ``main`` may enter anywhere; tests
    are exempt.
    """

    floors: Any = fields.ListField(subfield=fields.StringField())
    vocabulary: Any = fields.ListField(subfield=fields.StringField())
    anywhere: Any = fields.ListField(subfield=fields.StringField())
    doors: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the base class asks for it
        """Look at every import that crosses from one app into another."""
        apps = {
            app
            for floor in self.floors
            if floor in graph.modules
            for app in graph.find_children(floor)
        } - set(self.vocabulary)
        broken = []
        for app in sorted(apps):
            inside = {app} | graph.find_descendants(app)
            open_ones = {
                module for door in self.doors for module in (f"{app}.{door}",) if module in inside
            }
            for imported in sorted(inside - open_ones):
                for importer in sorted(graph.find_modules_that_directly_import(imported)):
                    if importer in inside or ".tests" in importer:
                        continue
                    if any(importer == a or importer.startswith(f"{a}.") for a in self.anywhere):
                        continue
                    if imported == app:
                        continue
                    broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which imports go round a door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is not a door.")
        output.new_line()
