"""Tables of workflow: published revisions, running instances, and the history of their steps."""

from django.db import models

from tongban.base.kernel.moments import now
from tongban.base.kernel.rows import Row
from tongban.management.workflow.types import ProcessStatus, StepKind


class ProcessRevision(Row):
    """流程修订: a BPMN file as published. Immutable: the database refuses changes."""

    key = models.CharField("流程代码", max_length=64)
    version = models.PositiveIntegerField("修订号")
    name = models.CharField("流程名称", max_length=200)
    bpmn = models.TextField("BPMN 文件")
    spec = models.JSONField("执行定义")
    declared = models.JSONField("条件所读的值", default=dict)
    digest = models.CharField("内容摘要", max_length=64)
    published_at = models.DateTimeField("发布时间", default=now)
    published_by = models.JSONField("发布人", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "流程修订"
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="workflow_revision_once"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="workflow_revision_from_one"
            ),
        ]


class ProcessInstance(Row):
    """流程实例: one subject (a case) on its way through one revision."""

    process = models.ForeignKey(
        ProcessRevision, on_delete=models.PROTECT, related_name="instances", verbose_name="流程"
    )
    subject_kind = models.CharField("对象种类", max_length=32)
    subject_id = models.UUIDField("对象标识")
    division_code = models.CharField("区划", max_length=12)
    data = models.JSONField("条件所读的值", default=dict)
    state = models.JSONField("引擎状态", default=dict)
    status = models.CharField(
        "状态", max_length=12, choices=ProcessStatus.choices, default=ProcessStatus.RUNNING
    )
    end_element = models.CharField("结束事件", max_length=64, blank=True, default="")
    version = models.PositiveIntegerField("步数", default=0)
    next_timer_at = models.DateTimeField("下次到期", null=True)
    started_at = models.DateTimeField("开始时间", default=now)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "流程实例"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="workflow_one_process_a_subject"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_timer_at"],
                name="workflow_due_timer",
                condition=models.Q(next_timer_at__isnull=False),
            ),
        ]


class ProcessStep(Row):
    """环节记录: one step of an instance, waiting or done."""

    instance = models.ForeignKey(
        ProcessInstance, on_delete=models.PROTECT, related_name="steps", verbose_name="流程实例"
    )
    division_code = models.CharField("区划", max_length=12)
    task_id = models.UUIDField("任务标识")
    element_id = models.CharField("图元标识", max_length=64)
    kind = models.CharField("种类", max_length=8, choices=StepKind.choices, default=StepKind.TASK)
    step = models.CharField("环节", max_length=64)
    name = models.CharField("环节名称", max_length=200)
    duty = models.CharField("岗位职责", max_length=64)
    started_at = models.DateTimeField("开始时间", default=now)
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=64, blank=True, default="")
    by = models.JSONField("办理人", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "环节记录"
        constraints = [
            models.UniqueConstraint(fields=["instance", "task_id"], name="workflow_step_once"),
        ]
        indexes = [
            models.Index(
                fields=["instance"],
                name="workflow_waiting_step",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
