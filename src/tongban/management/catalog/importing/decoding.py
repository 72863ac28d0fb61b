"""The content of a file as text: which encoding it is in, and what is no list of any kind."""

import re
import stat
from pathlib import Path
from typing import NoReturn

from tongban.base.kernel.errors import Missing, TooLarge
from tongban.management.catalog.exchange.reading import ENCRYPTED
from tongban.management.catalog.importing.faults import refuse

MAX_BYTES = 100 * 1024 * 1024
SAVE_AS = "请用“另存为”选“Excel 工作簿（xlsx）”或“CSV UTF-8（逗号分隔）”保存后再导入"
_OLD = b"\xd0\xcf\x11\xe0"
_BEGINNINGS = (
    (_OLD, "这是旧版 Excel 工作簿（xls）"),
    (b"%PDF", "这是 PDF"),
    (b"<", "这是网页或者 XML，不是表格，只是文件名像表格"),
    (b"{", "这是 JSON"),
    (b"[", "这是 JSON"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_BELOW_CHINESE = re.compile("[\0-\u07ff]+")


def bytes_of(path: Path) -> bytes:
    """The content of the file. Raises Missing, TooLarge or Invalid."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            refuse("给的是文件夹，请给 CSV 文件或 Excel 工作簿")
        if not stat.S_ISREG(found.st_mode):
            # A pipe would be waited for without end, a device has none.
            refuse("给的不是普通文件，请给 CSV 文件或 Excel 工作簿")
        if found.st_size > MAX_BYTES:
            _refuse_size()
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Missing("没有导入：没有这个文件，请核对路径。", code="import_no_file") from None
    except PermissionError:
        refuse("没有读这个文件的权限，请改权限或换用户")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        refuse(f"文件读不出来（{reason or '路径不对'}），请核对路径")
    refuse_too_large(data)
    return data


def refuse_too_large(data: bytes) -> None:
    """Raises TooLarge for more than ``MAX_BYTES``."""
    if len(data) > MAX_BYTES:
        _refuse_size()


def _refuse_size() -> NoReturn:
    limit = MAX_BYTES // 1024 // 1024
    raise TooLarge(f"没有导入：文件超过 {limit} MB，请分成几个文件。", code="import_too_large")


def text_of(data: bytes) -> tuple[str, str]:
    """The text, without byte order mark, and its encoding. Raises Invalid."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse("文件是空的")
    if data.startswith((*_UTF16, *_UTF32)):
        return _utf_16(data), "utf-16"
    if data.startswith(_OLD) and ENCRYPTED in data:
        refuse("这个工作簿加了打开密码，请去掉密码，另存后再导入")
    begins = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, what in _BEGINNINGS:
        if begins.startswith(beginning):
            refuse(f"{what}，{SAVE_AS}")
    if (at := data.find(b"\0")) >= 0:
        told = f"有空字符（NUL），不是 CSV 文本；是清单的话，{SAVE_AS}"
        refuse(told, line=data.count(b"\n", 0, at) + 1)
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            refuse("字节损坏，不是完整的 UTF-8 文字", line=line, code="import_encoding")
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(f"既不是 UTF-8 也不是 GB18030 文字，{SAVE_AS}", line=line, code="import_encoding")


def _utf_16(data: bytes) -> str:
    """The text of a file that says by its mark that it is UTF-16."""
    if data.startswith(_UTF32):
        refuse(f"文件是 UTF-32 编码，{SAVE_AS}", code="import_encoding")
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        refuse("字节损坏，不是完整的 UTF-16 文字", code="import_encoding")


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether a text that does not decode was UTF-8 all the same.

    GB18030 gives some meaning to almost any bytes: read as such, a file with one damaged byte
    would come in as a thousand names of nonsense.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return True
    read = data.decode("utf-8", errors="replace")
    broken = read.count("\ufffd")
    return broken < len(_BELOW_CHINESE.sub("", read)) - broken
