"""What officers saw on site and what experts said, as parts of a package."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tongban.base.files import queries as files
from tongban.base.kernel.digests import canonical
from tongban.handling.archives.package.metadata import stamp
from tongban.handling.archives.package.paper import sheet
from tongban.handling.cases.queries import Dossier

if TYPE_CHECKING:
    from tongban.handling.archives.package.contents import Gathered

JSON, PDF = "application/json", "application/pdf"


def on_site(found: Dossier, into: "Gathered", ending: Callable[[str], str]) -> None:
    """现场核查记录 with its photographs, one sheet each; nothing where nobody went."""
    told: list[dict[str, Any]] = []
    for number, it in enumerate(found.inspections, start=1):
        photos = []
        if it.result:
            title = f"现场核查记录（{_day(it.planned_at)}，{it.place}）"
            into.add(f"inspections/{number:02d}.pdf", title, "inspection", PDF, _sheet(found, it))
        for n, photo in enumerate(it.photos.all(), start=1):
            content = into.read(
                photo.file.name,
                lambda f=photo.file_id: files.opened(f, verify=True),  # type: ignore[misc]
            )
            if content is None:
                continue
            path = f"inspections/{number:02d}-{n:02d}.{ending(photo.file.media_type)}"
            into.add(path, photo.file.name, "inspection_photo", photo.file.media_type, content)
            photos.append({"path": path, "name": photo.file.name, "added_by": photo.added_by})
        told.append(
            {
                "number": number,
                "planned_at": it.planned_at,
                "place": it.place,
                "state": it.state,
                "result": it.result,
                "words": it.words,
                "points": it.points,
                "recorded_at": it.recorded_at,
                "members": [
                    {"name": m.name, "post": m.post_name, "confirmed_at": m.confirmed_at}
                    for m in it.members.all()
                ],
                "photos": photos,
            }
        )
    if told:
        into.add(
            "inspections/list.json", "现场核查（数据）", "inspection_data", JSON, canonical(told)
        )


def opinions(found: Dossier, into: "Gathered", ending: Callable[[str], str]) -> None:
    """专家和第三方意见 with the reports that came; nothing where nobody was asked."""
    told: list[dict[str, Any]] = []
    for number, one in enumerate(found.opinions, start=1):
        path = ""
        if one.file is not None:
            title = f"{one.get_kind_display()}（{one.who}）"
            content = into.read(title, lambda f=one.file_id: files.opened(f, verify=True))  # type: ignore[misc]
            if content is not None:
                path = f"opinions/{number:02d}.{ending(one.file.media_type)}"
                into.add(path, title, "opinion", one.file.media_type, content)
        told.append(
            {
                "number": number,
                "kind": one.kind,
                "who": one.who,
                "question": one.question,
                "commissioned_at": one.commissioned_at,
                "received_at": one.received_at,
                "result": one.result,
                "path": path,
            }
        )
    if told:
        into.add(
            "opinions/list.json", "专家和第三方意见（数据）", "opinion_data", JSON, canonical(told)
        )


def _sheet(found: Dossier, it: Any) -> bytes:
    members = [
        [m.name, m.post_name, f"{_day(m.confirmed_at)}确认" if m.confirmed_at else "没有确认"]
        for m in it.members.all()
    ]
    points = [
        [p["point"], "符合" if p["holds"] else "不符合", p.get("words", "")] for p in it.points
    ]
    photos = [[f"第 {n} 张", photo.file.name] for n, photo in enumerate(it.photos.all(), start=1)]
    return sheet(
        "现场核查记录",
        f"办件编号 {found.case.number}，{found.case.revision.name}，{_day(it.planned_at)}，{it.place}",
        [
            ("核查人员", members),
            ("核查要点", points),
            ("结果", [["结果", str(it.get_result_display())], ["现场看到的", it.words]]),
            ("照片", photos or [["照片", "没有拍照"]]),
        ],
    )


def _day(moment: Any) -> str:
    told = stamp(moment)
    return f"{told[:4]}-{told[4:6]}-{told[6:8]} {told[9:11]}:{told[11:13]}" if told else ""
