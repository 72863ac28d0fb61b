"""Halls, windows and who sits there, kept by the system administrator."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.types import Duty
from tongban.handling.halls.models import Hall, Sitting, Window
from tongban.handling.halls.rights import must

LONGEST = {
    "name": 100,
    "address": 200,
    "hours": 200,
    "phone": 40,
    "directions": 300,
    "services": 300,
}
NEEDED = ("name", "address", "hours", "phone")


@in_one_transaction
def keep_hall(
    *,
    actor: Actor,
    department_id: UUID,
    name: str,
    address: str,
    hours: str,
    phone: str,
    directions: str = "",
    services: str = "",
    hall_id: UUID | None = None,
) -> Hall:
    """Open a hall of a department, or bring one up to date. Its place is the department's.

    Raises Missing, Invalid with every finding, Conflict (``hall_there``) for a name that the place
    has already.
    """
    must(actor, "keep_hall")
    department = orgs.department(department_id)
    given = {
        "name": name.strip(),
        "address": address.strip(),
        "hours": hours.strip(),
        "phone": phone.strip(),
        "directions": directions.strip(),
        "services": services.strip(),
    }
    findings = [FieldFinding(key, "required", _("请填写。")) for key in NEEDED if not given[key]]
    findings += [
        FieldFinding(key, "too_long", _("最多写 %(max_words)s 个字。") % {"max_words": most})
        for key, most in LONGEST.items()
        if len(given[key]) > most
    ]
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    hall = _hall(hall_id) if hall_id else Hall()
    if (
        Hall.objects.filter(
            division_code=department.division.code, name=given["name"], closed_at__isnull=True
        )
        .exclude(id=hall.id)
        .exists()
    ):
        raise Conflict(_("这里已经有叫这个名称的大厅。"), code="hall_there")
    hall.department_id = department.id
    hall.division_code = department.division.code
    for key, value in given.items():
        setattr(hall, key, value)
    hall.save()
    _note("keep_hall", actor, hall)
    return hall


@in_one_transaction
def close_hall(*, actor: Actor, hall_id: UUID) -> None:
    """A hall is no more; its windows and sittings end with it. Raises Missing."""
    must(actor, "close_hall")
    hall = _hall(hall_id)
    moment = now()
    Sitting.objects.filter(window__hall=hall, ended_at__isnull=True).update(ended_at=moment)
    Window.objects.filter(hall=hall, closed_at__isnull=True).update(closed_at=moment)
    hall.closed_at = moment
    hall.save(update_fields=["closed_at"])
    _note("close_hall", actor, hall)


@in_one_transaction
def keep_window(
    *, actor: Actor, hall_id: UUID, number: str, name: str, window_id: UUID | None = None
) -> Window:
    """Open a window of a hall, or rename one. Raises Missing, Invalid, Conflict
    (``window_there``).
    """
    must(actor, "keep_window")
    hall = _hall(hall_id)
    number, name = number.strip(), name.strip()
    findings = []
    if not 0 < len(number) <= 12:
        findings.append(FieldFinding("number", "length", _("窗口号应为 1 到 12 个字。")))
    if not 0 < len(name) <= 60:
        findings.append(FieldFinding("name", "length", _("名称应为 1 到 60 个字。")))
    if findings:
        raise Invalid(_("没有保存，请按提示改正。"), findings=findings)
    window = _window(window_id) if window_id else Window(hall=hall)
    if window.hall_id != hall.id:
        raise Missing(_("没有这个窗口。"))
    if (
        Window.objects.filter(hall=hall, number=number, closed_at__isnull=True)
        .exclude(id=window.id)
        .exists()
    ):
        raise Conflict(_("这个大厅已经有这个窗口号。"), code="window_there")
    window.division_code, window.number, window.name = hall.division_code, number, name
    window.save()
    _note("keep_window", actor, hall, window=str(window.id), number=number)
    return window


@in_one_transaction
def close_window(*, actor: Actor, window_id: UUID) -> None:
    """A window is no more. Raises Missing."""
    must(actor, "close_window")
    window = _window(window_id)
    moment = now()
    window.sittings.filter(ended_at__isnull=True).update(ended_at=moment)
    window.closed_at = moment
    window.save(update_fields=["closed_at"])
    _note("close_window", actor, window.hall, window=str(window.id))


@in_one_transaction
def seat_officer(
    *,
    actor: Actor,
    window_id: UUID,
    account_id: UUID,
    weekdays: Sequence[int],
    begins: time,
    ends: time,
) -> Sitting:
    """Say who sits at a window on which days. Only an officer with a window's post.

    Raises Missing, Invalid with every finding, Conflict (``not_at_windows``, ``sits_there``) when
    the times overlap with those the officer has already, wherever.
    """
    must(actor, "seat_officer")
    window = _window(window_id)
    days = sorted(set(weekdays))
    findings = []
    if not days or not set(days) <= set(range(1, 8)):
        findings.append(FieldFinding("weekdays", "required", _("请选星期几。")))
    if begins >= ends:
        findings.append(FieldFinding("ends", "range", _("结束要晚于开始。")))
    if findings:
        raise Invalid(_("没有安排，请按提示改正。"), findings=findings)
    accounts.account(account_id)
    if not accounts.tenures_of(account_id).filter(post__duties__contains=[Duty.WINDOW]).exists():
        raise Conflict(_("这位工作人员没有综合窗口的岗位，请先任职。"), code="not_at_windows")
    if Sitting.objects.filter(
        account_id=account_id,
        ended_at__isnull=True,
        weekdays__overlap=days,
        begins__lt=ends,
        ends__gt=begins,
    ).exists():
        raise Conflict(_("这位工作人员这个时间已经有值守。"), code="sits_there")
    made = Sitting.objects.create(
        window=window,
        division_code=window.division_code,
        account_id=account_id,
        weekdays=days,
        begins=begins,
        ends=ends,
    )
    _note("seat_officer", actor, window.hall, window=str(window.id), account=str(account_id))
    return made


@in_one_transaction
def unseat_officer(*, actor: Actor, sitting_id: UUID) -> None:
    """Somebody does not sit there any more. Raises Missing."""
    must(actor, "unseat_officer")
    found = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("window__hall")
        .filter(id=sitting_id, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise Missing(_("没有这次值守，或者已经取消。"))
    found.ended_at = now()
    found.save(update_fields=["ended_at"])
    _note("unseat_officer", actor, found.window.hall, account=str(found.account_id))


def _hall(hall_id: UUID) -> Hall:
    found = Hall.objects.select_for_update().filter(id=hall_id, closed_at__isnull=True).first()
    if found is None:
        raise Missing(_("没有这个大厅，或者已经撤销。"))
    return found


def _window(window_id: UUID) -> Window:
    found = (
        Window.objects.select_for_update(of=("self",))
        .select_related("hall")
        .filter(id=window_id, closed_at__isnull=True)
        .first()
    )
    if found is None:
        raise Missing(_("没有这个窗口，或者已经撤销。"))
    return found


def _note(act: str, actor: Actor, hall: Hall, **detail: str) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="hall",
        subject_id=hall.id,
        division_code=hall.division_code,
        detail={"name": hall.name, **detail},
    )
