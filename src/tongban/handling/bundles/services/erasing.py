"""档案销毁: an application has answers and papers of its own, which go with the last of its cases."""

from typing import Any

from tongban.base.clocks.services import end_clocks
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.bundles.models import BundleApplication, BundlePart
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.services.rows import keep_answers, locked, note
from tongban.handling.bundles.types import KIND, OVER, ApplicationState, PartState
from tongban.handling.cases.services import erase_unfiled
from tongban.handling.cases.types import CaseState
from tongban.sharing.materials.services import erase_materials

GONE = "（已销毁）"


@in_one_transaction
def erase_bundle(*, actor: Actor, case: Any) -> BundleApplication | None:
    """Take off the application of a case that is being destroyed what it has of people.

    It stays whole while another of its cases is kept; what was never filed goes with the last that
    was: nobody goes on with it after so many years. Part of the act that destroys the archive.
    """
    must(actor, "erase_bundle")
    part = BundlePart.objects.filter(case_id=case.id).first()
    if part is None:
        return None
    application = locked(part.application_id)
    parts = list(application.parts.select_related("case"))
    kept = [p for p in parts if p.case.number and p.case.erased_at is None and p.case_id != case.id]
    if application.erased_at is not None or kept:
        return None
    for one in parts:
        if one.case.state == CaseState.DRAFT:
            erase_unfiled(actor=actor, case_id=one.case_id)
        one.state = one.state if one.state in OVER else PartState.ENDED
        one.reason = ""
        one.save(update_fields=["state", "reason"])
    if application.closed_at is None:
        application.state, application.closed_at = ApplicationState.DONE, now()
        end_clocks(actor=actor, subject_kind=KIND, subject_id=application.id, outcome="cancelled")
    keep_answers(application, {})
    application.person = application.legal_person = application.account = None
    application.applicant_name, application.title, application.chosen = GONE, GONE, {}
    application.erased_at = now()
    application.save()
    erase_materials(actor=actor, subject_kind=KIND, subject_id=application.id)
    note(application, "erase_bundle", actor)
    return application
