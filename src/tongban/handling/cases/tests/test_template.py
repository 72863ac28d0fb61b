from django.db import connection

from tongban.handling.cases.tests.template import Template


def serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_serial')")
        (number,) = cursor.fetchone()
    return number


def never() -> int:
    raise AssertionError("it was built already")


def test_numbers_that_another_process_gave_out_are_not_given_out_again(db, folders, tmp_path):
    Template(serial).keep_in(tmp_path)
    given = serial() - 1
    with connection.cursor() as cursor:
        # As it stands in a process that has built nothing yet.
        cursor.execute("SELECT setval('cases_serial', 1, false)")

    read: Template[int] = Template(never)
    read.keep_in(tmp_path)

    assert read.lay_down() == given
    assert serial() == given + 1
