"""密封: personal data at rest, readable with the city's key only (GB/T 39786-2021, level 3).

>>> blob = seal("张三", "accounts.person.name")
>>> unseal(blob, "accounts.person.name")
'张三'

``digest`` is for looking up what is sealed; ``masks`` is for showing it.
"""

from tongban.base.kernel.sealing.columns import DigestField, SealedTextField
from tongban.base.kernel.sealing.provider import CipherProvider, SealBrokenError
from tongban.base.kernel.sealing.values import digest, seal, unseal

__all__ = [
    "CipherProvider",
    "DigestField",
    "SealBrokenError",
    "SealedTextField",
    "digest",
    "seal",
    "unseal",
]
