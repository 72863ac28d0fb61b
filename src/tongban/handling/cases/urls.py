"""Routes of the desk."""

from django.urls import path

from tongban.handling.cases import views

app_name = "cases"
urlpatterns = [
    path("my/cases/<uuid:case_id>/service/", views.my_service, name="my_service"),
    path("desk/", views.desk, name="desk"),
    path("desk/workload/", views.workload, name="workload"),
    path("desk/bulk/", views.bulk, name="bulk"),
    path("desk/cases/<str:number>/claim/<slug:move>/", views.claim_act, name="claim_act"),
    path("desk/cases/<str:number>/notes/", views.note_write, name="note_write"),
    path(
        "desk/cases/<str:number>/notes/<uuid:note_id>/strike/",
        views.note_strike,
        name="note_strike",
    ),
    path("desk/cases/<str:number>/", views.case, name="desk_case"),
    path("desk/cases/<str:number>/acts/<slug:act>/", views.act, name="desk_act"),
    path("desk/cases/<str:number>/compare/", views.compare, name="compare"),
    path("desk/cases/<str:number>/reveal/", views.reveal, name="desk_reveal"),
    path("desk/cases/<str:number>/review/", views.answer_review, name="answer_review"),
    path("my/cases/<uuid:case_id>/review/", views.ask_review, name="ask_review"),
    path("desk/cases/<str:number>/time/<slug:move>/", views.measure_ask, name="measure_ask"),
    path(
        "desk/cases/<str:number>/time/<uuid:measure_id>/<slug:move>/",
        views.measure_act,
        name="measure_act",
    ),
    path("apply/<str:code>/late/", views.late_promise, name="late_promise"),
    path("apply/<str:code>/promise/", views.replacement, name="replacement"),
    path("my/cases/<uuid:case_id>/checks/<uuid:check_id>/", views.my_defence, name="my_defence"),
    path(
        "desk/cases/<str:number>/checks/<uuid:check_id>/<slug:move>/",
        views.check_act,
        name="check_act",
    ),
    path("my/cases/<uuid:case_id>/late/", views.late_supply, name="late_supply"),
    path("desk/cases/<str:number>/ending/", views.terminate, name="terminate"),
    path("desk/cases/<str:number>/inspections/", views.inspection_plan, name="inspection_plan"),
    path(
        "desk/cases/<str:number>/inspections/<uuid:inspection_id>/<slug:move>/",
        views.inspection_act,
        name="inspection_act",
    ),
    path("desk/cases/<str:number>/opinions/", views.opinion_ask, name="opinion_ask"),
    path(
        "desk/cases/<str:number>/opinions/<uuid:opinion_id>/",
        views.opinion_receive,
        name="opinion_receive",
    ),
    path("desk/cases/<str:number>/beyond/", views.beyond_ask, name="beyond_ask"),
    path(
        "desk/cases/<str:number>/beyond/<uuid:beyond_id>/<slug:move>/",
        views.beyond_act,
        name="beyond_act",
    ),
    path("my/cases/<uuid:case_id>/start/", views.my_start_from, name="my_start_from"),
    path("my/cases/<uuid:case_id>/beyond/<uuid:beyond_id>/", views.my_beyond, name="my_beyond"),
    path(
        "desk/cases/<str:number>/reports/<uuid:file_id>/",
        views.inspection_file,
        name="inspection_file",
    ),
    path(
        "desk/cases/<str:number>/post/<uuid:parcel_id>/<slug:move>/",
        views.post_act,
        name="post_act",
    ),
    path("desk/cases/<str:number>/papers-in/<slug:move>/", views.papers_in, name="papers_in"),
    path("my/cases/<uuid:case_id>/post/<slug:move>/", views.my_post, name="my_post"),
    path("desk/cases/<str:number>/exemption/", views.fee_exempt, name="fee_exempt"),
    path("my/cases/<uuid:case_id>/fees/<slug:move>/", views.my_fee, name="my_fee"),
    path("my/cases/<uuid:case_id>/receipts/<uuid:notice_id>/", views.my_receipt, name="my_receipt"),
    path("desk/cases/<str:number>/interested/", views.interested_enter, name="interested_enter"),
    path(
        "desk/cases/<str:number>/interested/<uuid:interested_id>/<slug:move>/",
        views.interested_act,
        name="interested_act",
    ),
    path("desk/cases/<str:number>/hearings/", views.hearing_open, name="hearing_open"),
    path(
        "desk/cases/<str:number>/hearings/<uuid:hearing_id>/<slug:move>/",
        views.hearing_act,
        name="hearing_act",
    ),
    path("my/cases/<uuid:case_id>/hearing/<slug:move>/", views.my_hearing, name="my_hearing"),
    path(
        "my/concerns/<uuid:interested_id>/hearing/<slug:move>/",
        views.my_concern_hearing,
        name="my_concern_hearing",
    ),
    path("hearings/", views.hearings, name="hearings"),
    path("my/concerns/", views.concerns, name="my_concerns"),
    path("my/concerns/<uuid:interested_id>/", views.concern, name="my_concern"),
    path(
        "my/concerns/<uuid:interested_id>/service/",
        views.my_concern_service,
        name="my_concern_service",
    ),
    path("desk/joint/<str:code>/", views.joint, name="joint"),
    path("desk/joint/<str:code>/<uuid:material_id>/", views.joint_file, name="joint_file"),
    path("desk/cases/<str:number>/joint/<str:code>/", views.joint_return, name="joint_return"),
    path(
        "desk/cases/<str:number>/materials/<uuid:material_id>/",
        views.material_file,
        name="desk_material",
    ),
    path(
        "desk/cases/<str:number>/materials/<uuid:material_id>/preview/",
        views.material_preview,
        name="desk_preview",
    ),
]
