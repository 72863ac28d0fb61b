"""Shapes that several operations share."""

from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""A text that PostgreSQL can keep: any but with NUL in it."""


class Fault(Schema):
    """哪里不对."""

    code: str = Field(description="代码，不会变")
    message: str = Field(description="怎么不对、怎么改")


class Refusal(Schema):
    """没有办成的回答."""

    error: Fault
