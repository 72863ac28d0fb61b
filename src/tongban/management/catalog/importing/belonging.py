"""Whose code it is: one that another body or another division has is told at its row."""

from collections.abc import Sequence

from tongban.base.orgs import queries as orgs
from tongban.management.catalog.importing.identity import finding
from tongban.management.catalog.importing.matching import Match


def note_others(matches: Sequence[Match]) -> None:
    """Tell of codes in which a body or a division stands that is not the row's.

    A row whose body is named as one here, under another division, would else found a second one.
    """
    known = {
        code: (id_, name, division)
        for code, id_, name, division in orgs.departments()
        .filter(credit_code__in={match.body for match in matches if match.body})
        .values_list("credit_code", "id", "name", "division__code")
    }
    for match in matches:
        row, owner = match.row, known.get(match.body)
        if owner is not None and owner[0] != match.department_id:
            _id, name, division = owner
            told = f"编码里的机构代码是“{name}”（{division}）的，不是这一行的部门的，请核对。"
            match.findings.append(
                finding(row, "item_code", row.item_code, "item.body-differs", told)
            )
        if match.division not in {"", row.division_code}:
            told = f"编码里的区划是 {match.division}，这一行写的是 {row.division_code}，请核对。"
            match.findings.append(
                finding(row, "item_code", row.item_code, "item.division-differs", told)
            )
