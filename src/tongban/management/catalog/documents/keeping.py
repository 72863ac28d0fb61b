"""保存、撤下和挂接文件: laws, policies, notices, review rules and questions, kept once."""

from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.files.services import keep
from tongban.base.files.types import DOCUMENTS, MediaKind
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import department as department_of
from tongban.management.catalog.models import Document, DocumentRevision, Item, ItemDocument
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.words import plain, tokens_of_text
from tongban.management.catalog.types import DocumentContent, DocumentKind, ItemState
from tongban.management.catalog.watching import have_recounted, law_key

LONGEST = {"title": 200, "number": 60, "issuer": 100, "body": 50_000, "address": 400}
SEARCHED = 4_000
"""Characters of a body whose words are found; what a document is about stands at its beginning."""
MOST_REASON = 200
ACCEPTED = DOCUMENTS | {MediaKind.DOCX, MediaKind.OFD}


@in_one_transaction
def keep_document(
    *,
    actor: Actor,
    content: DocumentContent,
    department_id: UUID | None,
    document_id: UUID | None = None,
    version: int = 0,
    stream: BinaryIO | None = None,
    filename: str = "",
) -> Document:
    """Keep a document (保存文件), or with ``document_id`` a new version of it.

    ``department_id`` None is the whole city's; it stays what it was. ``version`` is the one that
    was read. ``stream`` is the original as a file; it stays until another takes its place. The
    same content again keeps no new version. Raises Invalid with every finding at once, Missing,
    Conflict (``document_changed``, ``document_withdrawn``), and what ``files.services.keep`` does.
    """
    must(actor, "keep_document")
    if document_id is None:
        must(actor, "keep_document", department_id)
        document = Document(department_id=department_id, version=0)
        if department_id is not None:
            document.division_code = department_of(department_id).division.code
    else:
        document = _locked(document_id)
        must(actor, "keep_document", document)
        _must_stand(document)
        if document.version != version:
            raise Conflict(
                _("刚刚有人改了这份文件。您的修改没有保存，请看过新的再改。"),
                code="document_changed",
            )
    content = _judged(content, has_file=stream is not None or bool(document.file_id))
    file_id = document.file_id
    if stream is not None:
        kept = keep(
            actor=actor,
            stream=stream,
            name=filename,
            purpose="document",
            accept=ACCEPTED,
            division_code=document.division_code or actor.division_code,
        )
        file_id = kept.id
    if document.version and (content_of(document), document.file_id) == (content, file_id):
        return document
    before = document.title, document.ended_on, document.effective_on, document.issued_on
    for name, value in asdict(content).items():
        setattr(document, name, value)
    document.file_id = file_id
    document.version += 1
    document.tokens = sorted(_tokens(content))
    document.changed_at = now()
    document.save()
    DocumentRevision.objects.create(
        document=document,
        version=document.version,
        content=_plain(content) | {"file": str(file_id) if file_id else ""},
        kept_by=actor.as_value(),
    )
    _record(actor, "keep_document", document, version=document.version, title=document.title)
    after = document.title, document.ended_on, document.effective_on, document.issued_on
    if before != after:
        have_recounted({law_key(before[0]), law_key(document.title)})
    return document


@in_one_transaction
def withdraw_document(*, actor: Actor, document_id: UUID, reason: str) -> Document:
    """Take a document off the pages for good (撤下): one that should not have been there.

    What merely ended keeps its page and says so. Its versions stay. Raises Invalid without a
    reason, Conflict when it is withdrawn already.
    """
    must(actor, "withdraw_document")
    document = _locked(document_id)
    must(actor, "withdraw_document", document)
    _must_stand(document)
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise Invalid(
            _("请写明撤下的原因。"),
            findings=[FieldFinding("reason", "required", _("请写 1 到 200 个字。"))],
        )
    document.is_withdrawn, document.withdrawn_reason = True, reason
    document.changed_at = now()
    document.save()
    _record(actor, "withdraw_document", document, reason=reason)
    have_recounted([law_key(document.title)])
    return document


