"""Any guide and any text go out and come back as they were."""

import io
import uuid
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tongban.base.kernel.errors import Invalid
from tongban.management.catalog.exchange.columns import Hearing
from tongban.management.catalog.exchange.injection import guarded, unguarded
from tongban.management.catalog.exchange.reading import read_tables
from tongban.management.catalog.exchange.saying import hear_guide, rows_of_item
from tongban.management.catalog.exchange.tables import GENERAL, TABLES
from tongban.management.catalog.exchange.writing import write_tables
from tongban.management.catalog.models import (
    Item,
)
from tongban.management.catalog.tests.test_exchange_items import (
    BASIC,
    EXTEND,
    FORMATS,
    OFFLINE,
)
from tongban.management.catalog.types import (
    Choice,
    Clause,
    Fee,
    Format,
    Guide,
    GuideExtension,
    GuideLimit,
    Intermediary,
    Question,
    Requirement,
    Situation,
)

# Any guide, any text


LETTERS = st.characters(
    exclude_categories=["Cs", "Co", "Cn", "Cc", "Cf", "Zl", "Zp"], exclude_characters="<＜"
)
WORDS = st.text(LETTERS, max_size=20)
NAMES = st.text(LETTERS, min_size=1, max_size=20).filter(lambda t: t.strip() == t)
UNITS = st.sampled_from(["working_day", "natural_day", "month", "year", "hour"])
LIMITS = st.none() | st.builds(
    GuideLimit,
    st.integers(0, 400),
    UNITS,
    WORDS,
    WORDS,
    st.none() | st.builds(GuideExtension, st.integers(1, 30), WORDS, WORDS),
)
MATERIALS = st.builds(
    Requirement,
    st.text("abcdefm0123456789", min_size=1, max_size=8),
    NAMES,
    WORDS,
    WORDS,
    origin=st.sampled_from(["form", "upload", "held"]),
    required=st.booleans(),
    form=st.sampled_from(["电子", "纸质", "纸质或电子", "录像"]),
    kind=st.sampled_from(["1", "2", "3"]),
    channel=st.sampled_from(["", "10", "20", "99"]),
    copies=st.integers(0, 99),
    pages=st.integers(0, 99),
    page_format=WORDS,
    obtained_how=WORDS,
    check_points=st.lists(WORDS, max_size=3).map(tuple),
    when=st.none() | st.builds(lambda w: {"field": "q", "is": [w, True, 3]}, WORDS),
)
GUIDES = st.builds(
    lambda changes: replace(OFFLINE, **changes),
    st.fixed_dictionaries(
        {
            "summary": WORDS,
            "conditions": st.lists(WORDS, max_size=3).map(tuple),
            "person_themes": st.lists(WORDS, max_size=3).map(tuple),
            "audiences": st.lists(st.sampled_from("1234569"), unique=True).map(tuple),
            "handle_forms": st.lists(st.sampled_from("1234"), unique=True).map(tuple),
            "handle_area": st.sampled_from(["", "1", "2", "3", "4", "5", "6"]),
            "online_depth": st.sampled_from(["", *"12345678"]),
            "towns": st.lists(st.sampled_from(["341602102000", "341602102201"]), unique=True).map(tuple),
            "system_level": st.sampled_from(["", "3"]),
            "joint_body_codes": st.lists(WORDS, max_size=2).map(tuple),
            "retention": st.sampled_from(["", "Y", "D30", "D10"]),
            "by_law": st.lists(st.builds(Clause, WORDS, WORDS, WORDS), max_size=3).map(tuple),
            "statutory": LIMITS,
            "promised": LIMITS,
            "acceptance": LIMITS,
            "materials": st.lists(MATERIALS, max_size=4, unique_by=lambda m: m.key).map(tuple),
            "fees": st.lists(st.builds(Fee, NAMES, st.integers(0, 10**6), NAMES, WORDS), max_size=2).map(tuple),
            "questions": st.lists(st.builds(Question, NAMES, NAMES), max_size=3).map(tuple),
            "intermediaries": st.lists(st.builds(Intermediary, WORDS, WORDS), max_size=2).map(tuple),
            "by_post": st.booleans(),
            "visits": st.integers(0, 9),
            "situations": st.lists(
                st.builds(
                    Situation,
                    st.text("abc", min_size=1, max_size=3),
                    NAMES,
                    st.lists(
                        st.builds(Choice, st.text("xyz1", min_size=1, max_size=3), NAMES),
                        max_size=3,
                        unique_by=lambda c: c.value,
                    ).map(tuple),
                ),
                max_size=2,
                unique_by=lambda s: s.key,
            ).map(tuple),
        }
    ),
)  # fmt: skip


@examples(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    wanted=GUIDES,
    file_format=st.sampled_from(FORMATS),
    profile=st.sampled_from(["gbt39554", "gbt39046"]),
)
def test_any_guide_comes_back_as_it_was(town, wanted, file_format, profile):
    item = Item.objects.select_related("department").get(id=town.items["food"])
    out = io.BytesIO()
    write_tables(
        rows_of_item(item, wanted, "", profile), out, file_format=file_format, profile=profile
    )
    rows = read_tables(out.getvalue())

    def heard(name):
        return [(row.values, Hearing(profile)) for row in rows if row.table == name]

    found, _said = hear_guide(
        heard(BASIC)[0],
        heard(EXTEND)[0],
        {place: heard(table.name) for place, table in GENERAL.children.items()},
        base=Guide.blank(),
        is_upstream=False,
        tables=GENERAL,
    )
    assert found == wanted


@given(st.text())
def test_what_is_guarded_comes_back_and_begins_no_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@examples(max_examples=40)
@given(
    rows=st.lists(st.text(LETTERS | st.sampled_from("\n=+-@'\"_x")), max_size=5),
    file_format=st.sampled_from(FORMATS),
)
def test_any_text_comes_back_from_a_file(rows, file_format):
    kept = {
        "up_task_general_questions": [
            {
                "row_guid": str(uuid.uuid4()),
                "task_guid": "t",
                "question": "问" + text,
                "answer": "答",
            }
            for text in rows
        ]
    }
    out = io.BytesIO()
    write_tables(kept, out, file_format=file_format, profile="gbt39554")
    if not rows:
        with pytest.raises(Invalid):
            read_tables(out.getvalue())
        return
    back = [row.values["question"] for row in read_tables(out.getvalue())]
    assert back == [("问" + text).strip() for text in rows]


def test_the_same_content_gives_the_same_file():
    made = []
    for _time in range(2):
        out = io.BytesIO()
        write_tables({}, out, file_format=Format.XLSX, profile="gbt39554")
        made.append(out.getvalue())
    assert made[0] == made[1]
    assert len(zipfile.ZipFile(io.BytesIO(made[0])).namelist()) == 5 + len(TABLES)
