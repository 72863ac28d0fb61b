"""How licences look, by the key of the type's revision."""

from collections.abc import Callable, Mapping, Sequence

from tongban.sharing.licenses.drawing.appearances import approval, certificate, permit
from tongban.sharing.licenses.drawing.layout import Layout, Measure
from tongban.sharing.licenses.types import Appearance, LicenseFace

LayOut = Callable[[LicenseFace, Measure, Sequence[str]], Layout]

APPEARANCES: Mapping[Appearance, LayOut] = {
    Appearance.PERMIT: permit.lay_out,
    Appearance.CERTIFICATE: certificate.lay_out,
    Appearance.APPROVAL: approval.lay_out,
}
