import pytest
from playwright.sync_api import sync_playwright
from tongban.base.notices.tests.test_deliver import deliver, sent
from tongban.base.notices.tests.conftest import administrator
from tongban.base.notices.types import *
from tongban.base.notices import views
from tongban.base.notices.tests.test_pages import request

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, settings, administrator):
    settings.ALLOWED_HOSTS=["*"]
    deliver(sent(sensitive=True)); deliver(sent(address="10012349999"))
    html_empty = views.outbox(request("get","/desk/messages/",administrator)).content.decode()
    settings.NOTICE_CHANNELS={"sms":"failing"}
    deliver(sent(address="10012340000")); deliver(sent(address="10012350000"))
    html = views.outbox(request("get","/desk/messages/",administrator)).content.decode()
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox"])
        for w in (360,1440):
            pg=b.new_page(viewport={"width":w,"height":800})
            pg.goto(live_server.url+"/demo/mailbox/"); pg.screenshot(path=f"/tmp/fn/mailbox-{w}.png")
            pg.route("**/desk/messages/", lambda r: r.fulfill(body=html,content_type="text/html; charset=utf-8"))
            pg.goto(live_server.url+"/desk/messages/"); pg.screenshot(path=f"/tmp/fn/outbox-{w}.png",full_page=True)
            print(w, pg.evaluate("document.documentElement.scrollWidth"))
        b.close()
