"""Random ways through processes: the engine, the checks and the database agree at every step."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.management.workflow import checks, conditions, engine, queries
from tongban.management.workflow import shipped as product
from tongban.management.workflow.definition import read
from tongban.management.workflow.tests.conftest import Subject
from tongban.management.workflow.tests.drawings import Drawing

MOST_STEPS = 60


class Tokens:
    """The process played by the book (BPMN 2.0 §13), without the engine: the oracle."""

    def __init__(self, definition):
        self.definition = definition
        self.values = {"outcomes": {}}
        self.on = Counter(f.id for n in definition.of_kind("startEvent") for f in self.out(n.id))
        self.settle()

    def out(self, node_id):
        return self.definition.outgoing[node_id]

    def settle(self):
        while self.pass_one():
            pass

    def pass_one(self):
        for flow_id in list(self.on):
            node = self.definition.nodes[self.definition.flows[flow_id].target]
            if node.kind == "endEvent":
                self.on -= Counter([flow_id])
                return True
            if node.kind == "exclusiveGateway":
                ways = [f for f in self.out(node.id) if f.id != node.default and f.condition]
                taken = [f for f in ways if conditions.decide(f.condition, self.values)]
                default = [f for f in self.out(node.id) if not f.condition]
                self.on += Counter([(taken or default)[0].id])
                self.on -= Counter([flow_id])
                return True
            incoming = [f.id for f in self.definition.incoming[node.id]]
            if node.kind == "parallelGateway" and all(self.on[f] for f in incoming):
                self.on += Counter(f.id for f in self.out(node.id))
                self.on -= Counter(incoming)
                return True
        return False

    def waiting(self):
        targets = (self.definition.nodes[self.definition.flows[f].target] for f in self.on)
        return sorted(node.id for node in targets if node.kind == "userTask")

    def do(self, element_id, outcome):
        (flow,) = [f.id for f in self.definition.incoming[element_id] if self.on[f.id]]
        self.on += Counter(f.id for f in self.out(element_id))
        self.on -= Counter([flow])
        step = self.definition.nodes[element_id].step
        self.values["outcome"] = self.values["outcomes"][step] = outcome
        self.settle()


def walked(bpmn, draw):
    """Walk with random outcomes: the restored instance does what the book says."""
    definition = read(bpmn)
    compiled = engine.compiled(definition.tree, definition.process_id)
    spec = engine.spec_from(json.loads(json.dumps(compiled, sort_keys=True)))
    run = engine.start(spec, {})
    tokens = Tokens(definition)
    for _ in range(MOST_STEPS):
        waiting = {w.element_id: w.task_id for w in run.waiting()}
        assert sorted(w.element_id for w in run.waiting()) == tokens.waiting()
        assert run.completed is (not waiting)
        if run.completed:
            assert definition.nodes[run.end_element].kind == "endEvent"
            return
        chosen = draw(st.sampled_from(sorted(waiting)))
        node = definition.nodes[chosen]
        outcome = draw(st.sampled_from(node.outcomes))
        # As the database gives it back: keys in another order, everything through JSON.
        state = json.loads(json.dumps(run.stored(), sort_keys=True))
        run = engine.restored(spec, state, json.loads(json.dumps(run.values)))
        run.complete(waiting[chosen], node.step, outcome)
        tokens.do(chosen, outcome)


@pytest.mark.parametrize("process", product.processes(), ids=lambda p: p.key)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_walk_through_a_shipped_process_ends_or_waits_at_a_declared_step(process, data):
    walked(process.bpmn, data.draw)


class Builder:
    """A random process of nested blocks: sequences, choices, parallels and loops."""

    def __init__(self, draw):
        self.draw = draw
        self.drawing = Drawing().start()
        self.count = 0

    def name(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def block(self, depth):
        """Its first and last node."""
        kinds = ["task", "chain", "choice", "loop", "parallel"] if depth else ["task"]
        return getattr(self, self.draw(st.sampled_from(kinds)))(depth - 1)

    def task(self, _depth=0):
        name = self.name("task")
        self.drawing.task(name, "yes no")
        return name, name

    def chain(self, depth):
        (first, a), (b, last) = self.block(depth), self.block(depth)
        self.drawing.flow(a, b)
        return first, last

    def choice(self, depth):
        asked, split, merge = self.task()[0], self.name("split"), self.name("merge")
        left, right = self.block(depth), self.block(depth)
        self.drawing.choice(split, default=f"{split}_default").choice(merge)
        self.drawing.flow(asked, split)
        self.drawing.flow(split, left[0], None, f"{split}_default")
        self.drawing.flow(split, right[0], "outcome == 'no'")
        self.drawing.flow(left[1], merge).flow(right[1], merge)
        return asked, merge

    def loop(self, depth):
        enter, leave = self.name("enter"), self.name("leave")
        inside, asked = self.block(depth), self.task()[0]
        self.drawing.choice(enter).choice(leave, default=f"{leave}_default")
        after = self.task()[0]
        self.drawing.flow(enter, inside[0]).flow(inside[1], asked).flow(asked, leave)
        self.drawing.flow(leave, enter, "outcome == 'no'")
        self.drawing.flow(leave, after, None, f"{leave}_default")
        return enter, after

    def parallel(self, depth):
        split, join = self.name("fork"), self.name("join")
        self.drawing.both(split).both(join)
        for _ in range(self.draw(st.integers(2, 3))):
            first, last = self.block(depth)
            self.drawing.flow(split, first).flow(last, join)
        return split, join


@st.composite
def processes(draw):
    builder = Builder(draw)
    first, last = builder.block(3)
    builder.drawing.end().flow("begin", first).flow(last, "finish")
    return builder.drawing.bpmn()


@given(bpmn=processes(), data=st.data())
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_process_that_passes_the_checks_can_be_walked_to_its_end(bpmn, data):
    assert {f.code for f in checks.findings(bpmn=bpmn, declared={})} <= {"too_complex"}
    walked(bpmn, data.draw)


@given(data=st.data())
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_table_and_the_engine_say_the_same_position(shipped, data):
    subject = Subject(shipped["joint_review"].id)
    for _ in range(12):
        position = queries.position("case", subject.id)
        if position.completed:
            assert position.waiting == ()
            return
        step = data.draw(st.sampled_from(position.waiting))
        assert subject.do(
            step.step, data.draw(st.sampled_from(step.outcomes)), task_id=step.task_id
        ) == queries.position("case", subject.id)
