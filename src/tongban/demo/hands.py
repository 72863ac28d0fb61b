"""What several officers do together in the invented year: inspections and joint answers."""

from collections.abc import Callable, Sequence
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts


def answer_jointly(case_id: UUID, applicant: Actor, officer_of: Callable[[UUID], Actor]) -> None:
    """Every joint department agrees (并联审批)."""
    for row in cases.joint_parts_of(cases.my_case(applicant, case_id)):
        acts.answer_jointly(
            actor=officer_of(row.subcase.department_id),
            subcase_id=row.subcase.id,
            agrees=True,
            opinion="符合，同意。",
        )


def inspect(case_id: UUID, first: Actor, second: Actor, points: Sequence[str]) -> None:
    """Two officers go and look, one writes it down and the other confirms."""
    assert first.account_id is not None
    assert second.account_id is not None
    planned = acts.plan_inspection(
        actor=first,
        case_id=case_id,
        planned_at=now(),
        place="申请表上的地址",
        account_ids=[first.account_id, second.account_id],
    )
    given = {"case_id": case_id, "inspection_id": planned.id}
    acts.record_inspection(
        actor=first,
        **given,
        points=[(point, True, "") for point in points],
        result="pass",
        words="现场看过，和申请表写的一样。",
    )
    acts.confirm_inspection(actor=second, **given)
