"""The refusals that every judgement of a content uses. Each says what to do instead."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tongban.base.files.types import MediaKind
from tongban.base.kernel.errors import Invalid


def refused(what: str, instead: str) -> Invalid:
    """The content is of a kind that is not taken."""
    return Invalid(
        _("这个文件不能上传：%(what)s。%(instead)s") % {"what": what, "instead": instead},
        code="file_type_refused",
    )


def not_wanted(kind: MediaKind, accept: Iterable[MediaKind]) -> Invalid:
    """The content is sound, but not what is asked for here."""
    return Invalid(
        _("这里不收%(kind)s。请上传 %(wanted)s 文件。")
        % {"kind": spaced(kind.label), "wanted": wanted(accept)},
        code="file_type_refused",
    )


def wanted(accept: Iterable[MediaKind]) -> str:
    """The endings that are taken, for a sentence."""
    order = [kind for kind in MediaKind if kind in set(accept)]
    return _("、").join(kind.extensions[0] for kind in order)


def spaced(word: str) -> str:
    """With a space before it when it begins with a Latin letter, as Chinese text wants."""
    return f" {word}" if word[:1].isascii() else word


def encrypted(what: str) -> Invalid:
    """The content is locked by a password."""
    return Invalid(
        _("这个%(what)s设了密码，打不开。请去掉密码，另存一份再上传。") % {"what": spaced(what)},
        code="file_encrypted",
    )


def damaged(what: str) -> Invalid:
    """The content begins as its kind does but cannot be read."""
    return Invalid(
        _("这个%(what)s打不开，可能没有传完整。请先在自己的设备上打开看看，再重新上传。")
        % {"what": spaced(what)},
        code="file_damaged",
    )


def mismatch(name: str, kind: MediaKind) -> Invalid:
    """The name says one thing, the content another."""
    return Invalid(
        _(
            "这个文件叫 %(name)s，但内容是%(kind)s。"
            "请把文件名的结尾改成 .%(ending)s，或者换成正确的文件再上传。"
        )
        % {"name": name, "kind": spaced(kind.label), "ending": kind.extensions[0]},
        code="file_type_mismatch",
    )
