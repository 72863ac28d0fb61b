"""Acts on materials: hand one in, use a licence instead, take back, see the original.

In which state of a case something may be handed in or taken back, and by whom, the case decides
before it calls; here every act leaves its trace.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.files.services import discard, keep
from tongban.base.files.types import UPLOADS, MediaKind, Readable
from tongban.base.kernel import moments
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.types import Duty
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials.models import Material
from tongban.sharing.materials.rights import must
from tongban.sharing.materials.types import Origin, TrustLevel

CHECKERS = (Duty.WINDOW, Duty.CHIEF, Duty.HANDLER)
"""Whose duty it is to see originals."""


@in_one_transaction
def hand_in(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    requirement_key: str,
    division_code: str = "",
    name: str,
    stream: Readable,
    filename: str,
    limit: int | None = None,
    accept: Collection[MediaKind] = UPLOADS,
    self_made: bool = False,
    promised: bool = False,
    replaces_id: UUID | None = None,
) -> Material:
    """Hand in a file for a requirement (上传材料).

    It is level C until an officer sees the original; ``self_made`` makes it level D, which needs
    ``promised``. ``limit`` is in bytes. ``replaces_id`` names the material that this one replaces;
    that one stays in the history. Raises what ``files.services.keep`` raises, Missing, Conflict
    (already replaced or taken back) and Invalid; nothing is kept then.
    """
    must(actor, "hand_in")
    _check_words(requirement_key, name)
    if self_made and not promised:
        raise Invalid(_("自己制作的材料，请先承诺内容真实，再提交。"), code="promise_required")
    kept = keep(
        actor=actor, stream=stream, name=filename, purpose="material", limit=limit, accept=accept
    )
    return _add(
        actor,
        "hand_in_material",
        replaces_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        requirement_key=requirement_key,
        name=name.strip(),
        origin=Origin.UPLOADED,
        trust_level=TrustLevel.D if self_made else TrustLevel.C,
        file_id=kept.id,
        original_digest=kept.digest,
        promised_at=moments.now() if promised else None,
    )


def use_license(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    requirement_key: str,
    division_code: str = "",
    name: str,
    license_id: UUID,
    holder_code: str,
    replaces_id: UUID | None = None,
) -> Material:
    """Use a licence of the register instead of a paper (免于提交). Level A, nothing is copied.

    ``holder_code`` is the open code of who applies: somebody else's licence is Missing. Using the
    same one again for the same requirement gives the material there is. Raises Conflict
    (``license_not_usable``) unless the licence is in state 有效 and within its days.
    """
    must(actor, "use_license")
    _check_words(requirement_key, name)
    held = next(
        (
            one
            for one in licenses.licenses_of(holder_code, usable_only=False)
            if one.id == license_id
        ),
        None,
    )
    if held is None:
        raise Missing(_("没有这张证照，或者它不是申请人的。"))
    if not licenses.is_usable_now(held):
        raise Conflict(
            _("这张证照现在不能使用，请上传材料或先办理换发。"), code="license_not_usable"
        )
    used = Material.objects.filter(
        subject_kind=subject_kind,
        subject_id=subject_id,
        requirement_key=requirement_key,
        license_id=license_id,
        withdrawn_at=None,
        superseded_by=None,
    ).first()
    if used is not None:
        return used
    return _add(
        actor,
        "use_license",
        replaces_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        requirement_key=requirement_key,
        name=name.strip(),
        origin=Origin.LICENSE,
        trust_level=TrustLevel.A,
        license_id=license_id,
    )


def fill_in(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: UUID,
    requirement_key: str,
    division_code: str = "",
    name: str,
    promised: bool,
) -> Material:
    """Let the form that was filled in online stand for a paper (申请表). Level D."""
    must(actor, "fill_in")
    _check_words(requirement_key, name)
    if not promised:
        raise Invalid(_("在线填写的内容，请先承诺真实，再提交。"), code="promise_required")
    return _add(
        actor,
        "fill_in_material",
        None,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        requirement_key=requirement_key,
        name=name.strip(),
        origin=Origin.FORM,
        trust_level=TrustLevel.D,
        promised_at=moments.now(),
    )


def reuse_material(
    *,
    actor: Actor,
    material_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    requirement_key: str,
    division_code: str = "",
    name: str,
) -> Material:
    """Use a material again whose original an officer has seen (level B), in another case.

    That both cases are the same applicant's, the caller has made sure of. Raises Missing, and
    Conflict (``not_reusable``) for any other level or one taken back.
    """
    must(actor, "reuse_material")
    _check_words(requirement_key, name)
    source = Material.objects.filter(id=material_id).first()
    if source is None:
        raise Missing(_("没有这份材料。"))
    if source.trust_level != TrustLevel.B or not source.is_current or source.file_id is None:
        raise Conflict(_("只有窗口核对过原件的材料能再次使用。"), code="not_reusable")
    return _add(
        actor,
        "reuse_material",
        None,
        subject_kind=subject_kind,
        subject_id=subject_id,
        division_code=division_code,
        requirement_key=requirement_key,
        name=name.strip(),
        origin=Origin.REUSED,
        trust_level=TrustLevel.B,
        file_id=source.file_id,
        reused_from_id=source.id,
        original_digest=source.original_digest,
        checked_by=source.checked_by,
        checked_at=source.checked_at,
    )


@in_one_transaction
def withdraw_material(*, actor: Actor, material_id: UUID) -> Material:
    """Take a material back (撤回). It stays in the history. Taken back already: nothing happens."""
    must(actor, "withdraw_material")
    material = _locked(material_id)
    if material.superseded_by_id is not None:
        raise Conflict(_("这份材料已经换成新的，不用撤回。"), code="material_replaced")
    if material.withdrawn_at is not None:
        return material
    material.withdrawn_at = moments.now()
    material.save(update_fields=["withdrawn_at"])
    _record(actor, "withdraw_material", material)
    return material


@in_one_transaction
def confirm_original(*, actor: Actor, material_id: UUID) -> Material:
    """A named officer has seen the original and it agrees (核对原件): level C becomes B.

    Raises Forbidden unless the post has that duty, Conflict for another level or a material that
    is no longer current. Confirming again changes nothing.
    """
    must(actor, "confirm_original")
    material = _locked(material_id)
    if not material.is_current:
        raise Conflict(_("这份材料已经撤回或换成新的，不用核对。"), code="material_not_current")
    if material.trust_level == TrustLevel.B:
        return material
    if material.trust_level != TrustLevel.C:
        raise Conflict(_("这份材料不用核对原件。"), code="no_original_needed")
    material.trust_level = TrustLevel.B
    material.checked_by = actor.as_value()
    material.checked_at = moments.now()
    material.save(update_fields=["trust_level", "checked_by", "checked_at"])
    _record(actor, "confirm_original", material)
    return material


def _check_words(requirement_key: str, name: str) -> None:
    found = []
    if not 0 < len(requirement_key) <= 100:
        found.append(
            FieldFinding("requirement_key", "length", _("材料要求的编号应为 1 到 100 个字符。"))
        )
    if not 0 < len(name.strip()) <= 200:
        found.append(FieldFinding("name", "length", _("材料名称应为 1 到 200 个字。")))
    if found:
        raise Invalid(_("材料没有保存，请按提示改正后再试。"), findings=found)


def _locked(material_id: UUID) -> Material:
    material = Material.objects.select_for_update().filter(id=material_id).first()
    if material is None:
        raise Missing(_("没有这份材料。"))
    return material


@in_one_transaction
def _add(actor: Actor, act: str, replaces_id: UUID | None, **values: Any) -> Material:
    """Write the row, and take the place of the one it replaces."""
    replaced = _locked(replaces_id) if replaces_id else None
    if replaced is not None:
        if (replaced.subject_kind, replaced.subject_id, replaced.requirement_key) != (
            values["subject_kind"],
            values["subject_id"],
            values["requirement_key"],
        ):
            raise Missing(_("没有要替换的那份材料。"))
        if not replaced.is_current:
            raise Conflict(
                _("要替换的材料已经撤回或换成新的，请刷新后再试。"), code="material_not_current"
            )
        position = replaced.position
    else:
        last = Material.objects.filter(
            subject_kind=values["subject_kind"], subject_id=values["subject_id"]
        ).aggregate(last=Max("position"))["last"]
        position = (last or 0) + 1
    material = Material.objects.create(position=position, handed_in_by=actor.as_value(), **values)
    if replaced is not None:
        replaced.superseded_by = material
        replaced.save(update_fields=["superseded_by"])
    _record(actor, act, material, **({"replaces": str(replaced.id)} if replaced else {}))
    return material


def _record(actor: Actor, act: str, material: Material, **more: str) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="material",
        subject_id=material.id,
        division_code=material.division_code or actor.division_code,
        detail={
            "of": {"kind": material.subject_kind, "id": str(material.subject_id)},
            "requirement": material.requirement_key,
            "trust_level": material.trust_level,
            **({"license": str(material.license_id)} if material.license_id else {}),
            **more,
        },
    )


@in_one_transaction
def erase_materials(*, actor: Actor, subject_kind: str, subject_id: UUID) -> int:
    """Take every material of a case away for good, with its file (档案销毁); how many there were.

    The one exception to “nothing is deleted”: an approved destruction list leads here, and the act
    that it is a part of records it. A file that another case uses stays until that case's turn;
    such a material is then an upload of its own.
    """
    must(actor, "erase_materials")
    rows = list(
        Material.objects.select_for_update(of=("self",)).filter(
            subject_kind=subject_kind, subject_id=subject_id
        )
    )
    ids = [row.id for row in rows]
    Material.objects.filter(reused_from__in=ids).exclude(id__in=ids).update(
        origin=Origin.UPLOADED, reused_from=None
    )
    # Let go of one another first: none of them may hold the others back.
    Material.objects.filter(id__in=ids).update(
        origin=Origin.FORM, file=None, license=None, reused_from=None, superseded_by=None
    )
    Material.objects.filter(id__in=ids).delete()
    for file_id in {row.file_id for row in rows if row.file_id}:
        try:
            # A savepoint: a refusal must not spoil the act that this is a part of.
            with transaction.atomic():
                discard(actor=system("档案销毁"), file_id=file_id)
        except Conflict:
            continue
    return len(rows)
