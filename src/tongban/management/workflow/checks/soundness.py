"""Whether every way ends: the process is played through with tokens, all choices tried.

A sound process can always reach its end, never waits at a join for a branch that is not coming,
and never runs the same branch twice at once (van der Aalst's soundness of workflow nets, with
exclusive choices taken freely).
"""

from collections import deque
from collections.abc import Iterator

from tongban.base.kernel.errors import FieldFinding
from tongban.management.workflow.definition import END, EXCLUSIVE, PARALLEL, START, Definition

_MAX_MARKINGS = 20_000


def findings(definition: Definition) -> list[FieldFinding]:
    """Joins that may wait for ever, branches that may run twice, ways that never end."""
    start = next(definition.of_kind(START))
    first = frozenset(flow.id for flow in definition.outgoing[start.id])
    before: dict[frozenset[str], list[frozenset[str]]] = {first: []}
    queue = deque([first])
    stuck: set[str] = set()
    twice: set[str] = set()
    while queue:
        marking = queue.popleft()
        moves = list(_moves(definition, marking))
        if marking and not moves:
            stuck |= {definition.flows[flow].target for flow in marking}
        for taken, given in moves:
            rest = marking - taken
            if rest & given:
                twice |= {_meeting(definition, flow) for flow in rest & given}
                continue
            after = rest | given
            if after not in before:
                if len(before) >= _MAX_MARKINGS:
                    return [
                        FieldFinding(
                            definition.process_id,
                            "too_complex",
                            "并行的分支太多，检查不完每一种走法，请拆成几个流程。",
                        )
                    ]
                before[after] = []
                queue.append(after)
            before[after].append(marking)
    found = [
        FieldFinding(
            node_id,
            "join_waits_forever",
            f"网关“{definition.nodes[node_id].name or node_id}”可能一直等不齐分支，"
            "请让并行网关分出的路都回到同一个并行网关，选路的用排他网关合并。",
        )
        for node_id in sorted(stuck)
    ]
    found += [
        FieldFinding(
            node_id,
            "runs_twice",
            f"“{definition.nodes[node_id].name or node_id}”可能同时走到两次，"
            "请不要从并行的分支里连回分支之前，并行的分支先用并行网关合并。",
        )
        for node_id in sorted(twice)
    ]
    if not found:
        found += _endless(definition, before)
    return found


def _meeting(definition: Definition, flow: str) -> str:
    """Where ways meet that do not wait for each other: the node that the second one came through,
    where several lead into it; else the one that it would reach.
    """
    source = definition.flows[flow].source
    meets = len(definition.incoming[source]) > 1 and definition.nodes[source].kind != PARALLEL
    return source if meets else definition.flows[flow].target


def _moves(
    definition: Definition, marking: frozenset[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each thing that may happen: the flows that lose their token and those that gain one."""
    for node_id in {definition.flows[flow].target for flow in marking}:
        node = definition.nodes[node_id]
        incoming = frozenset(flow.id for flow in definition.incoming[node_id])
        outgoing = [flow.id for flow in definition.outgoing[node_id]]
        if node.kind == PARALLEL:
            if incoming <= marking:
                yield incoming, frozenset(outgoing)
            continue
        for flow in incoming & marking:
            taken = frozenset({flow})
            if node.kind == END:
                yield taken, frozenset()
            elif node.kind == EXCLUSIVE:
                yield from ((taken, frozenset({way})) for way in outgoing)
            else:
                yield taken, frozenset(outgoing)


def _endless(
    definition: Definition, before: dict[frozenset[str], list[frozenset[str]]]
) -> Iterator[FieldFinding]:
    """Nodes from which no end can be reached any more."""
    done: frozenset[str] = frozenset()
    ends = {done} if done in before else set()
    ahead = list(ends)
    while ahead:
        for marking in before[ahead.pop()]:
            if marking not in ends:
                ends.add(marking)
                ahead.append(marking)
    lost = {definition.flows[flow].target for marking in before if marking not in ends
            for flow in marking}  # fmt: skip
    for node_id in sorted(lost):
        yield FieldFinding(
            node_id,
            "no_way_out",
            f"走到“{definition.nodes[node_id].name or node_id}”以后再也到不了结束，请连出一条路。",
        )
