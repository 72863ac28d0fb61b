"""Routes of the desk's pages about items."""

from django.urls import path

from tongban.management.catalog.views import (
    changes,
    directory,
    items,
    lacking,
    lists,
    sections,
    standing,
    taking_over,
    words,
)
from tongban.management.catalog.words import table_views
from tongban.management.catalog.words import views as groups

app_name = "catalog"
urlpatterns = [
    path("desk/items/", lists.item_list, name="items"),
    path("desk/items/departments/", lists.departments, name="departments"),
    path("desk/items/departments/lacking.csv", lacking.lacks_table, name="lacks_table"),
    path("desk/items/departments/<uuid:department_id>/", lacking.lacks, name="lacks"),
    path("desk/items/bulk/", lists.bulk, name="bulk"),
    path("desk/items/submit/", lists.submit_chosen, name="submit_chosen"),
    path("desk/items/take-over/", taking_over.take_over, name="take_over"),
    path("desk/items/<str:code>/", items.item, name="item"),
    path("desk/items/<str:code>/begin/", items.begin, name="begin"),
    path("desk/items/<str:code>/standing/", standing.standing, name="standing"),
    path(
        "desk/items/<str:code>/standing/decide/", standing.decide_standing, name="decide_standing"
    ),
    path("desk/items/<str:code>/copy/", items.copy, name="copy"),
    path("desk/items/<str:code>/differences/", items.between, name="between"),
    path("desk/items/<str:code>/change/", changes.change, name="change"),
    path("desk/items/<str:code>/change/decide/", changes.decide, name="decide"),
    path("desk/items/<str:code>/change/process/", changes.process, name="change_process"),
    path("desk/items/<str:code>/files/<uuid:file_id>/", sections.draft_file, name="draft_file"),
    path("desk/items/<str:code>/change/<slug:section>/", sections.section, name="section"),
    path("desk/directory/", directory.entries, name="directory"),
    path("desk/directory/new/", directory.new_entry, name="new_entry"),
    path("desk/directory/<str:code>/", directory.entry, name="entry"),
    path("desk/search-words/", words.words, name="words"),
    path("desk/search-words/groups/", groups.word_groups, name="word_groups"),
    path("desk/search-words/groups/<slug:key>/", groups.word_group, name="word_group"),
    path("desk/search-words/draft/", groups.word_draft, name="word_draft"),
    path("desk/search-words/draft/file/", table_views.draft_file, name="draft_words_file"),
    path("desk/search-words/table/", table_views.table, name="table"),
    path("desk/search-words/versions/<int:version>/", table_views.table_version, name="version"),
    path(
        "desk/search-words/versions/<int:version>/file/",
        table_views.version_file,
        name="version_words_file",
    ),
]