@in_one_transaction
def link_document(*, actor: Actor, document_id: UUID, item_id: UUID) -> ItemDocument:
    """Put a document beside an item (挂上文件); doing it again changes nothing."""
    must(actor, "link_document")
    item = _locked_item(item_id)
    must(actor, "link_document", item)
    document = _locked(document_id)
    _must_stand(document)
    if item.state == ItemState.CANCELLED:
        raise Conflict(_("这个事项已取消，不能再挂文件。"), code="item_cancelled")
    link = ItemDocument.objects.filter(item=item, document=document).first()
    if link is not None:
        return link
    link = ItemDocument.objects.create(item=item, document=document)
    _record_link(actor, "link_document", item, document)
    return link


@in_one_transaction
def unlink_document(*, actor: Actor, document_id: UUID, item_id: UUID) -> bool:
    """Take a document away from beside an item (取下文件); returns whether it was there."""
    must(actor, "unlink_document")
    item = _locked_item(item_id)
    must(actor, "unlink_document", item)
    document = _locked(document_id)
    gone, _by_table = ItemDocument.objects.filter(item=item, document=document).delete()
    if gone:
        _record_link(actor, "unlink_document", item, document)
    return bool(gone)


def content_of(document: Document) -> DocumentContent:
    """What a document says now."""
    return DocumentContent(
        kind=document.kind,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        ended_on=document.ended_on,
        body=document.body,
        address=document.address,
    )


def _judged(given: DocumentContent, *, has_file: bool) -> DocumentContent:
    """The content without blanks around its texts; raises Invalid with every finding."""
    texts = {name: getattr(given, name).replace("\r\n", "\n").strip() for name in LONGEST}
    content = DocumentContent(
        kind=given.kind,
        issued_on=given.issued_on,
        effective_on=given.effective_on,
        ended_on=given.ended_on,
        **texts,
    )
    findings = [
        FieldFinding(name, "length", _("最多 %(count)s 个字。") % {"count": most})
        for name, most in LONGEST.items()
        if len(texts[name]) > most
    ]
    findings += [
        FieldFinding(name, "wrong", _("里面有不能显示的字符，请重新输入。"))
        for name, text in texts.items()
        if "\0" in text
    ]
    if content.kind not in DocumentKind.values:
        findings.append(FieldFinding("kind", "kind", _("请选一个类别。")))
    if not content.title:
        findings.append(FieldFinding("title", "required", _("请写标题。")))
    if not content.body and not content.address and not has_file:
        findings.append(
            FieldFinding("body", "required", _("正文、网址、文件至少要有一样，人才看得到内容。"))
        )
    if content.address and not _is_address(content.address):
        findings.append(
            FieldFinding("address", "address", _("网址要以 https:// 或 http:// 开头。"))
        )
    begins = content.effective_on or content.issued_on
    if content.ended_on and begins and content.ended_on <= begins:
        findings.append(FieldFinding("ended_on", "range", _("失效日期要在生效日期以后。")))
    if content.kind != DocumentKind.QUESTION and content.issued_on is None:
        findings.append(FieldFinding("issued_on", "required", _("请写发布日期。")))
    if findings:
        raise Invalid(_("文件没有保存，请按提示改正。"), findings=findings)
    return content


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
    except ValueError:
        return False


def _tokens(content: DocumentContent) -> set[str]:
    text = " ".join((content.title, content.number, content.issuer, content.body[:SEARCHED]))
    return {token for token in tokens_of_text(plain(text)) if len(token) > 1}


def _plain(content: DocumentContent) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(content).items()
    }


def _locked(document_id: UUID) -> Document:
    document = Document.objects.select_for_update().filter(id=document_id).first()
    if document is None:
        raise Missing(_("没有这份文件。"))
    return document


def _locked_item(item_id: UUID) -> Item:
    item = Item.objects.select_for_update().filter(id=item_id).first()
    if item is None:
        raise Missing(_("没有这个事项。"))
    return item


def _must_stand(document: Document) -> None:
    if document.is_withdrawn:
        raise Conflict(_("这份文件已经撤下，不能再改。"), code="document_withdrawn")


def _record(actor: Actor, act: str, document: Document, *, reason: str = "", **detail: Any) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="document",
        subject_id=document.id,
        division_code=document.division_code,
        reason=reason,
        detail=detail,
    )


def _record_link(actor: Actor, act: str, item: Item, document: Document) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="item",
        subject_id=item.id,
        division_code=item.division_code,
        detail={"document": str(document.id)},
    )
