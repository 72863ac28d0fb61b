"""依职权行使的要素: what a guide says of a power that nobody applies for.

The upload tables of practice have one column for all that a penalty is (处罚的行为、种类、幅度) and two
for a levy; the parts behind them are those that the laws name: kinds of penalty (行政处罚法 9), measures
of coercion and ways of enforcing (行政强制法 9, 12), the clause by which a levy has its rate.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Discretion:
    """裁量: one kind of conduct, how grave it is, and what it brings."""

    conduct: str
    """违法行为."""
    degree: str = ""
    """情节: 轻微、一般、严重."""
    kind: str = ""
    """处罚种类 (``codes`` penalty_kind)."""
    span: str = ""
    """幅度: from what to what."""
    by_law: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseStep:
    """环节: one step of the procedure, and by whom it is taken."""

    name: str
    who: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class LevyRate:
    """征收标准: what is levied, how much, and by which clause."""

    name: str
    rate: str = ""
    by_law: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """依职权行使的要素. Which of them an item has hangs on its type."""

    subject: str = ""
    """对谁行使: 征收对象, 检查对象."""
    discretion: tuple[Discretion, ...] = ()
    discretion_by: tuple[str, ...] = ()
    """裁量基准: the documents by which discretion is used, one a line."""
    measures: tuple[str, ...] = ()
    """强制措施和执行方式 (``codes`` coercion_kind)."""
    measures_when: tuple[str, ...] = ()
    """什么情况下采取."""
    collect_type: str = ""
    """征收种类 (``codes`` collect_type)."""
    rates: tuple[LevyRate, ...] = ()
    reduces: bool = False
    """是否涉及征收（税）费减免的审批."""
    reduction: str = ""
    """谁可以减免、减多少."""
    frequency: str = ""
    """检查频次: how often at most."""
    frequency_by: str = ""
    """By which clause or plan."""
    ways: tuple[str, ...] = ()
    """检查方式 (``codes`` inspection_way)."""
    steps: tuple[ExerciseStep, ...] = ()
    rights: tuple[str, ...] = ()
    """当事人的权利: to be heard, to a hearing."""
