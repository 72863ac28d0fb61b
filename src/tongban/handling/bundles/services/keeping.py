"""Keep bundles: drafted by item managers, published by a second person, never changed after."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import reason_of_return
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.handling.bundles.checks import findings_of
from tongban.handling.bundles.models import Bundle, BundleRevision
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.types import BundleContent, BundleState, DraftState


@in_one_transaction
def save_bundle(
    *,
    actor: Actor,
    key: str,
    content: BundleContent,
    department_id: UUID,
    version: int | None = None,
) -> Bundle:
    """Keep a change, complete or not; the first one makes the bundle.

    ``version`` is the one that was read. Raises Conflict (``draft_changed``) when somebody saved
    meanwhile, (``draft_state``) while it is being looked at by a second person.
    """
    must(actor, "save_bundle")
    must(actor, "save_bundle", department_id)
    department = orgs.department(department_id)
    bundle, _made = Bundle.objects.select_for_update().get_or_create(
        key=key,
        defaults={
            "name": content.name[:100],
            "department_id": department_id,
            "division_code": department.division.code,
        },
    )
    must(actor, "save_bundle", bundle)
    if bundle.draft_state == DraftState.SUBMITTED:
        raise Conflict(_("已经提交审核，先请审核的人退回，再改。"), code="draft_state")
    if version is not None and version != bundle.draft_version:
        raise Conflict(_("您打开以后，别人也改过。请看过新的再改。"), code="draft_changed")
    bundle.draft = content.as_json()
    bundle.draft_state = DraftState.EDITING
    bundle.draft_version += 1
    bundle.draft_editors = sorted({*bundle.draft_editors, str(actor.account_id)})
    if bundle.revision_id is None:
        bundle.name = content.name[:100]
    bundle.save()
    _note(bundle, "save_bundle", actor)
    return bundle


@in_one_transaction
def submit_bundle(*, actor: Actor, bundle_id: UUID) -> Bundle:
    """Hand a change in for a second person. Raises Invalid with everything that does not hold."""
    must(actor, "submit_bundle")
    bundle = _locked(bundle_id)
    must(actor, "submit_bundle", bundle)
    _must_be(bundle, DraftState.EDITING)
    _must_hold(_draft(bundle))
    bundle.draft_state, bundle.returned_for = DraftState.SUBMITTED, ""
    bundle.draft_editors = sorted({*bundle.draft_editors, str(actor.account_id)})
    bundle.save()
    _note(bundle, "submit_bundle", actor)
    return bundle


@in_one_transaction
def return_bundle(*, actor: Actor, bundle_id: UUID, reason: str) -> Bundle:
    """Give a change back, with the reason."""
    must(actor, "return_bundle")
    bundle = _locked(bundle_id)
    must(actor, "return_bundle", bundle)
    _must_be(bundle, DraftState.SUBMITTED)
    bundle.draft_state, bundle.returned_for = DraftState.EDITING, reason_of_return(reason)
    bundle.save()
    _note(bundle, "return_bundle", actor)
    return bundle


@in_one_transaction
def approve_bundle(*, actor: Actor, bundle_id: UUID, version: int | None = None) -> Bundle:
    """Put a change in force, by somebody who had no part in it (Forbidden, ``own_change``).

    Raises Conflict when it was changed since it was read, Invalid when it does not hold any more.
    """
    must(actor, "approve_bundle")
    bundle = _locked(bundle_id)
    must(actor, "approve_bundle", bundle)
    _must_be(bundle, DraftState.SUBMITTED)
    if version is not None and version != bundle.draft_version:
        raise Conflict(_("您打开以后，又改过。请看过新的再审核。"), code="draft_changed")
    _publish(bundle, _draft(bundle), actor)
    _note(bundle, "approve_bundle", actor)
    return bundle


@in_one_transaction
def publish_bundle(
    *, actor: Actor, key: str, content: BundleContent, department_id: UUID
) -> Bundle:
    """Publish without a draft, for the demo city and what was approved elsewhere. The same content
    again changes nothing. Only the platform.
    """
    must(actor, "publish_bundle")
    department = orgs.department(department_id)
    bundle, _made = Bundle.objects.select_for_update().get_or_create(
        key=key,
        defaults={
            "name": content.name,
            "department_id": department_id,
            "division_code": department.division.code,
        },
    )
    if bundle.revision is not None and BundleContent.from_json(bundle.revision.content) == content:
        return bundle
    _publish(bundle, content, actor)
    _note(bundle, "publish_bundle", actor)
    return bundle


def _publish(bundle: Bundle, content: BundleContent, actor: Actor) -> None:
    _must_hold(content)
    latest = bundle.revisions.first()
    bundle.revision = BundleRevision.objects.create(
        bundle=bundle,
        division_code=bundle.division_code,
        version=latest.version + 1 if latest else 1,
        content=content.as_json(),
        published_at=now(),
        published_by=actor.as_value(),
    )
    bundle.name = content.name
    bundle.state = BundleState.PUBLISHED
    bundle.draft, bundle.draft_state, bundle.draft_editors = None, DraftState.NONE, []
    bundle.returned_for = ""
    bundle.save()


def _must_hold(content: BundleContent) -> None:
    findings = findings_of(content)
    if findings:
        raise Invalid(_("没有发布，请按提示改正。"), findings=findings)


def _draft(bundle: Bundle) -> BundleContent:
    assert bundle.draft is not None  # it is being edited or was handed in
    return BundleContent.from_json(bundle.draft)


def _locked(bundle_id: UUID) -> Bundle:
    bundle = Bundle.objects.select_for_update().filter(id=bundle_id).first()
    if bundle is None:
        raise Missing(_("没有这个一件事。"))
    return bundle


def _must_be(bundle: Bundle, state: DraftState) -> None:
    if bundle.draft_state != state:
        raise Conflict(
            _("现在不能这样办：改动的状态是“%(state)s”。请刷新页面。")
            % {"state": bundle.get_draft_state_display()},
            code="draft_state",
        )


def _note(bundle: Bundle, act: str, actor: Actor) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="bundle_definition",
        subject_id=bundle.id,
        division_code=bundle.division_code,
        detail={"key": bundle.key, "version": bundle.draft_version},
    )
