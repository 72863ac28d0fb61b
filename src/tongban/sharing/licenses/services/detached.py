"""Sign something that is not a PDF: the signature stands beside it, with the certificate."""

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.transactions import in_one_transaction
from tongban.sharing.licenses.rights import must
from tongban.sharing.licenses.signing import providers
from tongban.sharing.licenses.types import DetachedSignature, SigningIdentity


@in_one_transaction
def sign_detached(
    *, actor: Actor, name: str, credit_code: str, content: bytes
) -> DetachedSignature:
    """Sign the content in the name of a body (ECDSA P-256, SHA-256); part of another act.

    The act that it is a part of records what was signed. Raises ``SigningError``.
    """
    must(actor, "sign_detached")
    provider = providers.in_use()
    identity = SigningIdentity(name=name, credit_code=credit_code)
    return DetachedSignature(
        signature=provider.sign(identity, content),
        certificate=provider.certificates(identity)[0],
    )
