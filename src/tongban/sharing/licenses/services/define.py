"""Define a licence type, or publish the next revision of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.credit_code import check_credit_code
from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction
from tongban.sharing.licenses.models import LicenseType, LicenseTypeRevision
from tongban.sharing.licenses.numbers import pattern_error
from tongban.sharing.licenses.rights import must
from tongban.sharing.licenses.types import PERPETUAL, Appearance, Category, FieldSpec, Validity

_CODE_LENGTH = 21
_ISSUER_LENGTH = 18


def _findings(
    code: str, name: str, fields: Sequence[FieldSpec], validity: Validity, pattern: str
) -> list[FieldFinding]:
    found = []
    if len(code) != _CODE_LENGTH or not code[_ISSUER_LENGTH:].isdecimal() or not code.isascii():
        found.append(
            FieldFinding(
                "code",
                "license_type_code",
                _("证照类型代码“%(code)s”应是 18 位统一社会信用代码加 3 位数字。") % {"code": code},
            )
        )
    else:
        found += check_credit_code(code[:_ISSUER_LENGTH]).field_findings("code")
    if not name.strip():
        found.append(FieldFinding("name", "required", _("请填证照名称。")))
    keys = [spec.key for spec in fields]
    found += [
        FieldFinding(f"fields/{key}", "duplicate", _("照面要素“%(key)s”写了两次。") % {"key": key})
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    found += [
        FieldFinding(f"fields/{spec.key}", "required", _("照面要素要有键和名称。"))
        for spec in fields
        if not spec.key.isidentifier() or not spec.label.strip()
    ]
    if validity.years is not None and not 1 <= validity.years <= 100:
        found.append(
            FieldFinding("validity", "range", _("有效年数应在 1 到 100 之间，长期请不填。"))
        )
    if problem := pattern_error(pattern):
        found.append(FieldFinding("number_pattern", "pattern", problem))
    return found


@in_one_transaction
def define_type(
    *,
    actor: Actor,
    code: str,
    name: str,
    defining_body: str,
    fields: Sequence[FieldSpec] = (),
    validity: Validity = PERPETUAL,
    appearance: Appearance = Appearance.CERTIFICATE,
    holder_label: str = "持证主体",
    holder_code_types: Sequence[str] = (DocumentType.ID_CARD,),
    number_pattern: str = "{county}{year}{serial:6}",
    category: Category = Category.LICENSE,
    basis: str = "",
    item_codes: Sequence[str] = (),
) -> LicenseTypeRevision:
    """Say what licences of this type are from now on; the revision in force.

    A revision is never changed: saying the same again gives the revision there is, saying
    something else publishes the next one. Licences keep the one they were issued under.
    Raises Invalid with every finding when the definition does not hold, keeping nothing.
    """
    must(actor, "define_type")
    findings = _findings(code, name, fields, validity, number_pattern)
    if findings:
        raise Invalid(_("证照类型没有保存，请按提示改正后再试。"), findings=findings)
    license_type, _is_new = LicenseType.objects.get_or_create(code=code, defaults={"name": name})
    license_type = LicenseType.objects.select_for_update().get(id=license_type.id)
    said = {
        "name": name,
        "category": category.value,
        "defining_body": defining_body,
        "defining_code": code[:_ISSUER_LENGTH],
        "holder_label": holder_label,
        "holder_code_types": [DocumentType(kind).value for kind in holder_code_types],
        "fields": [spec.as_value() for spec in fields],
        "validity_years": validity.years,
        "number_pattern": number_pattern,
        "appearance": appearance.value,
        "basis": basis,
        "item_codes": list(item_codes),
    }
    last = license_type.revisions.order_by("-revision").first()
    if last is not None and all(getattr(last, key) == value for key, value in said.items()):
        return last
    revision = LicenseTypeRevision.objects.create(
        license_type=license_type, revision=last.revision + 1 if last else 1, **said
    )
    if license_type.name != name:
        LicenseType.objects.filter(id=license_type.id).update(name=name)
    record(
        actor=actor,
        act="define_license_type",
        subject_kind="license_type",
        subject_id=license_type.id,
        detail={"code": code, "name": name, "revision": revision.revision},
    )
    return revision
