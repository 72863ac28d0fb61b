"""Routes of the desk."""

from django.urls import path

from tongban.handling.cases import views

app_name = "cases"
urlpatterns = [
    path("my/cases/<uuid:case_id>/service/", views.my_service, name="my_service"),
    path("desk/", views.desk, name="desk"),
    path("desk/cases/<str:number>/", views.case, name="desk_case"),
    path("desk/cases/<str:number>/acts/<slug:act>/", views.act, name="desk_act"),
    path("desk/cases/<str:number>/reveal/", views.reveal, name="desk_reveal"),
    path("desk/cases/<str:number>/time/<slug:move>/", views.measure_ask, name="measure_ask"),
    path(
        "desk/cases/<str:number>/time/<uuid:measure_id>/<slug:move>/",
        views.measure_act,
        name="measure_act",
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
