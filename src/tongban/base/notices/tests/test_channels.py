import pytest

from tongban.base.notices import plugins, types
from tongban.base.notices.types import ChannelKind, OutgoingMessage


def test_the_channels_of_the_app_are_found():
    assert types.channel_named("demo").name == "demo"
    assert types.channel_named("failing").name == "failing"


def test_the_demo_channel_stands_where_the_settings_say_nothing(settings):
    if hasattr(settings, "NOTICE_CHANNELS"):
        del settings.NOTICE_CHANNELS
    assert [plugins.channel_for(kind).name for kind in ChannelKind] == ["demo", "demo"]
    settings.NOTICE_CHANNELS = {"sms": "failing"}
    assert plugins.channel_for(ChannelKind.SMS).name == "failing"
    assert plugins.channel_for(ChannelKind.MAILBOX).name == "demo"


class Nameless:
    name = ""

    def deliver(self, _message):
        return None


class BadlyNamed(Nameless):
    name = "Short Message!"


class Silent:
    name = "silent"


class Demanding:
    name = "demanding"

    def deliver(self, _message, _account, _password):
        return None


@pytest.mark.parametrize("plugin", [Nameless(), BadlyNamed(), Silent(), Demanding(), "demo", None])
def test_what_does_not_keep_the_protocol_is_not_registered(plugin):
    with pytest.raises(TypeError):
        types.register_channel(plugin)
    for name in ("silent", "demanding"):
        with pytest.raises(LookupError):
            types.channel_named(name)


def test_a_message_on_its_way_does_not_show_its_address_or_text():
    message = OutgoingMessage(
        key="k", kind=ChannelKind.SMS, address="10012340001", text="246810", template="t"
    )
    assert "10012340001" not in repr(message)
    assert "246810" not in repr(message)
