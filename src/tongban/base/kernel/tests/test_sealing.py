"""What is sealed opens with the city's key, in its own column, unchanged; and not otherwise."""

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel import sealing
from tongban.base.kernel.sealing import (
    CipherProvider,
    DigestField,
    SealBrokenError,
    SealedTextField,
    digest,
    seal,
    unseal,
)
from tongban.base.kernel.sealing.sm4 import OVERHEAD, Sm4Provider

CONTEXT = "accounts.person.id_number"
NUMBER = "341690199001010021"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@examples(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_opens_as_it_was_sealed(text, context):
    assert unseal(seal(text, context), context) == text


@examples(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_value_moved_to_another_context_does_not_open(text, here, there):
    if here == there:
        there += "x"
    with pytest.raises(SealBrokenError):
        unseal(seal(text, here), there)


def test_every_changed_bit_is_refused():
    blob = seal(NUMBER, CONTEXT)
    for place in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[place] ^= 1 << bit
            with pytest.raises(SealBrokenError):
                unseal(bytes(changed), CONTEXT)


def test_every_cut_and_every_addition_is_refused():
    blob = seal(NUMBER, CONTEXT)
    for end in range(len(blob)):
        with pytest.raises(SealBrokenError):
            unseal(blob[:end], CONTEXT)
    with pytest.raises(SealBrokenError):
        unseal(blob + b"\0", CONTEXT)


@examples(deadline=None)
@given(st.binary(max_size=100))
def test_bytes_that_nobody_sealed_are_refused(blob):
    with pytest.raises(SealBrokenError):
        unseal(blob, CONTEXT)


def test_the_same_text_is_sealed_differently_every_time():
    blobs = {seal(NUMBER, CONTEXT) for _ in range(100)}
    assert len(blobs) == 100
    assert {len(blob) for blob in blobs} == {len(NUMBER) + OVERHEAD}
    assert not [blob for blob in blobs if NUMBER[:4].encode() in blob]


def test_another_key_says_so_and_does_not_open(settings):
    blob = seal(NUMBER, CONTEXT)
    settings.SEALING_MASTER_KEY = b"another city's master secret...."
    with pytest.raises(SealBrokenError) as refusal:
        unseal(blob, CONTEXT)
    assert refusal.value.code == "seal_of_another_key"


def test_a_short_master_key_is_refused(settings):
    settings.SEALING_MASTER_KEY = b"too short"
    with pytest.raises(ValueError, match="at least 16 bytes"):
        seal(NUMBER, CONTEXT)


def test_a_digest_is_the_same_for_the_same_text_and_context_only(settings):
    assert len(digest(NUMBER, CONTEXT)) == 32
    assert digest(NUMBER, CONTEXT) == digest(NUMBER, CONTEXT)
    assert digest(NUMBER, CONTEXT) != digest(NUMBER, "accounts.legalperson.id_number")
    assert digest(NUMBER, CONTEXT) != digest(NUMBER + " ", CONTEXT)
    before = digest(NUMBER, CONTEXT)
    settings.SEALING_MASTER_KEY = b"another city's master secret...."
    assert digest(NUMBER, CONTEXT) != before


class OtherProvider(Sm4Provider):
    """A module that came later and took over."""

    name = "other"
    version = 2


class NoDigestProvider:
    name = "half"
    version = 3

    def __init__(self, master_key):
        pass

    def seal(self, content, _context):
        return content


def test_another_module_takes_over_and_earlier_values_still_open(settings):
    earlier = seal(NUMBER, CONTEXT)
    ours = "tongban.base.kernel.sealing.sm4.Sm4Provider"
    settings.SEALING_PROVIDERS = [f"{__name__}.OtherProvider", ours]
    later = seal(NUMBER, CONTEXT)
    assert (earlier[0], later[0]) == (1, 2)
    assert unseal(earlier, CONTEXT) == unseal(later, CONTEXT) == NUMBER
    settings.SEALING_PROVIDERS = [ours]
    with pytest.raises(SealBrokenError):
        unseal(later, CONTEXT)


@pytest.mark.parametrize(
    ("paths", "error"),
    [
        ([], ValueError),
        ([f"{__name__}.NoDigestProvider"], TypeError),
        ([f"{__name__}.OtherProvider", f"{__name__}.OtherProvider"], ValueError),
    ],
)
def test_a_module_that_does_not_fit_is_refused(settings, paths, error):
    settings.SEALING_PROVIDERS = paths
    with pytest.raises(error):
        seal(NUMBER, CONTEXT)


def test_our_own_module_fits_its_protocol():
    assert isinstance(Sm4Provider(b"k" * 32), CipherProvider)


@pytest.fixture
def locker(db):
    """A table with a sealed column and the digest beside it, for the length of one test."""
    with isolate_apps("tongban.base.kernel"):

        class Locker(models.Model):
            number = SealedTextField("号码")
            number_digest = DigestField("号码摘要", unique=True)
            note = SealedTextField("备注", null=True, blank=True, max_length=5)
            renamed = SealedTextField("改名", default="", context="kernel.box.old_name")

            class Meta:
                app_label = "kernel"

    with connection.schema_editor() as editor:
        editor.create_model(Locker)
    return Locker


def stored(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY id")
        return [value and bytes(value) for (value,) in cursor.fetchall()]


def kept(locker, number=NUMBER, **more):
    return locker.objects.create(
        number=number, number_digest=digest(number, "kernel.locker.number"), **more
    )


def test_a_sealed_column_holds_no_plain_text_and_reads_as_text(locker):
    kept(locker, note="备注", renamed="旧名")
    (blob,) = stored(locker, "number")
    assert NUMBER.encode() not in blob
    assert unseal(blob, "kernel.locker.number") == NUMBER
    assert unseal(stored(locker, "renamed")[0], "kernel.box.old_name") == "旧名"
    row = locker.objects.get()
    assert (row.number, row.note, row.renamed) == (NUMBER, "备注", "旧名")
    assert locker.objects.values_list("number", flat=True).get() == NUMBER


def test_nothing_stays_nothing_and_can_be_asked_for(locker):
    kept(locker)
    kept(locker, "2", note="")
    assert stored(locker, "note")[0] is None
    assert locker.objects.get(note__isnull=True).number == NUMBER
    assert locker.objects.get(note__isnull=False).note == ""


def test_every_way_of_writing_seals(locker):
    row = kept(locker)
    row.number = "by save"
    row.save(update_fields=["number"])
    assert locker.objects.get().number == "by save"
    locker.objects.update(number="by update")
    assert locker.objects.get().number == "by update"
    row.number = "by bulk"
    locker.objects.bulk_update([row], ["number"])
    assert locker.objects.get().number == "by bulk"
    locker.objects.bulk_create([locker(number="more", number_digest=bytes(32))])
    assert [unseal(blob, "kernel.locker.number") for blob in stored(locker, "number")] == [
        "by bulk",
        "more",
    ]


def test_a_sealed_value_copied_to_another_column_does_not_open(locker):
    kept(locker, note="x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_locker SET note = number")
    with pytest.raises(SealBrokenError):
        locker.objects.get()
    assert locker.objects.defer("note").get().number == NUMBER


@pytest.mark.parametrize(
    "condition",
    [
        {"number": NUMBER},
        {"number": None},
        {"number__exact": NUMBER},
        {"number__in": [NUMBER]},
        {"number__contains": "3"},
        {"number__startswith": "3"},
        {"number__gt": "3"},
        {"number__length": 18},
        {"number": F("renamed")},
    ],
)
def test_a_sealed_column_cannot_be_looked_up(locker, condition):
    with pytest.raises(FieldError):
        locker.objects.filter(**condition)
    with pytest.raises(FieldError):
        locker.objects.exclude(**condition)


def test_a_sealed_text_without_a_column_needs_a_context():
    with pytest.raises(FieldError):
        SealedTextField().get_db_prep_value("x", connection)


def test_a_row_is_found_by_its_digest_which_is_unique(locker):
    kept(locker)
    kept(locker, "2")
    wanted = digest(NUMBER, "kernel.locker.number")
    row = locker.objects.get(number_digest=wanted)
    assert row.number == NUMBER
    assert type(row.number_digest) is bytes
    assert locker.objects.filter(number_digest__in=[wanted, bytes(32)]).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(locker)


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_a_digest_of_another_length_is_refused_by_the_database(locker, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        locker.objects.create(number="1", number_digest=wrong)
    assert locker.objects.count() == 0


def test_a_form_takes_one_line_of_at_most_the_length(locker):
    field = locker._meta.get_field("note").formfield()
    assert field.max_length == 5
    assert field.widget.input_type == "text"


@isolate_apps("tongban.base.kernel")
def test_a_sealed_column_may_not_be_unique_or_indexed():
    class Wrong(models.Model):
        number = SealedTextField(unique=True)
        phone = SealedTextField(db_index=True)

        class Meta:
            app_label = "kernel"

    found = [error.id for field in Wrong._meta.local_fields for error in field.check()]
    assert found == ["sealing.E001", "sealing.E001"]


def test_migrations_name_the_door_and_the_context():
    text, imports = MigrationWriter.serialize(SealedTextField(context="kernel.box.old_name"))
    assert text == "tongban.base.kernel.sealing.SealedTextField(context='kernel.box.old_name')"
    assert imports == {"import tongban.base.kernel.sealing"}
    text, _ = MigrationWriter.serialize(DigestField(unique=True))
    assert text == "tongban.base.kernel.sealing.DigestField(unique=True)"


def test_the_door_offers_what_it_says():
    assert all(hasattr(sealing, name) for name in sealing.__all__)
