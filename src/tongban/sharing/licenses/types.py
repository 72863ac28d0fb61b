"""Values of the licences: states, kinds, what a type says, what a verification found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.errors import TongbanError

HOLDER_CONTEXT = "licenses.license.holder_code"
"""Which digests of holder codes these are: they find licences and nothing else."""


class LicenseStatus(models.TextChoices):
    """证照状态 (national e-certificate practice, standards §3.3). Only 01 may be used."""

    VALID = "01", gettext_lazy("有效")
    WITHHELD = "02", gettext_lazy("暂扣")
    REVOKED = "03", gettext_lazy("撤销")
    CANCELLED = "04", gettext_lazy("注销")
    EXPIRED = "05", gettext_lazy("失效")
    TRANSFERRED = "06", gettext_lazy("办理转出")
    FORFEITED = "07", gettext_lazy("吊销")
    OTHER = "99", gettext_lazy("其他")


class TrustLevel(models.TextChoices):
    """可信等级 of a licence or a material (国办函〔2016〕108号, standards §1.7)."""

    A = "A", gettext_lazy("签发机关产生，可直接使用")
    B = "B", gettext_lazy("窗口已核对原件，可重复使用")
    C = "C", gettext_lazy("本人上传，须核对原件")
    D = "D", gettext_lazy("本人制作并承诺真实")


class Category(models.TextChoices):
    """What the directory calls it (目录类别)."""

    LICENSE = "license", gettext_lazy("证照")
    APPROVAL = "approval", gettext_lazy("批文")


class Appearance(models.TextChoices):
    """外观样式: which template draws it."""

    PERMIT = "permit", gettext_lazy("许可证（横版）")
    CERTIFICATE = "certificate", gettext_lazy("登记证、资格证（竖版）")
    APPROVAL = "approval", gettext_lazy("批文、决定")


class FieldKind(models.TextChoices):
    """How a printed value is kept and shown."""

    TEXT = "text", gettext_lazy("文字")
    DATE = "date", gettext_lazy("日期")
    PARAGRAPH = "paragraph", gettext_lazy("段落")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One thing that is printed on a licence besides what every licence carries (照面要素).

    A ``DATE`` is given as ``YYYY-MM-DD``. A ``PARAGRAPH`` is running text of an approval, printed
    without its label. A value may also be a list of texts, printed with 、 between them.
    """

    key: str
    label: str
    required: bool = True
    kind: FieldKind = FieldKind.TEXT

    def as_value(self) -> dict[str, Any]:
        """For the revision's JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "required": self.required,
            "kind": self.kind.value,
        }

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> "FieldSpec":
        """From the revision's JSON."""
        return cls(
            key=str(value["key"]),
            label=str(value["label"]),
            required=bool(value["required"]),
            kind=FieldKind(value["kind"]),
        )


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a licence of a type is valid when the decision does not say: ``None`` is 长期."""

    years: int | None = None

    def until(self, start: date) -> date | None:
        """The last valid day: five years from 2026-11-21 end on 2031-11-20.

        A licence of 29 February ends on 28 February of a year that has no 29th.
        """
        if self.years is None:
            return None
        year = start.year + self.years
        try:
            return date.fromordinal(start.replace(year=year).toordinal() - 1)
        except ValueError:
            return date(year, 2, 28)


PERPETUAL = Validity()
"""长期."""


@dataclass(frozen=True, slots=True)
class LicenseFace:
    """What is drawn and embedded: everything the file needs, nothing that asks the database.

    ``rows`` are label and value in printed order, ``paragraphs`` the running text of an approval.
    ``metadata`` is the machine-readable part (GB/T 36903 element names, standards §3.2).
    """

    appearance: Appearance
    title: str
    number: str
    identifier: str
    holder_label: str
    holder_name: str
    rows: Sequence[tuple[str, str]]
    paragraphs: Sequence[str]
    issuer_name: str
    issued_on: date
    validity: str
    verify_address: str
    metadata: Mapping[str, Any]
    is_sample: bool = False
    basis: str = ""
    is_specimen: bool = False
    """The form alone, nobody's: not sealed, not signed, nothing to verify."""


