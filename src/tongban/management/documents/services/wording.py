"""文书模板和文号: publish the next wording of a kind, set how a body numbers its papers."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.management.documents import numbers, texts
from tongban.management.documents.models import Numbering, PaperTemplate
from tongban.management.documents.rights import must
from tongban.management.documents.shipped import SHIPPED
from tongban.management.documents.types import PaperKind

LONGEST_WORD = 20


@in_one_transaction
def publish_paper_template(
    *,
    actor: Actor,
    kind: str,
    title: str,
    mark: str,
    paragraphs: Sequence[str],
    needs_review: bool = False,
) -> PaperTemplate:
    """Publish the next wording of a kind of paper; the newest one again if it says the same.

    Papers keep the one they were made from. Raises Invalid with every finding: a placeholder that
    the kind does not have, or a fact that the law wants stated and the text does not.
    """
    must(actor, "publish_paper_template")
    wanted = _kind(kind)
    kept = [p.replace("\x00", "").strip() for p in paragraphs if p.strip()]
    title, mark = title.replace("\x00", "").strip(), mark.replace("\x00", "").strip()
    findings = texts.check(wanted, title, mark, kept)
    if findings:
        raise Invalid(_("模板没有发布，请按提示改正。"), findings=findings)
    _lock(wanted)
    newest = _newest(wanted)
    said = (title, mark, kept, needs_review)
    if newest is not None and said == (
        newest.title,
        newest.mark,
        newest.paragraphs,
        newest.needs_review,
    ):
        return newest
    revision = PaperTemplate.objects.create(
        kind=wanted,
        revision=newest.revision + 1 if newest else 1,
        title=title,
        mark=mark,
        paragraphs=kept,
        needs_review=needs_review,
        published_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="publish_paper_template",
        subject_kind="paper_template",
        subject_id=revision.id,
        division_code=actor.division_code,
        detail={"kind": kind, "revision": revision.revision, "needs_review": needs_review},
    )
    return revision


@in_one_transaction
def set_numbering(*, actor: Actor, department_id: UUID, word: str, pattern: str = "") -> Numbering:
    """Set the word (机关代字) with which a body's numbers begin, and their pattern if not the city's.

    Numbers given before stay. Raises Invalid.
    """
    must(actor, "set_numbering", department_id)
    word, pattern = word.replace("\x00", "").strip(), pattern.replace("\x00", "").strip()
    findings = []
    if not word or len(word) > LONGEST_WORD or set(word) & set("{}〔〕 "):
        findings.append(
            FieldFinding("word", "text", _("请填机关代字，最多 20 个字，比如：谯市监。"))
        )
    if pattern and (problem := numbers.pattern_error(pattern)):
        findings.append(FieldFinding("pattern", "pattern", problem))
    if findings:
        raise Invalid(_("文号规则没有保存，请按提示改正。"), findings=findings)
    department = orgs.department(department_id)
    numbering, _is_new = Numbering.objects.select_for_update().update_or_create(
        department_id=department_id,
        defaults={
            "word": word,
            "pattern": pattern,
            "division_code": department.division.code,
        },
    )
    record(
        actor=actor,
        act="set_numbering",
        subject_kind="department",
        subject_id=department_id,
        division_code=department.division.code,
        detail={"word": word, "pattern": pattern},
    )
    return numbering


def template_in_force(kind: PaperKind) -> PaperTemplate:
    """The newest wording; the one that comes along is published when it is first asked for."""
    newest = _newest(kind)
    if newest is not None:
        return newest
    shipped = SHIPPED[kind]
    return publish_paper_template(
        actor=system("随系统带的模板"),
        kind=kind.value,
        title=shipped.title,
        mark=shipped.mark,
        paragraphs=shipped.paragraphs,
        needs_review=shipped.needs_review,
    )


def _kind(kind: str) -> PaperKind:
    if kind not in PaperKind.values:
        raise Invalid(_("没有这种文书。"), code="paper_kind")
    return PaperKind(kind)


def _newest(kind: PaperKind) -> PaperTemplate | None:
    return PaperTemplate.objects.filter(kind=kind).order_by("-revision").first()


def _lock(kind: PaperKind) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"paper_template:{kind}"]
        )
