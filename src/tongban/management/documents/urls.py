"""Routes of papers: the officer's, the applicant's, the public's."""

from django.urls import path

from tongban.management.documents.views import desk as at_desk
from tongban.management.documents.views import own, public, unreceived, wording

app_name = "papers"
urlpatterns = [
    path("desk/papers/<uuid:paper_id>/", at_desk.paper, name="desk"),
    path("desk/papers/<uuid:paper_id>/file/", at_desk.file, name="desk_file"),
    path("desk/papers/<uuid:paper_id>/left/", unreceived.leave, name="leave"),
    path("desk/papers/<uuid:paper_id>/proof/", unreceived.proof, name="proof"),
    path("desk/papers/<uuid:paper_id>/<slug:move>/", at_desk.act, name="act"),
    path("desk/paper-templates/", wording.templates, name="templates"),
    path("desk/paper-templates/<slug:kind>/", wording.template, name="template"),
    path("my/papers/<uuid:paper_id>/", own.paper, name="own"),
    path("my/papers/<uuid:paper_id>/file/", own.file, name="own_file"),
    path("verify/papers/<uuid:paper_id>/", public.verified, name="verified"),
    path("published/papers/", unreceived.publications, name="publications"),
    path("published/", public.published, name="published"),
]
