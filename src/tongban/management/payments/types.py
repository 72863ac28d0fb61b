"""Values, protocols, registries and errors of payments."""

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor


class NoticeState(models.TextChoices):
    """缴款通知的状态; the life cycle is in ``states``."""

    WAITING = "waiting", _("待缴款")
    PAID = "paid", _("已缴款")
    EXEMPTED = "exempted", _("已免缴")
    EXPIRED = "expired", _("已过期")
    CANCELLED = "cancelled", _("已作废")
    REFUNDED = "refunded", _("已退付")


class RefundState(models.TextChoices):
    """退付的状态."""

    ASKED = "asked", _("待批准")
    APPROVED = "approved", _("已批准，正在退")
    DONE = "done", _("已退付")
    REFUSED = "refused", _("没有批准")
    FAILED = "failed", _("退不出去")


class SendingState(models.TextChoices):
    """退付的办理: how far an approved refund is on its way to the provider (``kernel.tries``)."""

    WAITING = "waiting", _("正在退")
    SENT = "sent", _("已有结果")
    STUCK = "stuck", _("退不出去，要人来看")


class ExemptionState(models.TextChoices):
    """减免的状态."""

    ASKED = "asked", _("待批准")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("没有批准")
    DROPPED = "dropped", _("不用了")


class DifferenceKind(models.TextChoices):
    """对账差异: in what the provider's books and ours differ."""

    UNKNOWN_CODE = "unknown_code", _("收到款，没有这张缴款通知")
    WRONG_AMOUNT = "wrong_amount", _("收到的金额和通知不一样")
    TWICE = "twice", _("同一张通知缴了两次")
    CLOSED = "closed", _("通知作废后又缴了款")
    NOT_HERE = "not_here", _("对方有这笔款，我们没有")
    NOT_THERE = "not_there", _("我们有这笔款，对方没有")
    AMOUNT = "amount", _("两边金额不一样")
    CASE_ENDED = "case_ended", _("款已缴，办件没有办成，也没有退")
    UNPAID = "unpaid", _("结果已经发出，款还没有缴")
    REFUND = "refund", _("退付两边不一样")
    FORGED = "forged", _("收到签名不对的到账通知")
    NO_STATEMENT = "no_statement", _("没有取到对账单")


class Standing(models.TextChoices):
    """How far the matter is that something is paid for."""

    OPEN = "open", _("还在办")
    GRANTED = "granted", _("办成了")
    ENDED = "ended", _("没有办成")


class Change(models.TextChoices):
    """What happened to a notice, as its subject hears it."""

    ASKED = "asked", _("请缴款")
    PAID = "paid", _("已缴款")
    EXEMPTED = "exempted", _("免缴")
    REDUCED = "reduced", _("减缴")
    REFUNDED = "refunded", _("已退付")


OVER = frozenset({NoticeState.EXPIRED, NoticeState.CANCELLED, NoticeState.REFUNDED})
"""States in which nobody can pay any more, though the money may still be owed."""
SETTLED = frozenset({NoticeState.PAID, NoticeState.EXEMPTED})
"""States in which nothing holds the matter back any more."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as the item's revision has it. ``amount`` in 分."""

    name: str
    standard: str
    by_law: str
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """What a provider is told of a notice."""

    code: str
    """缴款码."""
    amount: int
    payee: str
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """财政电子票据: its code, its number and its check characters."""

    code: str
    number: str
    check: str


@dataclass(frozen=True, slots=True)
class PaidMessage:
    """A provider's word that money came in. Believed only because its signature was verified."""

    reference: str
    """The provider's own number of the payment: the same however often it is told."""
    code: str
    amount: int
    paid_at: datetime
    receipt: ReceiptData | None = None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What a provider is asked to give back; ``key`` is the same at every try."""

    key: UUID
    reference: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a provider's statement of a day (对账单)."""

    reference: str
    code: str
    amount: int
    paid_at: datetime
    refunded: int = 0
    """分 that were given back of it, on whichever day."""
    receipt: ReceiptData | None = None


class ProviderError(Exception):
    """A provider could not be used now. ``reason`` is a short English word for the log."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class ForgedError(ProviderError):
    """A message whose signature does not hold, or which is too old to be believed."""


class UnreadableError(ProviderError):
    """A message that is signed and says nothing that we understand."""


class RefusedRefundError(ProviderError):
    """The provider will never give this back as it is asked."""


@runtime_checkable
class Provider(Protocol):
    """A way to pay: the treasury's non-tax platform, a bank. Only ``kernel.outgoing`` calls out."""

    name: str

    def pay_address(self, order: Order) -> str:
        """Where the payer pays. Asks nobody: it is part of a page."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> PaidMessage:
        """A message to ``/payments/callback/<name>/``, its signature verified over the bytes.

        Raises ``ForgedError`` and ``UnreadableError``.
        """
        ...

    def refund(self, order: RefundOrder) -> str:
        """Give back, once for a key however often it is called; the provider's number of it.

        Raises ``ProviderError`` when it may go later, ``RefusedRefundError`` when it never will.
        """
        ...

    def statement(self, day: date) -> Sequence[StatementLine]:
        """Every payment of that day in Shanghai. Raises ``ProviderError`` while there is none."""
        ...


@runtime_checkable
class PaidSubject(Protocol):
    """What is paid for, told to payments by the app above whose it is."""

    kind: str

    def hold(self, subject_id: UUID) -> None:
        """Lock the subject's row, always before a notice's: two acts never wait crosswise."""
        ...

    def heard(self, *, actor: Actor, subject_id: UUID, change: Change, notice: object) -> None:
        """Something happened to a notice; called in the act's transaction."""
        ...

    def standings(self, subject_ids: Iterable[UUID]) -> Mapping[UUID, Standing]:
        """How far those matters are."""
        ...


_providers: dict[str, Provider] = {}
_subjects: dict[str, PaidSubject] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_METHODS = {"pay_address": 1, "read": 2, "refund": 1, "statement": 1}


def register_provider(provider: Provider) -> None:
    """Offer a provider under its name for ``settings.PAYMENT_PROVIDER``.

    Raises ``TypeError`` unless it keeps the protocol: a short English name, and every method with
    as many parameters as it is called with.
    """
    if not isinstance(provider, Provider) or not _NAME.fullmatch(str(provider.name)):
        raise TypeError(f"{provider!r} is no payment provider: see payments.types.Provider")
    for method, count in _METHODS.items():
        try:
            inspect.signature(getattr(provider, method)).bind(*[None] * count)
        except TypeError:
            raise TypeError(
                f"provider {provider.name!r}: {method} takes {count} argument(s)"
            ) from None
    _providers[provider.name] = provider


def provider_named(name: str) -> Provider:
    """The registered provider. ``LookupError`` names what there is."""
    try:
        return _providers[name]
    except KeyError:
        raise LookupError(f"no provider {name!r}; there are {sorted(_providers)}") from None


def register_subject(subject: PaidSubject) -> None:
    """Called from above, in ``AppConfig.ready``, by the app whose matters are paid for."""
    if not isinstance(subject, PaidSubject):
        raise TypeError(f"{subject!r} is no subject: see payments.types.PaidSubject")
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> PaidSubject | None:
    """Who answers for that kind of matter."""
    return _subjects.get(kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be paid, for what, by whom, to whom."""

    subject_kind: str
    subject_id: UUID
    subject_number: str
    what: str
    """The item's name."""
    payer: str
    department_id: UUID
    division_code: str
    lines: Sequence[FeeLine] = field(default_factory=tuple)
    purpose: str = ""
    """What the money is for within its matter: the step that it holds back."""
