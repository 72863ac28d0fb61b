"""Routes with the names that the shells link to, as when all apps are installed."""

from django.urls import include, path

from tongban.base.pages.tests.routes import handler404, plain, shell

__all__ = ["handler404"]


def named(app: str, *names: tuple[str, str]):
    return include(([path(route, plain, name=name) for route, name in names], app))


urlpatterns = [
    path("shell/<name>/", shell),
    path("progress/<name>/", shell),
    path(
        "",
        named(
            "web",
            ("", "home"),
            ("elder/", "elder_home"),
            ("search/", "search"),
            ("my/", "my"),
            ("progress/", "progress"),
        ),
    ),
    path("", named("accounts", ("sign-in/", "sign_in"), ("sign-out/", "sign_out"))),
    path("", named("licenses", ("verify/", "verify"))),
    path("", named("cases", ("desk/", "desk"), ("desk/window/", "window"))),
    path("", include("tongban.base.pages.urls")),
]
