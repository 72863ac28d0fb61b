"""关联: an account here is linked with one elsewhere, and taken apart again."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.identity import LinkedIdentity, LinkKind
from tongban.base.accounts.models import Account, Linkage, NaturalPerson, Tenure
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.queries import ID_CONTEXT
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.begun import LINK_CONTEXT
from tongban.base.accounts.services.consenting import keep_consent
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.types import Assurance
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.sealing.masks import mask_name
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def link_account(*, actor: Actor, linked: LinkedIdentity, agreed_version: str = "") -> Linkage:
    """Link the actor's own account with the one elsewhere that has just proven itself.

    National and provincial accounts must be of the same human being, by number and name. After
    linking a network identity (国家网络身份认证) no plain identity is kept: the name is masked, the
    number emptied, its digest alone stays; ``agreed_version`` is the text's that says so.

    Raises Forbidden, Invalid when that text was not agreed to, Conflict: ``another_person``,
    ``linked_elsewhere``, ``linked_already``, ``officers_keep_their_names``.
    """
    must(actor, "link_account")
    account = _own_account(actor)
    assert account.person_id is not None
    person = NaturalPerson.objects.select_for_update().get(id=account.person_id)
    keeps = linked.kind.keeps_identity
    if keeps and (
        digest(linked.id_number, ID_CONTEXT) != person.id_digest
        or linked.document_type != person.document_type
    ):
        raise Conflict(_("那个账户是另一个人的，不能关联到您的账户。"), code="another_person")
    if not keeps:
        _may_give_up_its_name(account, agreed_version)
    kept = digest(linked.subject, LINK_CONTEXT)
    links = Linkage.objects.filter(
        provider=provider().name, kind=linked.kind, ended_at__isnull=True
    )
    if links.filter(account=account).exists():
        raise Conflict(_("已经关联过了，不用再关联。"), code="linked_already")
    if links.filter(subject_digest=kept).exists():
        raise Conflict(_("那个账户已经关联了别的账户。请打 12345。"), code="linked_elsewhere")
    linkage = Linkage.objects.create(
        account=account,
        provider=provider().name,
        kind=linked.kind,
        subject=linked.subject,
        subject_digest=kept,
    )
    person.assurance = max(person.assurance, min(linked.assurance, Assurance.FACE_OR_BANK))
    if not keeps:
        keep_consent(person=person, given_by=person, kind=TermsKind.NETWORK_ID)
        person.name, person.id_number, person.born_on = mask_name(person.name), "", ""
    person.save(update_fields=["assurance", "name", "id_number", "born_on"])
    record(
        actor=actor,
        act="link_account",
        subject_kind="account",
        subject_id=account.id,
        detail={"kind": linked.kind.value, "request": linked.request_id},
    )
    return linkage


@in_one_transaction
def end_linkage(*, actor: Actor, linkage_id: UUID) -> None:
    """Take one's own link apart. Raises Missing for anybody else's, and Conflict
    (``only_way_in``) when nothing else would open the account.
    """
    must(actor, "end_linkage")
    account = _own_account(actor)
    linkage = (
        Linkage.objects.select_for_update()
        .filter(id=linkage_id, account=account, ended_at__isnull=True)
        .first()
    )
    if linkage is None:
        raise Missing(_("没有这个关联。"))
    others = account.linkages.filter(ended_at__isnull=True).exclude(id=linkage.id).exists()
    phone = account.person.phone if account.person else ""
    if not (others or phone or account.has_usable_password()):
        raise Conflict(_("解除后就没有办法登录了。请先到办事大厅登记手机号。"), code="only_way_in")
    linkage.ended_at = now()
    linkage.save(update_fields=["ended_at"])
    record(
        actor=actor,
        act="end_linkage",
        subject_kind="account",
        subject_id=account.id,
        detail={"kind": linkage.kind},
    )


def _own_account(actor: Actor) -> Account:
    assert actor.account_id is not None
    return Account.objects.select_for_update(of=("self",)).get(id=actor.account_id)


def _may_give_up_its_name(account: Account, agreed_version: str) -> None:
    if agreed_version != TERMS[TermsKind.NETWORK_ID].version:
        raise Invalid(
            _("请先看过说明再勾选。"),
            findings=[
                FieldFinding(LinkKind.NETWORK_ID, "required", _("请勾选：使用国家网络身份认证"))
            ],
        )
    if Tenure.objects.filter(account=account, ended_at__isnull=True).exists():
        raise Conflict(_("工作人员的姓名要公开，不能改用网号。"), code="officers_keep_their_names")
