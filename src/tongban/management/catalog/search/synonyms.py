"""Which synonym table holds, and the act that publishes another."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import Synonym, SynonymRevision
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.thesaurus import (
    Line,
    LineError,
    Thesaurus,
    compiled,
    packaged,
    packaged_lines,
)

MAX_LINES = 50_000
_LOCK = 0x746F6E67_73796E6F
_kept: dict[int, Thesaurus] = {}
"""The table that this process used last, by its version. A version never changes, and every
search asks the database which one holds; this only saves the work of reading it again."""


def lines_of(version: int) -> list[Line]:
    """The lines of a version; 0 is the packaged table."""
    if not version:
        return list(packaged_lines())
    rows = Synonym.objects.filter(revision__version=version).values_list("said", "means")
    return [Line(said, means) for said, means in rows]


def current_version() -> int:
    """The version that holds."""
    return SynonymRevision.objects.aggregate(newest=Max("version"))["newest"] or 0


def last_used() -> Thesaurus:
    """The table that this process used last, without asking whether it still holds."""
    return next(iter(_kept.values())) if _kept else packaged()


def thesaurus(version: int) -> Thesaurus:
    """That version, ready for reading."""
    if not version:
        _kept.clear()
        return packaged()
    if version not in _kept:
        ready = compiled(lines_of(version), version)
        _kept.clear()
        _kept[version] = ready
    return _kept[version]


def lock_table() -> None:
    """Until the transaction ends, nobody else publishes a table nor changes its draft, so that
    versions follow without a gap and a draft is published as it was read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@in_one_transaction
def publish_synonyms(
    *, actor: Actor, lines: Sequence[tuple[str, str]], note: str = ""
) -> SynonymRevision:
    """Publish a whole table as the next version; ``lines`` are (what people say, what items say).

    The same lines as the version that holds give that version again. Raises Forbidden, and
    Invalid with every line that cannot be read.
    """
    must(actor, "publish_synonyms")
    if not lines or len(lines) > MAX_LINES:
        raise Invalid(
            _("近义词表要有 1 至 %(max_lines)s 行。") % {"max_lines": MAX_LINES},
            code="synonym_count",
        )
    findings = []
    for number, (said, means) in enumerate(lines, 1):
        try:
            compiled([Line(said, means)])
        except LineError as error:
            findings.append(
                FieldFinding(
                    str(number),
                    "synonym_line",
                    _("第 %(number)s 行：%(error)s") % {"number": number, "error": error},
                )
            )
    if findings:
        raise Invalid(_("近义词表没有发布，请按提示改正。"), findings=findings)
    lock_table()
    newest = SynonymRevision.objects.order_by("-version").first()
    if newest is not None and [(line.said, line.means) for line in lines_of(newest.version)] == [
        tuple(line) for line in lines
    ]:
        return newest
    revision = SynonymRevision.objects.create(
        version=newest.version + 1 if newest else 1,
        note=note,
        published_at=now(),
        published_by=actor.as_value(),
    )
    Synonym.objects.bulk_create(
        (
            Synonym(revision=revision, position=number, said=said, means=means)
            for number, (said, means) in enumerate(lines, 1)
        ),
        batch_size=2000,
    )
    record(
        actor=actor,
        act="publish_synonyms",
        subject_kind="synonyms",
        subject_id=revision.id,
        reason=note,
        detail={"version": revision.version, "lines": len(lines)},
    )
    return revision


def revisions() -> list[SynonymRevision]:
    """Every version, the newest first."""
    return list(SynonymRevision.objects.order_by("-version"))
