"""Pages where anybody can look whether a licence holds."""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.codes.license_id import check_license_id
from tongban.base.kernel.sealing.masks import mask_name
from tongban.base.pages.access import everybody
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.faces import day, validity_of
from tongban.sharing.licenses.forms import FileForm, IdentifierForm
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.signing import roots
from tongban.sharing.licenses.types import (
    LicenseStatus,
    RegisteredPaper,
    VerifyReport,
    registered_paper,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says first: the answer as title, its colour, what to do."""

    title: str
    kind: str
    badge: str
    advice: str


@everybody
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for an identifier or a file; a file is judged at once and never kept."""
    asked = IdentifierForm(request.GET if "identifier" in request.GET else None)
    given = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if given.is_bound and given.is_valid():
        return _judged(request, given.cleaned_data["file"].read())
    if asked.is_bound and asked.is_valid():
        identifier = queries.tidied(asked.cleaned_data["identifier"]).replace("/", "")
        if identifier:
            return redirect("licenses:verified", identifier=identifier)
    wrong = given if given.is_bound else asked
    return render(
        request,
        "licenses/verify.html",
        {"asked": asked, "given": given, "wrong": wrong, "has_root": roots.path().exists()},
        status=422 if wrong.is_bound else 200,
    )


@everybody
@require_GET
def verified(request: HttpRequest, identifier: str) -> HttpResponse:
    """What the register says of one identifier; the holder's name is masked."""
    held = queries.by_identifier(identifier)
    if held is None:
        errors = check_license_id(queries.tidied(identifier)).errors
        advice = str(errors[0]) if errors else _("请逐位核对标识，或者选择证照文件来核验。")
        answer = Answer(_("没有这张证照"), "no", _("查不到"), advice)
        return _shown(request, answer, None, identifier=identifier, status=404)
    return _shown(request, _answer(held), held, identifier=held.identifier)


@everybody
@require_GET
def root(_request: HttpRequest) -> FileResponse:
    """The city's root certificate, for whoever verifies with tools of their own."""
    if not roots.path().exists():
        raise Http404
    return FileResponse(
        roots.path().open("rb"),
        as_attachment=True,
        filename="city-root.crt",
        content_type="application/x-x509-ca-cert",
    )


def _judged(request: HttpRequest, content: bytes) -> HttpResponse:
    report = queries.verify_file(content)
    if report.paper_id:
        return _judged_paper(request, report)
    held = queries.by_identifier(report.identifier) if report.identifier else None
    errors = [finding for finding in report.findings if finding.is_error]
    if errors or not report.holds or held is None:
        title = _("这个文件不能使用") if not report.intact else _("不能确认这张证照")
        answer = Answer(title, "no", _("没有通过"), report.sentence)
        return _shown(request, answer, None, report=report)
    answer = _answer(held)
    if queries.is_usable_now(held):
        answer = Answer(
            _("文件完好，证照有效"),
            "done",
            _("有效"),
            _("文件由{signer}签发，签名之后没有改动。").format(signer=report.signer),
        )
    return _shown(request, answer, held, report=report)


def _judged_paper(request: HttpRequest, report: VerifyReport) -> HttpResponse:
    paper = registered_paper(report.paper_id)
    if not report.holds or paper is None or any(f.is_error for f in report.findings):
        answer = Answer(_("不能确认这份文书"), "no", _("没有通过"), report.sentence)
        return _shown(request, answer, None, report=report)
    answer = Answer(
        _("文件完好，是登记过的文书"),
        "done",
        _("真实"),
        _("文件由{signer}签发，签名之后没有改动。").format(signer=report.signer),
    )
    return _shown(request, answer, None, report=report, paper=paper)


def _answer(held: License) -> Answer:
    status = LicenseStatus(held.status)
    if queries.is_usable_now(held):
        return Answer(
            _("这张证照有效"),
            "done",
            _("有效"),
            _("登记簿里查得到，由{issuer}颁发。").format(issuer=held.issuer_name),
        )
    if status is LicenseStatus.VALID:
        return Answer(
            _("这张证照已过有效期"), "no", _("过期"), _("它不能再使用，请持证人办理延续或换发。")
        )
    words = {
        LicenseStatus.WITHHELD: _("这张证照已被暂扣"),
        LicenseStatus.REVOKED: _("这张证照已撤销"),
        LicenseStatus.CANCELLED: _("这张证照已注销"),
        LicenseStatus.EXPIRED: _("这张证照已失效"),
        LicenseStatus.TRANSFERRED: _("这张证照正在办理转出"),
        LicenseStatus.FORFEITED: _("这张证照已吊销"),
        LicenseStatus.OTHER: _("这张证照现在不能使用"),
    }
    return Answer(
        words[status],
        "no",
        str(status.label),
        _("它不能再使用。有疑问请联系颁发机构：{issuer}。").format(issuer=held.issuer_name),
    )


def _shown(
    request: HttpRequest,
    answer: Answer,
    held: License | None,
    *,
    identifier: str = "",
    report: object = None,
    paper: RegisteredPaper | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "answer": answer,
        "held": held,
        "identifier": identifier,
        "report": report,
        "paper": paper,
    }
    if held is not None:
        is_body = held.holder_code_type == DocumentType.CREDIT_CODE
        context |= {
            "holder": held.holder_name if is_body else mask_name(held.holder_name),
            "is_masked": not is_body,
            "issued": day(held.issued_on),
            "validity": validity_of(held),
            "identifier": held.identifier,
        }
    response = render(request, "licenses/verified.html", context, status=status)
    # A licence may be revoked at any moment, so no copy of the answer may be shown later.
    response["Cache-Control"] = "no-store"
    return response
