"""Whether somebody is old enough for what they want to apply for, as far as the platform knows.

It is told before applying and refuses nothing: whoever holds that the conditions are met may apply,
and a person decides in writing.
"""

from django.utils.translation import gettext as _

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.management.catalog.types import Guide


def too_young(actor: Actor, guide: Guide) -> str:
    """Why it is not for whoever this actor applies for: how old one must be, how old that person
    is, and from which year on; empty where it is, where a company applies, or where no day of birth
    is known (then whoever handles it looks).
    """
    person_id = actor.applying_person_id
    if not guide.least_age or actor.legal_person_id is not None or person_id is None:
        return ""
    person = accounts.person(person_id)
    born = accounts.birth_of(person)
    if born is None:
        return ""
    age = accounts.age_on(born, today())
    if age >= guide.least_age:
        return ""
    return _(
        "这件事要满 %(least)s 周岁才能办，%(name)s现在 %(age)s 周岁，到 %(year)s 年才满。"
        "别人的事，请换成那个人的身份申请，或者请他本人申请。认为自己符合条件的，仍然可以申请，由人核对。"
    ) % {
        "least": guide.least_age,
        "name": person.name,
        "age": age,
        "year": born.year + guide.least_age,
    }
