"""The provider that comes with the platform: SM4-GCM and HMAC-SM3.

SM4 is GB/T 32907-2016, its GCM mode GB/T 36624-2018 (RFC 8998 uses the same), SM3 GB/T 32905-2016,
keys are derived by HKDF (RFC 5869) over SM3.

A sealed value is ``version (1) | key mark (4) | nonce (12) | ciphertext | tag (16)``: 33 bytes
more than the text. The key mark tells "under another key" from "damaged": a database that was
restored without its keys is found at once and not taken for a forgery.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from tongban.base.kernel.digests import DIGEST_SIZE, hmac_sm3
from tongban.base.kernel.sealing.provider import SealBrokenError

KEY_SIZE = 16
MARK_SIZE = 4
NONCE_SIZE = 12
TAG_SIZE = 16
HEADER_SIZE = 1 + MARK_SIZE
OVERHEAD = HEADER_SIZE + NONCE_SIZE + TAG_SIZE


class Sm4Provider:
    """SM4-GCM with a key of its own for every context."""

    name = "sm4-gcm"
    version = 1

    def __init__(self, master_key: bytes) -> None:
        """Derive from the master secret, which is never used itself."""
        if len(master_key) < KEY_SIZE:
            raise ValueError("the master key of sealing must have at least 16 bytes")
        self._master_key = master_key
        self._header = bytes([self.version]) + self._derived("mark", "", MARK_SIZE)
        # Random nonces of 96 bits are good for 2^32 values under one key (NIST SP 800-38D 8.3);
        # one key for each context keeps a whole city below that.
        self._seal_key = lru_cache(maxsize=1024)(
            lambda context: self._derived("seal", context, KEY_SIZE)
        )
        self._digest_key = lru_cache(maxsize=1024)(
            lambda context: self._derived("digest", context, DIGEST_SIZE)
        )

    def seal(self, content: bytes, context: str) -> bytes:
        """Encrypt under a fresh nonce; header and context are authenticated with it."""
        nonce = os.urandom(NONCE_SIZE)
        cipher = Cipher(algorithms.SM4(self._seal_key(context)), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(self._header + context.encode())
        closed = cipher.update(content) + cipher.finalize()
        return self._header + nonce + closed + cipher.tag

    def unseal(self, blob: bytes, context: str) -> bytes:
        """What was sealed, if not one bit of it was changed."""
        if len(blob) < OVERHEAD or blob[0] != self.version:
            raise SealBrokenError(_("密封的数据已损坏，无法读取。请联系平台管理员从备份恢复。"))
        header, nonce = blob[:HEADER_SIZE], blob[HEADER_SIZE : HEADER_SIZE + NONCE_SIZE]
        if header != self._header:
            raise SealBrokenError(
                _(
                    "密封的数据不是用现在的密钥密封的。请联系平台管理员核对密钥是否与数据库一同恢复。"
                ),
                code="seal_of_another_key",
            )
        closed, tag = blob[HEADER_SIZE + NONCE_SIZE : -TAG_SIZE], blob[-TAG_SIZE:]
        cipher = Cipher(algorithms.SM4(self._seal_key(context)), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(header + context.encode())
        try:
            return cipher.update(closed) + cipher.finalize()
        except InvalidTag:
            raise SealBrokenError(
                _("密封的数据已损坏或被移到了别处，无法读取。请联系平台管理员从备份恢复。")
            ) from None

    def digest(self, content: bytes, context: str) -> bytes:
        """HMAC-SM3 under the context's own key."""
        return hmac_sm3(self._digest_key(context), content)

    def _derived(self, purpose: str, context: str, size: int) -> bytes:
        info = f"tongban.sealing.v{self.version}\0{purpose}\0{context}".encode()
        return HKDF(hashes.SM3(), size, None, info).derive(self._master_key)
