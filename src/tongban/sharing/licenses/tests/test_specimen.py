"""样本: what a licence of a type looks like, with nothing of anybody in it."""

import pypdfium2
import pytest

from tongban.base.kernel.errors import Missing
from tongban.sharing.licenses import queries
from tongban.sharing.licenses.drawing import laid_out
from tongban.sharing.licenses.drawing.layout import Code, Seal, Watermark
from tongban.sharing.licenses.faces import specimen_face
from tongban.sharing.licenses.models import License
from tongban.sharing.licenses.tests import makers
from tongban.sharing.licenses.types import Appearance, FieldKind, FieldSpec

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("appearance", list(Appearance))
def test_a_specimen_names_every_line_and_nobody(appearance):
    fields = (
        FieldSpec("scope", "经营项目"),
        FieldSpec("from", "起算日期", kind=FieldKind.DATE),
        FieldSpec("text", "决定内容", kind=FieldKind.PARAGRAPH),
    )
    revision = makers.a_food_type(fields=fields, appearance=appearance)
    layout, missing = laid_out(specimen_face(revision))
    (page,) = layout.pages
    words = "".join(text.text for text in page.texts())
    for label in ("经营项目", "起算日期", "决定内容", revision.defining_body):
        assert label in words.replace("　", ""), label
    assert "没有盖章和签名" in words
    assert [one.text for one in page.items if isinstance(one, Watermark)] == ["样本"]
    # Nothing with which it could pass for a licence.
    assert not [one for one in page.items if isinstance(one, (Seal, Code))]
    assert missing == ()


def test_a_specimen_is_a_pdf_without_signature_and_issues_nothing():
    makers.a_food_type()
    content = queries.specimen(makers.FOOD_TYPE)
    with pypdfium2.PdfDocument(content) as read:
        assert len(read) == 1
        assert read.get_formtype() == 0
    assert b"/ByteRange" not in content
    assert not License.objects.exists()


def test_a_type_that_there_is_not_has_no_specimen():
    makers.a_food_type()
    assert queries.is_defined(makers.FOOD_TYPE)
    assert not queries.is_defined("0" * 21)
    with pytest.raises(Missing):
        queries.specimen("0" * 21)
