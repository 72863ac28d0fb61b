"""The process engine runs our expressions and never Python, at start and at restore.

By itself SpiffWorkflow evaluates Python: ``__import__('os')`` in a gateway's condition runs. What
its checks and messages are is tested beside workflow; here it is that no way round them exists.
"""

import ast
from uuid import uuid4

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from tests.house.source import product
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Invalid, TongbanError
from tongban.management.workflow import engine, services
from tongban.management.workflow.definition import read
from tongban.management.workflow.models import ProcessInstance, ProcessRevision
from tongban.management.workflow.tests.drawings import with_condition

PLATFORM = system()
DIVISION = "341690000000"


@pytest.fixture
def python(monkeypatch):
    """What Python's engine was asked to do; nothing, if all is well."""
    asked = []
    for name in ("evaluate", "execute", "call_service"):
        for owner in (PythonScriptEngine, BasePythonScriptEngineEnvironment):
            monkeypatch.setattr(owner, name, lambda *args, **_more: asked.append(args))
    return asked


def drawing(condition):
    return with_condition(condition).bpmn()


def kept_without_checks(condition):
    """A revision as somebody could lay it into the table by hand."""
    bpmn = drawing(condition)
    definition = read(bpmn)
    return ProcessRevision.objects.create(
        key=f"smuggled_{uuid4().hex[:8]}",
        version=1,
        name="混进来的流程",
        bpmn=bpmn,
        spec=engine.compiled(definition.tree, definition.process_id),
        declared={},
        digest=uuid4().hex,
    )


def python_that_leaves_a_mark(mark):
    return f"__import__('pathlib').Path('{mark}').touch() or True"


@pytest.mark.django_db
def test_python_in_a_condition_cannot_be_published(tmp_path, python):
    mark = tmp_path / "ran"

    with pytest.raises(Invalid):
        services.publish_process(
            actor=PLATFORM,
            key="smuggled",
            name="混进来的流程",
            bpmn=drawing(python_that_leaves_a_mark(mark)),
            declared={},
        )

    assert not ProcessRevision.objects.filter(key="smuggled").exists()
    assert not mark.exists()
    assert python == []


@pytest.mark.django_db
def test_python_that_was_laid_into_the_table_never_runs(tmp_path, python):
    mark = tmp_path / "ran"
    revision = kept_without_checks(python_that_leaves_a_mark(mark))
    subject = uuid4()
    services.start_process(
        actor=PLATFORM,
        process_id=revision.id,
        subject_kind="case",
        subject_id=subject,
        division_code=DIVISION,
        data={},
    )
    before = ProcessInstance.objects.values().get(subject_id=subject)

    # The step loads the instance from its row: this is the restored engine.
    with pytest.raises(TongbanError) as refused:
        services.complete_step(
            actor=PLATFORM,
            subject_kind="case",
            subject_id=subject,
            step="review",
            outcome="pass",
        )

    assert refused.value.code == "condition_unreadable"
    assert ProcessInstance.objects.values().get(subject_id=subject) == before
    assert not mark.exists()
    assert python == []


def test_the_started_and_the_restored_process_both_have_our_engine():
    definition = read(drawing("outcome == 'return'"))
    spec = engine.spec_from(engine.compiled(definition.tree, definition.process_id))
    started = engine.start(spec, {})
    restored = engine.restored(spec, started.stored(), {})

    assert started.workflow.script_engine is engine.ENGINE
    assert restored.workflow.script_engine is engine.ENGINE
    assert not isinstance(engine.ENGINE, PythonScriptEngine)


def imports_of(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_engine_stands_behind_workflow_and_python_is_not_imported():
    users = {s.app for s in product() if any("SpiffWorkflow" in i for i in imports_of(s))}
    python = [s.name for s in product() if any("script_engine" in i for i in imports_of(s))]

    assert users == {"workflow"}
    assert python == []


def test_of_zen_only_expressions_are_used_and_graphs_by_the_rules_alone():
    """A decision graph could hold a function node, which runs JavaScript and opens connections: the
    rules make their graphs themselves, of tables and expressions (``rules/tests/test_checks.py``).
    """
    used = {
        name
        for source in product()
        if any(i.split(".")[0] == "zen" for i in imports_of(source))
        for name, _call in source.calls()
        if name.startswith("zen.")
    }

    graphs = {s.app for s in product() for name, _call in s.calls() if name == "zen.ZenEngine"}

    assert used == {"zen.evaluate_expression", "zen.validate_expression", "zen.ZenEngine"}
    assert graphs == {"rules"}
