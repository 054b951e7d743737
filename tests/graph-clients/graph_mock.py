"""The mock's control listener, and how a check is told and counted."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

CONTROL = os.environ["GRAPH_CONTROL"]
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

failed = 0


def check(what, expected, got):
    """Says whether `got` is `expected`: that very thing, or what `being` describes."""
    global failed
    words, test = expected if isinstance(expected, being) else (repr(expected), lambda it: it == expected)
    try:
        good = bool(test(got))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        good = False
    shown = repr(got)
    shown = shown if len(shown) <= 400 else shown[:400] + "…"
    failed += not good
    print(f"{'ok     ' if good else 'FAILED '} {what}: expected {words}, got {shown}", flush=True)


class being(NamedTuple):
    """An expectation in words, and its test."""

    words: str
    test: Callable


class Tenant:
    """One tenant of the mock: a domain of its own, so that no check meets another's users or faults."""

    def __init__(self, name, **program):
        self.domain = f"{name}.example"
        self.authority = f"https://login.microsoftonline.com/{self.domain}"
        self.program(**program)

    def program(self, **keys):
        self._ask("", json.dumps(keys).encode())

    def seen(self, what=None):
        """What the mock saw, in order; only requests of that wording."""
        all_of_it = self._ask("/seen?after=0&wait_ms=0")["seen"]
        return [one for one in all_of_it if what is None or one["what"] == what]

    def statuses(self, what):
        return [one["status"] for one in self.seen(what)]

    def gaps(self, what):
        """Seconds between requests of that wording."""
        at = [one["at_ms"] / 1000 for one in self.seen(what)]
        return [after - before for before, after in pairwise(at)]

    def fact(self, name):
        return self._ask(f"/facts?fact={urllib.parse.quote(name)}")["facts"].get(name)

    def complaints(self):
        """What the mock has against the client."""
        return self._ask("/verdict")["complaints"]

    def _ask(self, rest, body=None):
        url = f"{CONTROL}/control/{urllib.parse.quote(self.domain)}{rest}"
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
        try:
            with _direct.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise SystemExit(f"the mock refuses {body}: {refusal.read().decode()}") from None
