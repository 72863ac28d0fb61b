"""Accounts: one human being or one machine client each."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.kernel.rows import Row


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name, with the person: every request asks for both."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        """Accounts with their person in one question."""
        return super().get_queryset().select_related("person")


class Account(AbstractBaseUser, Row):
    """账户: one human being (or one machine client). Rights come from its capacities alone."""

    login_name = models.CharField("登录名", max_length=64, unique=True)
    person = models.OneToOneField(
        NaturalPerson,
        on_delete=models.PROTECT,
        related_name="account",
        null=True,
        verbose_name="自然人",
    )
    is_active = models.BooleanField("可用", default=True)
    elder_mode = models.BooleanField("长者版", default=False)
    must_change_password = models.BooleanField("先改密码", default=False)
    """A window printed the first password: nothing else is open until it is changed."""
    closed_at = models.DateTimeField("注销时间", null=True)

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = "账户"

    def __str__(self) -> str:
        return self.person.name if self.person else self.login_name
