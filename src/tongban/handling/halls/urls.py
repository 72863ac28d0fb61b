"""Routes of halls, windows, agents and helpers."""

from django.urls import path

from tongban.handling.halls.views import (
    agents,
    agreements,
    beyond,
    companies,
    entering,
    halls,
    helping,
    noticing,
    serving,
    windows,
)

app_name = "halls"
urlpatterns = [
    path("halls/", halls.public, name="public"),
    path("desk/halls/", halls.manage, name="manage"),
    path("desk/halls/<uuid:hall_id>/", halls.hall, name="hall"),
    path("desk/halls/<uuid:hall_id>/windows/", halls.window, name="hall_window"),
    path("desk/halls/<uuid:hall_id>/sittings/", halls.sitting, name="sitting"),
    path("desk/halls/<uuid:hall_id>/close/", halls.close, name="close"),
    path("desk/agreements/", agreements.agreements, name="agreements"),
    path("desk/agreements/<uuid:agreement_id>/end/", agreements.end, name="agreement_end"),
    path("desk/window/", windows.window, name="window"),
    path("desk/window/received/", windows.received, name="received"),
    path("desk/notices/", noticing.notices, name="notices"),
    path("desk/notices/<str:code>/", noticing.notice, name="notice"),
    path("desk/receipts/<str:number>/", windows.receipt, name="receipt"),
    path("desk/agent/", agents.agent, name="agent"),
    path("desk/agent/item/", agents.item, name="agent_item"),
    path("desk/serve/<uuid:delegation_id>/", serving.serve, name="serve"),
    path("desk/serve/<uuid:delegation_id>/start/", serving.start, name="start"),
    path("desk/serve/<uuid:delegation_id>/company/", companies.company, name="company"),
    path("desk/serve/<uuid:delegation_id>/consent/", agents.consent, name="consent"),
    path("desk/serve/<uuid:delegation_id>/end/", serving.end, name="end"),
    path("desk/serve/<uuid:delegation_id>/cases/<uuid:case_id>/", entering.case, name="entering"),
    path(
        "desk/serve/<uuid:delegation_id>/cases/<uuid:case_id>/beyond/",
        beyond.beyond,
        name="beyond",
    ),
    path("desk/serve/<uuid:delegation_id>/cases/<uuid:case_id>/scan/", entering.scan, name="scan"),
    path("my/helpers/", helping.helpers, name="helpers"),
    path("my/helpers/<uuid:delegation_id>/end/", helping.end, name="helper_end"),
    path("help/", helping.take, name="help"),
]