@dataclass(frozen=True, slots=True)
class PaperFace:
    """An official paper (文书) to be drawn and sealed for an app above: A4, as many pages as needed.

    ``paragraphs`` are running text; ``rows`` a ruled table of labels and values above them.
    ``dated`` is the day as it is printed. ``paper_id`` is what the register of papers knows it by;
    it is attached inside the file with ``metadata``, so that verifying finds it again.
    """

    issuer_name: str
    issuer_code: str
    title: str
    number: str
    addressee: str
    paragraphs: Sequence[str]
    rows: Sequence[tuple[str, str]]
    dated: str
    paper_id: str
    verify_address: str
    metadata: Mapping[str, Any]
    seal_words: str = "行政审批专用章"
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class RegisteredPaper:
    """What the register of papers says of one; what stands here is for everybody."""

    title: str
    number: str
    issuer_name: str
    dated: str
    addressee: str
    """Masked where it is a human being's name."""
    file_digest: str
    """SHA-256 of the one file that was sealed; empty while nobody asked for it."""


@runtime_checkable
class PaperRegister(Protocol):
    """Who knows the papers that were sealed here. A higher app registers it."""

    def paper(self, paper_id: str) -> RegisteredPaper | None:
        """The signed paper of that id; None for whatever is not one."""
        ...


_registers: list[PaperRegister] = []


def register_papers(register: PaperRegister) -> None:
    """Called in ``AppConfig.ready``. Raises ``TypeError`` unless it keeps the protocol."""
    if not isinstance(register, PaperRegister):
        raise TypeError(f"{register!r} knows no papers: it needs paper(paper_id)")
    _registers[:] = [register]


def registered_paper(paper_id: str) -> RegisteredPaper | None:
    """What the register says; None also where there is no register."""
    return _registers[0].paper(paper_id) if _registers else None


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """In whose name a file is sealed: the issuing body and its credit code."""

    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class DetachedSignature:
    """A signature that stands beside its content: both parts DER."""

    signature: bytes
    certificate: bytes


class SigningError(TongbanError):
    """The signing provider gives no signature; nothing is kept without one."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "signer_unavailable"


class FontMissingError(TongbanError):
    """The font that licences are drawn with was not set up."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "font_missing"


@runtime_checkable
class SignerProvider(Protocol):
    """What makes signatures. The software provider keeps keys in files; an HSM keeps them inside.

    A provider of SM2 seals (GM/T 0031) would stand in here with another file format.
    """

    name: str

    def certificates(self, identity: SigningIdentity) -> tuple[bytes, ...]:
        """The body's certificate first, then those above it without the root; DER."""
        ...

    def sign(self, identity: SigningIdentity, data: bytes) -> bytes:
        """An ECDSA signature with SHA-256 over the data; DER."""
        ...

    def root(self) -> bytes:
        """The city's root certificate; DER."""
        ...


@dataclass(frozen=True, slots=True)
class VerifyFinding:
    """One thing found while verifying; ``message`` is for who asked."""

    code: str
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a file's signature says; ``status`` only when the register was asked."""

    intact: bool
    covers_whole_file: bool
    issued_by_this_city: bool
    signer: str = ""
    signer_code: str = ""
    signed_at: datetime | None = None
    identifier: str = ""
    paper_id: str = ""
    """Of a paper (文书), in the place of a licence's identifier."""
    title: str = ""
    holder_name: str = ""
    status: LicenseStatus | None = None
    findings: tuple[VerifyFinding, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Intact, wholly covered and of this city: the file is what was issued."""
        return self.intact and self.covers_whole_file and self.issued_by_this_city

    @property
    def sentence(self) -> str:
        """One line that says it."""
        errors = [finding.message for finding in self.findings if finding.is_error]
        if errors:
            return _(errors[0])
        if self.holds:
            title = self.title or _("文件")
            return _("完好：%(title)s由%(signer)s签发，签名之后没有改动。") % {
                "title": title,
                "signer": self.signer,
            }
        return _("文件没有通过核验。")
