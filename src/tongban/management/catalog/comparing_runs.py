"""What two forms ask differently, and what two processes do differently."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.orgs.types import Duty
from tongban.management.catalog.types import Difference
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field
from tongban.management.workflow import queries as workflow
from tongban.management.workflow.types import StepView


def form_differences(before_id: UUID | None, after_id: UUID | None) -> list[Difference]:
    """Question by question; nothing where there was no form or is none any more."""
    if before_id is None or after_id is None or before_id == after_id:
        return []
    before, after = eforms.form(before_id).fields, eforms.form(after_id).fields
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        asked = new or old
        assert asked is not None
        label = _("表单的问题：%(name)s") % {"name": asked.label}
        words = _field_words(old), _field_words(new)
        found.append(Difference(f"form.{key}", label, *_apart(*words)))
    return found


def _field_words(asked: Field | None) -> str:
    if asked is None:
        return ""
    said = [asked.label, _("必填") if asked.required else _("可以不填")]
    if asked.options:
        said.append(_("选项：") + _("、").join(option.label for option in asked.options))
    said += [text for text in (asked.unit, asked.hint, asked.why) if text]
    return _("；").join(said)


def process_differences(before_id: UUID | None, after_id: UUID | None) -> list[Difference]:
    """Step by step; nothing where there was no process or is none any more."""
    if before_id is None or after_id is None or before_id == after_id:
        return []
    before = {step.element_id: step for step in workflow.steps_of(before_id)}
    after = {step.element_id: step for step in workflow.steps_of(after_id)}
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        step = new or old
        assert step is not None
        label = _("流程的环节：%(name)s") % {"name": step.name}
        found.append(
            Difference(f"process.{key}", label, *_apart(_step_words(old), _step_words(new)))
        )
    return found


def _step_words(step: StepView | None) -> str:
    if step is None:
        return ""
    duty = str(Duty(step.duty).label) if step.duty in Duty.values else step.duty
    said = [step.name, duty]
    if step.days:
        said.append(_("%(n)s 个工作日") % {"n": step.days})
    if step.note:
        said.append(step.note)
    return _("；").join(text for text in said if text)


def _apart(before: str, after: str) -> tuple[str, str]:
    return (
        (before, _("%(told)s（有改动）") % {"told": after}) if before == after else (before, after)
    )
