# mypy: disable-error-code="import-untyped"
"""Put the issuing body's signature under a PDF: PAdES-B-B, one signature, no change allowed."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm

from tongban.base.kernel import moments
from tongban.sharing.licenses.signing import cms, providers
from tongban.sharing.licenses.types import SigningIdentity

FIELD = "Seal"
ATTACHMENT = "license.json"
"""The machine-readable part (GB/T 36903), attached inside the file and covered by the signature."""
PAPER_ID = "文书标识"
"""The element of the attached part by which the register of papers knows a paper."""
_ECDSA = "sha256_ecdsa"
_LONGEST_SIGNATURE = 72
"""Bytes of a P-256 signature in DER, at most."""
_DIGEST_SIZE = 32


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the seal is drawn: page from 0 and box in points, so that a click on it tells more."""

    page: int
    box: tuple[float, float, float, float]

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """The box in whole points."""
        left, bottom, right, top = map(round, self.box)
        return left, bottom, right, top


def seal_pdf(
    content: bytes,
    identity: SigningIdentity,
    *,
    place: SealPlace | None = None,
    metadata: Mapping[str, Any] | None = None,
    reason: str = "证照签发",
) -> bytes:
    """The same PDF with the body's signature under everything in it.

    ``metadata`` is attached as JSON before signing. pyHanko writes the PDF around the signature,
    the container is ours. Raises ``SigningError`` when the provider does not sign.
    """
    # It loads for half a second, and most commands never seal.
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.stamp import StaticStampStyle

    provider = providers.in_use()
    chain = provider.certificates(identity)
    certificate = x509.Certificate.load(chain[0])
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    if metadata is not None:
        text = json.dumps(metadata, ensure_ascii=False, indent=1).encode()
        embedded = EmbeddedFileObject.from_file_data(writer, text, mime_type="application/json")
        embed_file(writer, FileSpec(file_spec_string=ATTACHMENT, embedded_data=embedded))
    session = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=identity.name,
            reason=reason,
            certify=True,
            subfilter=SigSeedSubFilter.PADES,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        signer=signers.ExternalSigner(
            certificate, None, signature_mechanism=SignedDigestAlgorithm({"algorithm": _ECDSA})
        ),
        stamp_style=StaticStampStyle(border_width=0, background=None),
        new_field_spec=SigFieldSpec(
            FIELD, on_page=place.page if place else 0, box=place.corners if place else None
        ),
    ).init_signing_session(writer)
    # A clock that was moved back (the demo city's year) may stand before the certificate, and a
    # signature older than its certificate would be worth nothing.
    session.system_time = max(moments.now(), moments.to_shanghai(certificate.not_valid_before))
    reserved = 2 * len(cms.container(bytes(_DIGEST_SIZE), chain, bytes(_LONGEST_SIGNATURE)))
    prepared, output = session.prepare_tbs_document(
        validation_info=None, bytes_reserved=reserved
    ).digest_tbs_document(output=io.BytesIO())
    digest = prepared.document_digest
    signature = provider.sign(identity, cms.to_be_signed(digest, chain[0]))
    prepared.fill_with_cms(output, cms.container(digest, chain, signature))
    output.seek(0)
    signed: bytes = output.read()
    return signed
