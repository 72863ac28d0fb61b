"""Routes of the portal."""

from django.urls import path

from tongban.portal.web.views import applying, browsing, guides, lists, mine, news, previewing

app_name = "web"
urlpatterns = [
    path("", browsing.home, name="home"),
    path("elder/", browsing.elder_home, name="elder_home"),
    path("search/", browsing.search, name="search"),
    path("search/suggest/", browsing.suggestions, name="suggest"),
    path("themes/<str:theme>/", browsing.theme, name="theme"),
    path("items/<str:code>/", guides.guide, name="guide"),
    path("items/<str:code>/list/", guides.own_list, name="guide_list"),
    path("items/<str:code>/form/", guides.paper_form, name="guide_form"),
    path("items/<str:code>/files/<uuid:file_id>/", guides.guide_file, name="guide_file"),
    path(
        "items/<str:code>/files/<uuid:file_id>/preview/",
        guides.guide_preview,
        name="guide_preview",
    ),
    path("news/", news.news, name="news"),
    path("news/<uuid:document_id>/", news.document, name="document"),
    path("news/<uuid:document_id>/file/", news.document_file, name="document_file"),
    path("lists/", lists.overview, name="lists"),
    path("lists/<slug:which>/", lists.one, name="list"),
    path("lists/<slug:which>/table.csv", lists.table, name="list_table"),
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
