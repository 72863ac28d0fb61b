"""Routes of the portal."""

from django.urls import path

from tongban.portal.web.views import applying, browsing, mine, previewing

app_name = "web"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("elder/", browsing.elder_home, name="elder_home"),
    path("search/", browsing.search, name="search"),
    path("search/suggest/", browsing.suggestions, name="suggest"),
    path("themes/<str:theme>/", browsing.theme, name="theme"),
    path("items/<str:code>/", browsing.guide, name="guide"),
    path("desk/items/<str:code>/preview/", previewing.preview, name="preview"),
    path("apply/<str:code>/", applying.begin, name="apply"),
    path("apply/<str:code>/page/<slug:page>/", applying.page, name="apply_page"),
    path("apply/<str:code>/materials/", applying.materials, name="apply_materials"),
    path("apply/<str:code>/check/", applying.check, name="apply_check"),
    path("apply/<str:code>/discard/", applying.discard, name="apply_discard"),
    path("my/", mine.overview, name="my"),
    path("my/licenses/", mine.licenses_page, name="my_licenses"),
    path("my/cases/<uuid:case_id>/", mine.case, name="my_case"),
    path("my/cases/<uuid:case_id>/correct/", mine.correct, name="my_correct"),
    path("my/cases/<uuid:case_id>/withdraw/", mine.withdraw, name="my_withdraw"),
    path("my/cases/<uuid:case_id>/rate/", mine.rate, name="my_rate"),
    path("my/cases/<uuid:case_id>/license/", mine.license_file, name="my_license"),
    path(
        "my/cases/<uuid:case_id>/materials/<uuid:material_id>/",
        mine.material_file,
        name="my_material",
    ),
    path("progress/", mine.progress, name="progress"),
]
