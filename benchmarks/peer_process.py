"""Peers in processes of their own, asked by a line a command, answering by a line of JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable


class PeerProcess:
    """A module that calls `serve`, run with its arguments."""

    def __init__(self, module: str, *arguments: str):
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-m", module, *arguments]
        self.process = subprocess.Popen(command, env=environment, **pipes)

    def ask(self, command: str) -> dict:
        """The answer to one command."""
        self.send(command)
        return self.receive()

    def send(self, command: str) -> None:
        """Ask without waiting."""
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def receive(self) -> dict:
        """The answer to what was sent.

        Raises:
            RuntimeError: The process died; what it said stands above.
        """
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} died.")
        return json.loads(line)

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def serve(commands: dict[str, Callable[[str], dict]]) -> None:
    """Answer until the input ends; a command gets what stands behind its first space."""
    # Libraries print; the answers go where they cannot.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        print(json.dumps(commands[command](argument)), file=answers, flush=True)
