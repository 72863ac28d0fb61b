"""The clients from the outside: start them, give all of them one command, gather their answers."""

import json
import select
import subprocess
from collections.abc import Sequence
from typing import Any

from tongban.main.bench.figures import Run
from tongban.main.bench.processes import ProgramError, Programs

LONGEST = 180
"""Seconds that any command may take, on a machine as busy as can be."""


class Crowd:
    """So many client processes, each with an applicant of its own."""

    def __init__(self, programs: Programs, count: int) -> None:
        """Start them; they do nothing yet."""
        self.clients = [
            programs.start(f"client{number}", "tongban.main.bench.client", piped=True)
            for number in range(count)
        ]

    def each(self, commands: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give each client its command, all at once, and wait for every answer.

        Fewer commands than clients: the others rest. Raises ProgramError when one failed, ended or
        took longer than ``LONGEST``.
        """
        busy = self.clients[: len(commands)]
        for client, command in zip(busy, commands, strict=True):
            assert client.stdin is not None
            client.stdin.write(json.dumps(command) + "\n")
            client.stdin.flush()
        answers = [_answer(client) for client in busy]
        for command, answer in zip(commands, answers, strict=True):
            if "failed" in answer:
                raise ProgramError(f"{command['do']}：{answer['failed']}")
        return answers

    def all(self, **command: Any) -> Run:
        """The same command for every client, and what they did together."""
        return Run.together(self.each([command] * len(self.clients)))

    def alone(self, seconds: float) -> Run:
        """One walks whole lifecycles, the others rest."""
        return Run.together(self.each([{"do": "lifecycles", "seconds": seconds}]))

    def pages(self, seconds: float, port: int, paths: list[str]) -> Run:
        """Everybody asks for the pages in turn, each beginning at another one."""
        count = len(self.clients)
        return Run.together(
            self.each(
                [
                    {
                        "do": "pages",
                        "seconds": seconds,
                        "port": port,
                        "paths": paths,
                        "skip": number * len(paths) // count,
                    }
                    for number in range(count)
                ]
            )
        )


def _answer(client: "subprocess.Popen[str]") -> dict[str, Any]:
    assert client.stdout is not None
    readable, _writable, _errors = select.select([client.stdout], [], [], LONGEST)
    line = client.stdout.readline() if readable else ""
    if not line:
        raise ProgramError(f"客户端进程停了，或者 {LONGEST} 秒没有应答")
    answer: dict[str, Any] = json.loads(line)
    return answer
