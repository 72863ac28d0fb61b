"""A question is drawn the same whoever asks it; what was typed is kept and escaped."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from tongban.base.kernel.errors import FieldFinding
from tongban.base.pages.fields import Choice, Fault, Field, faults_of, field_of


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def drawn(**values):
    return " ".join(Template("{% field one %}").render(Context(values)).split())


class Form(forms.Form):
    name = forms.CharField(label="店名", help_text="和营业执照上一样。", max_length=40)
    water = forms.ChoiceField(
        label="用什么水？",
        choices=[("tap", "自来水"), ("well", "井水")],
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label="卖什么",
        choices=[("a", "饭菜"), ("b", "饮品")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    street = forms.ChoiceField(label="街道", choices=[("", "---------"), ("x", "示例街道")])
    area = forms.DecimalField(label="面积", required=False)
    opens = forms.DateField(label="开张", required=False)
    photo = forms.FileField(label="照片", required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(label="都是真的")
    secret = forms.CharField(widget=forms.PasswordInput, label="密码", required=False)
    case = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("名称和执照对不上。")


SENT = {"name": 'A"><script>', "kinds": ["b"], "area": "八十六平", "secret": "s", "case": "c1"}


def test_an_error_stands_above_the_input_which_keeps_what_was_typed():
    html = drawn(
        one=Field(
            name="area",
            label="使用面积",
            kind="number",
            value='86"平',
            hint="大概数就行。",
            error="请只填数字",
            unit="平方米",
            is_short=True,
        )
    )

    assert html == (
        '<div class="tb-field is-error"><label for="f-area">使用面积</label>'
        ' <span class="tb-hint" id="f-area-hint">大概数就行。</span>'
        '<p class="tb-error" id="f-area-error"><svg class="tb-icon" aria-hidden="true">'
        '<use href="/static/pages/icons.svg#i-alert"/></svg><span>请只填数字</span></p>'
        ' <div class="tb-unit"><input type="text" class="tb-input tb-input--short"'
        ' value="86&quot;平" aria-describedby="f-area-hint f-area-error" aria-invalid="true"'
        ' id="f-area" inputmode="decimal" name="area">'
        "<span>平方米</span></div></div>"
    )


def test_choices_are_a_group_with_a_legend():
    html = drawn(
        one=Field(
            name="own",
            label="房子是您的吗？",
            kind="radio",
            choices=[Choice("own", "自己的"), Choice("rent", "租的", "要 3 天", is_chosen=True)],
        )
    )

    assert '<fieldset class="tb-field" id="f-own"><legend>房子是您的吗？</legend>' in html
    assert (
        '<label class="tb-choice" for="f-own-2"><input type="radio" name="own" id="f-own-2"'
        ' value="rent" checked><span>租的<small>要 <span class="tb-nb">3 天</span></small>'
        "</span></label>"
    ) in html


def test_a_file_says_its_limit_to_people_and_to_the_script():
    html = drawn(
        one=Field(name="p", label="图", kind="file", max_bytes=20 * 1024 * 1024, accept=".jpg")
    )

    assert 'accept=".jpg"' in html
    assert 'data-max-bytes="20971520"' in html
    assert '每个文件不超过 <span class="tb-nb">20 MB</span>。' in html


def test_what_need_not_be_filled_says_so():
    optional = drawn(one=Field(name="a", label="说明", is_required=False))
    required = drawn(one=Field(name="a", label="说明"))

    assert "（可以不填）" in optional
    assert "aria-required" not in optional
    assert "（可以不填）" not in required
    assert 'aria-required="true"' in required


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "text"),
        ("water", "radio"),
        ("kinds", "checkboxes"),
        ("street", "select"),
        ("area", "number"),
        ("opens", "date"),
        ("photo", "file"),
        ("note", "textarea"),
        ("sure", "checkbox"),
        ("secret", "password"),
        ("case", "hidden"),
    ],
)
def test_a_field_of_a_django_form_finds_its_kind(name, kind):
    assert field_of(Form()[name]).kind == kind


def test_what_a_form_received_is_kept_but_never_a_password():
    form = Form(SENT)

    assert field_of(form["name"]).value == 'A"><script>'
    assert field_of(form["area"]).value == "八十六平"
    assert field_of(form["secret"]).value == ""
    assert [c.is_chosen for c in field_of(form["kinds"]).choices] == [False, True]
    assert "<script>" not in drawn(one=form["name"])
    assert 'maxlength="40"' in drawn(one=form["name"])
    assert drawn(one=form["case"]) == '<input type="hidden" name="case" value="c1">'


def test_an_empty_choice_asks_to_choose():
    assert field_of(Form()["street"]).choices[0] == Choice("", "请选择", is_chosen=True)


def test_changes_override_parts_of_a_field():
    html = " ".join(
        Template('{% field one hint="换个说法" source="来自营业执照" %}')
        .render(Context({"one": Form()["name"]}))
        .split()
    )

    assert "换个说法" in html
    assert "和营业执照上一样" not in html
    assert "来自营业执照" in html


def test_the_summary_of_a_form_leads_to_every_field():
    assert faults_of(Form(SENT)) == [
        Fault("名称和执照对不上。"),
        Fault("用什么水：请选一项", "id_water-1"),
        Fault("街道：请选一项", "id_street"),
        Fault("面积：输入一个数字。", "id_area"),
        Fault("都是真的：请勾选", "id_sure"),
    ]


def test_the_summary_takes_fields_and_findings():
    fields = [Field(name="a", label="面积", error="请填写"), Field(name="b", label="用水")]
    findings = [FieldFinding("f-c", "empty", "请选一项")]

    assert faults_of(fields) == [Fault("面积：请填写", "f-a")]
    assert faults_of(findings) == [Fault("请选一项", "f-c")]


def test_nothing_to_mend_shows_nothing():
    html = Template("{% error_summary fields %}").render(
        Context({"fields": [Field(name="a", label="面积")]})
    )

    assert html.strip() == ""


def test_the_summary_counts_and_escapes():
    html = Template("{% error_summary fields %}").render(
        Context({"fields": [Field(name="a", label="<b>", error="请填写")]})
    )

    assert '<h2 id="errors-title">有 <span class="tb-nb">1 处</span>要改</h2>' in html
    assert '<li><a href="#f-a">&lt;b&gt;：请填写</a></li>' in html
