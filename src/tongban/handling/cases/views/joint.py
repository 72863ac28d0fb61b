"""Joint handling at the desk: a joint department's part, and the lead's asking anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.audit.services import record_look
from tongban.base.clocks.queries import clocks_of
from tongban.base.files import queries as files
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of, officers
from tongban.base.pages.fields import Fault
from tongban.handling.cases import queries, services
from tongban.handling.cases.keeping_out import is_own
from tongban.handling.cases.types import KIND, SUBCASE
from tongban.handling.cases.views.case import done_on_case


@officers
@require_http_methods(["GET", "HEAD", "POST"])
def joint(request: HttpRequest, code: str) -> HttpResponseBase:
    """What this department is asked, with what it needs to see; its answer. A look is recorded."""
    actor = actor_of(request)
    subcase = queries.joint_case(actor, code)
    faults: list[Fault] = []
    if request.method == "POST":
        agrees = request.POST.get("answer") == "agree"
        try:
            services.answer_jointly(
                actor=actor,
                subcase_id=subcase.id,
                agrees=agrees,
                opinion=request.POST.get("opinion", ""),
            )
        except Invalid as error:
            faults = [Fault(f.message, "opinion") for f in error.findings]
        except Conflict as error:
            messages.warning(request, error.message)
            return redirect("cases:joint", code)
        else:
            messages.success(request, _("已答复：同意。") if agrees else _("已答复：不同意。"))
            return redirect("cases:desk")
    pages, materials = queries.shown_jointly(subcase)
    record_look(
        actor=actor,
        subject_kind=KIND,
        subject_id=subcase.case_id,
        fields=["applicant", "answers", "materials"],
        reason=_("联办：{asked}").format(asked=subcase.asked),
        division_code=subcase.division_code,
    )
    return render(
        request,
        "cases/joint.html",
        {
            "subcase": subcase,
            "case": subcase.case,
            "clock": next(reversed(clocks_of(SUBCASE, subcase.id)), None),
            "pages": pages,
            "materials": materials,
            "may_answer": queries.may_answer_jointly(actor, subcase),
            "is_own": is_own(actor, subcase.case),
            "opinion": request.POST.get("opinion", ""),
            "faults": faults,
        },
        status=422 if faults else 200,
    )


@officers
@require_safe
def joint_file(request: HttpRequest, code: str, material_id: str) -> HttpResponseBase:
    """A file among what this department needs to see."""
    subcase = queries.joint_case(actor_of(request), code)
    for _requirement, given, _words in queries.shown_jointly(subcase)[1]:
        for material in given:
            if str(material.id) == str(material_id) and material.file_id:
                return files.download_response(material.file_id, inline=True)
    raise Missing(_("没有这份材料。"))


@officers
@require_POST
def joint_return(request: HttpRequest, number: str, code: str) -> HttpResponseBase:
    """Ask one joint department to answer anew."""
    found = queries.desk_case(actor_of(request), number)
    subcase = next(
        (row.subcase for row in queries.joint_parts_of(found) if row.subcase.code == code), None
    )
    if subcase is None:
        raise Missing(_("没有这个联办子件。"))
    return done_on_case(
        request,
        number,
        lambda actor, _found: services.return_subcase(
            actor=actor, subcase_id=subcase.id, reason=request.POST.get("reason", "")
        ),
        lambda done: _("已请{name}重新答复。").format(name=done.department.name),
        focus="joint",
    )
