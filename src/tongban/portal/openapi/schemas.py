"""Shapes that several operations share."""

from typing import Annotated

from ninja import Schema
from pydantic import StringConstraints

Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""A text that PostgreSQL can keep: any but with NUL in it."""


class Fault(Schema):
    """What is wrong, with a stable code."""

    code: str
    message: str


class Refusal(Schema):
    """Every answer that is not 200."""

    error: Fault
