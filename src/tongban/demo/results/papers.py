"""What a sample of a result is made of."""

from dataclasses import dataclass

DAY = "2026 年 3 月 2 日"


@dataclass(frozen=True, slots=True)
class ResultSample:
    """One paper, or one message."""

    title: str
    body: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    """Label and value of each line of a table."""
    number: str = ""
    to: str = ""
    """Whom it is written to."""
    office: str = ""
    """Who makes it out, where that is not the body that handles the item."""
    is_framed: bool = False
    """Whether it is a certificate: framed, with its title on top."""
    day: str = DAY


def certificate(
    title: str, number: str, *rows: tuple[str, str], body: tuple[str, ...] = (), office: str = ""
) -> ResultSample:
    """证照."""
    return ResultSample(title, body, rows, number, office=office, is_framed=True)


def letter(
    title: str, number: str, to: str, *body: str, rows: tuple[tuple[str, str], ...] = ()
) -> ResultSample:
    """批文, 通知书, 决定书."""
    return ResultSample(title, body, rows, number, to)


def slip(
    title: str, number: str, *rows: tuple[str, str], body: tuple[str, ...] = ()
) -> ResultSample:
    """回执, 凭证, 备案表."""
    return ResultSample(title, body, rows, number)


def message(title: str, *body: str) -> ResultSample:
    """What comes by text message where nothing on paper comes."""
    told = ("没有纸质结果。办好当天，您的手机会收到这样一条短信：", *body)
    return ResultSample(title, told)
