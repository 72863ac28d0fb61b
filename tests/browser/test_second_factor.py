"""An officer sets up an app and a passkey, signs in by each, and signs out everywhere."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import GUARDED, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICER, WITHOUT_SCRIPT = GUARDED


def code_of(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def at_localhost(walker):
    """A passkey belongs to a name; browsers make none for an address of digits."""
    walker.city = type(walker.city)(
        walker.city.address.replace("127.0.0.1", "localhost"), walker.city.data
    )
    return walker


def with_authenticator(walker):
    """The device's own lock, as Chromium's developer tools imitate it."""
    cdp = walker.context.new_cdp_session(walker.page)
    cdp.send("WebAuthn.enable")
    made = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return cdp, made["authenticatorId"]


def enter_password(walker, name):
    walker.go("/sign-in/")
    walker.page.fill("[name=login]", name)
    walker.page.fill("[name=password]", PASSWORD)
    walker.page.get_by_role("button", name="登录", exact=True).click()


def sign_out(walker):
    walker.go("/sign-out/")
    walker.page.get_by_role("button", name="退出", exact=True).click()
    walker.page.wait_for_url(re.compile(r"/$"))


def test_an_app_and_a_passkey_are_set_up_and_used_and_every_device_is_signed_out(narrow):
    officer = at_localhost(narrow("second-factor"))
    page = officer.page
    cdp, lock = with_authenticator(officer)
    enter_password(officer, OFFICER)
    page.wait_for_url(re.compile("/desk/"))
    assert "建议设第二重验证" in page.inner_text("body")
    officer.look("advised")

    officer.go("/security/")
    officer.look("protection")
    page.get_by_role("link", name="加一个验证器").click()
    officer.look("app")
    address = page.get_by_role("link", name="在验证器里打开").get_attribute("href")
    secret = re.search(r"secret=([A-Z2-7]+)", address).group(1)
    page.fill("[name=code]", code_of(secret, -1))
    page.get_by_role("button", name="加上").click()
    page.wait_for_url(re.compile("/security/codes/"))
    officer.look("codes")
    assert len(re.findall(r"\b\d{8}\b", page.inner_text("main"))) == 10

    officer.go("/security/passkey/")
    officer.look("passkey")
    page.get_by_role("button", name="添加").click()
    page.wait_for_url(re.compile("/security/codes/"))
    assert len(cdp.send("WebAuthn.getCredentials", {"authenticatorId": lock})["credentials"]) == 1
    officer.go("/security/")
    assert "通行密钥 1" in page.inner_text("main")
    officer.look("both")

    sign_out(officer)
    enter_password(officer, OFFICER)
    page.wait_for_url(re.compile("/sign-in/factor/"))
    officer.look("asked")
    page.fill("[name=code]", code_of(secret))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/desk/"))

    sign_out(officer)
    officer.go("/sign-in/")
    officer.look("sign-in")
    page.get_by_role("button", name="用指纹、人脸登录（通行密钥）").click()
    page.wait_for_url(re.compile("/desk/"))
    assert "建议设第二重验证" not in page.inner_text("body")

    other = at_localhost(narrow("second-factor-elsewhere"))
    enter_password(other, OFFICER)
    other.page.fill("[name=code]", code_of(secret, 1))
    other.page.get_by_role("button", name="登录", exact=True).click()
    other.page.wait_for_url(re.compile("/desk/"))
    officer.go("/security/devices/")
    officer.look("devices")
    page.get_by_role("button", name="其他设备都退出").click()
    page.wait_for_url(re.compile("/security/devices/"))
    other.go("/desk/")
    assert "/sign-in/" in other.page.url
    page.get_by_role("button", name="所有设备都退出").click()
    page.wait_for_url(re.compile("/sign-in/"))
    officer.go("/desk/")
    assert "/sign-in/" in page.url


def test_without_script_an_app_is_set_up_all_the_same(browser, city):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(f"{city.address}/sign-in/")
    page.fill("[name=login]", WITHOUT_SCRIPT)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{city.address}/security/app/")
    secret = re.search(r"secret=([A-Z2-7]+)", page.content()).group(1)
    page.fill("[name=code]", code_of(secret))
    page.get_by_role("button", name="加上").click()
    assert page.url.endswith("/security/codes/")
    page.goto(f"{city.address}/security/passkey/")
    assert "改用验证器" in page.inner_text("main")
    context.close()


def test_the_security_administrator_sees_the_log(narrow):
    guard = narrow("security-desk")
    guard.sign_in("security")
    guard.go("/desk/security/")
    assert "安全日志" in guard.page.inner_text("main")
    guard.look("log")
    guard.go("/mode/elder/?next=/security/")
    guard.look("protection-elder")
