"""What can go wrong with the embedded server, in words that say what to do next."""

import errno
import re
from http import HTTPStatus
from pathlib import Path

from tongban.base.kernel.errors import TongbanError

_FULL = ("No space left on device", "Disk quota exceeded")
_SERIOUS = re.compile(r"(?:FATAL|PANIC|ERROR|error|fatal):\s+(.*)")


class EmbeddedServerError(TongbanError):
    """The embedded server cannot be had.

    Its codes: ``no_space``, ``read_only``, ``not_writable``, ``binaries_missing``,
    ``version_mismatch``, ``cluster_damaged``, ``unknown_user``, ``identity_refused``,
    ``socket_folder``, ``start_failed``, ``busy``.
    """

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "start_failed"


def from_os_error(error: OSError, folder: Path) -> EmbeddedServerError:
    """Say an error of the file system about ``folder`` in our words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _no_space(folder)
    if error.errno == errno.EROFS:
        return _read_only(folder)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return EmbeddedServerError(
            f"当前用户不能读写数据目录 {folder}；请换用建立它的用户运行，"
            "或用 TONGBAN_DATA 另指定目录。",
            code="not_writable",
        )
    if error.errno in {errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.EISDIR}:
        return EmbeddedServerError(
            f"数据目录 {folder} 的位置上有一个类型不对的文件（{error.filename}）；"
            "请移走它，或用 TONGBAN_DATA 另指定目录。",
            code="not_writable",
        )
    return EmbeddedServerError(f"不能使用数据目录 {folder}（{error.strerror}）；请检查磁盘后重试。")


def from_output(output: str, folder: Path, log: Path) -> EmbeddedServerError:
    """Say in our words why a program of PostgreSQL failed, from what it printed."""
    if any(sign in output for sign in _FULL):
        return _no_space(folder)
    if "Read-only file system" in output:
        return _read_only(folder)
    if "user does not exist" in output:
        return EmbeddedServerError(
            "系统的用户表中没有当前用户，不能建立数据库；请换用有登记的用户运行，"
            "或设置 DATABASE_URL 使用现有的 PostgreSQL。",
            code="unknown_user",
        )
    reasons = _SERIOUS.findall(output) or output.strip().splitlines() or ["没有说明原因"]
    return EmbeddedServerError(f"内嵌数据库没有启动（{reasons[-1]}）；请看 {log}，排除后重试。")


def _no_space(folder: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"数据目录 {folder} 所在的磁盘没有空间了；请腾出至少 200 MB 后重试。", code="no_space"
    )


def _read_only(folder: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"数据目录 {folder} 所在的磁盘是只读的；请改为可写挂载，或用 TONGBAN_DATA 另指定目录。",
        code="read_only",
    )
