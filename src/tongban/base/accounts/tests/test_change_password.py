"""Change one's password, and which passwords will not do."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.accounts.models import Account, SignInSession
from tongban.base.accounts.passwords import FRESH, LONGEST, ROWS, HabitsValidator, common, fresh
from tongban.base.accounts.services import change_password, open_account
from tongban.base.accounts.tests.factors import sign_in, signed_in, who
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, Actor, Capacity, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.handling.cases.tests.city import PASSWORD

NEW = "spatz-auf-dem-dach-7"
WEAK = [
    "woaini1314", "woaini520!", "5201314520", "1qaz2wsx", "1qaz@WSX3edc", "qwertyuiop",
    "asdfghjkl;", "zxcvbnm123", "123456789a", "a123456789", "87654321", "abcdefgh12",
    "aaaaaaaaaa", "aabbaabb", "abcabcabc", "password2026", "P@ssw0rd1", "Passw0rd!!",
    "admin123456", "qq123456", "wangwei1990", "wangwei19900101", "zhangwei@123", "iloveyou520",
    "19900101", "2026tongguo"[:4] + "20261111", "147258369", "147258369!", "1234qwer",
    "qwer1234!@#$", "mima123456", "beijing2008", "ＷＯＡＩＮＩ１３１４",
]  # fmt: skip
STRONG = [
    PASSWORD, "tongban-2026", NEW, "梧桐更兼细雨到黄昏", "correct horse battery", "kH7#vMx2pQ",
    "woaini-aber-nur-dich", "zaun42birne", "Nebel.über.der.Huai",
]  # fmt: skip


class TestHabits:
    @pytest.mark.parametrize("password", WEAK)
    def test_what_is_guessed_first_is_refused(self, password):
        with pytest.raises(ValidationError):
            validate_password(password)

    @pytest.mark.parametrize("password", STRONG)
    def test_what_has_enough_of_its_own_is_taken(self, password):
        validate_password(password)

    @given(st.sampled_from(common()), st.text("0123456789!@#._-", max_size=FRESH - 1))
    def test_a_common_word_with_a_little_behind_it_is_refused(self, word, tail):
        for password in (word + tail, tail + word, word.upper() + tail, word * 2 + tail):
            assert fresh(password) < FRESH

    @given(st.sampled_from(ROWS), st.integers(0, 6), st.integers(4, 10), st.booleans())
    def test_a_walk_over_the_keyboard_is_refused(self, row, start, length, backwards):
        walk = row[start : start + length]
        walk = walk[::-1] if backwards else walk
        if len(walk) >= 4:
            assert fresh(walk) == 0
            assert fresh(walk + "xw9") < FRESH

    @given(st.text(min_size=1, max_size=4), st.integers(2, 12))
    def test_a_little_thing_repeated_is_a_little_thing(self, unit, times):
        assert fresh(unit * times) < FRESH or len(unit) >= FRESH or fresh(unit) >= FRESH

    @given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 31))
    def test_a_date_is_refused(self, year, month, day):
        assert fresh(f"{year}{month:02d}{day:02d}") < FRESH

    @given(st.text(max_size=200))
    def test_no_text_breaks_it_and_the_count_never_exceeds_the_text(self, password):
        assert 0 <= fresh(password) <= 4 * len(password)
        if fresh(password) < FRESH or len(password) > LONGEST:
            with pytest.raises(ValidationError):
                HabitsValidator().validate(password)
        else:
            HabitsValidator().validate(password)

    @given(st.lists(st.sampled_from("bdfhkmpvx"), min_size=12, max_size=20, unique=False))
    def test_letters_that_say_nothing_are_taken(self, letters):
        password = "-".join("".join(letters[at : at + 3]) for at in range(0, len(letters), 3))
        runs = any(len(set(letters[at : at + 3])) == 1 for at in range(len(letters) - 2))
        if len(set(letters)) > 4 and not runs and len(set(password.split("-"))) > 2:
            assert fresh(password) >= FRESH

    def test_ones_own_name_and_numbers_are_refused(self, town):
        account = Account.objects.get(id=town.accounts["gu"])
        person = account.person
        from pypinyin import lazy_pinyin

        spelt = "".join(lazy_pinyin(person.name))
        for own in (
            f"{spelt}1988",
            f"{spelt}!23",
            person.phone,
            person.phone[::-1],
            person.id_number[6:14] + "gu",
            person.id_number[-8:] + "ab",
            f"{person.name}2026",
        ):
            with pytest.raises(ValidationError):
                validate_password(own, account)

    def test_the_packaged_list_is_large_enough_to_matter(self):
        assert len(common()) > 120
        assert all(word == word.lower() and word.strip() == word for word in common())


class TestChange:
    def acting(self, town, who_="gu"):
        return Actor(capacity=Capacity.SELF, name="x", account_id=town.accounts[who_])

    def test_the_new_one_opens_and_the_old_one_does_not(self, town):
        client = signed_in("gu")
        response = client.post("/security/password/", {"new_password": NEW, "again": NEW})
        assert response.headers["Location"] == "/security/"
        assert client.get("/my/").status_code == 200, "this browser goes on"
        other, _response = sign_in("gu")
        assert who(other) is None
        other, _response = sign_in("gu", NEW)
        assert who(other) == str(town.accounts["gu"])

    def test_every_other_device_is_out(self, town):
        here, there = signed_in("gu"), signed_in("gu")
        cookie = there.cookies["sessionid"].value
        here.post("/security/password/", {"new_password": NEW, "again": NEW})
        assert there.get("/my/").status_code == 302
        stolen = Client()
        stolen.cookies["sessionid"] = cookie
        assert stolen.get("/my/").status_code == 302
        assert SignInSession.objects.filter(ended_at__isnull=True).count() == 1

    def test_the_session_has_another_key_afterwards(self, town):
        client = signed_in("gu")
        before = client.session.session_key
        client.post("/security/password/", {"new_password": NEW, "again": NEW})
        assert client.session.session_key != before
        assert SignInSession.objects.get(ended_at__isnull=True).session_key == (
            client.session.session_key
        )

    @pytest.mark.parametrize(
        ("new", "again"),
        [(NEW, "anders-als-das-7"), ("", ""), ("kurz", "kurz"), (PASSWORD, PASSWORD),
         ("woaini1314", "woaini1314"), ("x" * 129, "x" * 129)],
    )  # fmt: skip
    def test_what_will_not_do_changes_nothing(self, town, new, again):
        client, other = signed_in("gu"), signed_in("gu")
        before = (Account.objects.get(id=town.accounts["gu"]).password, Entry.objects.count())
        response = client.post("/security/password/", {"new_password": new, "again": again})
        assert response.status_code == 200
        assert "没有改" in response.content.decode()
        account = Account.objects.get(id=town.accounts["gu"])
        assert (account.password, Entry.objects.count()) == before
        assert other.get("/my/").status_code == 200

    def test_a_visitor_and_a_closed_account_change_nothing(self, town):
        Account.objects.filter(id=town.accounts["qiu"]).update(is_active=False)
        before = list(Account.objects.order_by("id").values_list("password", flat=True))
        for actor in (VISITOR, self.acting(town, "qiu")):
            with pytest.raises(Forbidden):
                change_password(actor=actor, new_password=NEW)
        with pytest.raises(Invalid):
            change_password(actor=self.acting(town), new_password="5201314520")
        assert list(Account.objects.order_by("id").values_list("password", flat=True)) == before

    def test_a_new_account_is_held_to_the_same_rules(self, town):
        before = Account.objects.count()
        with pytest.raises(Invalid):
            open_account(actor=operator(), login_name="neu", password="woaini1314")
        assert Account.objects.count() == before

    def test_it_is_recorded_without_the_password(self, town):
        change_password(actor=self.acting(town), new_password=NEW)
        entry = Entry.objects.get(act="change_password")
        assert entry.subject_id == str(town.accounts["gu"])
        assert NEW not in str(entry.detail)
