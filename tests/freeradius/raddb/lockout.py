"""Locks a user after LIMIT wrong guesses, however many come at once: a guess is counted before it is examined."""

import _thread

LIMIT, REJECT, OK = 5, 0, 2
guesses, guard = {}, _thread.allocate_lock()


def reserve(request):
    """Takes one of the guesses that are left. An answer within an EAP conversation is no guess of its own."""
    said = dict(request)
    name = said.get("User-Name")
    if "EAP-Message" in said and "State" in said:
        return OK
    with guard:
        taken = guesses.get(name, 0)
        guesses[name] = min(taken + 1, LIMIT)
    return OK if taken < LIMIT else REJECT


def release(request):
    """Gives back the guess that was right, though more is asked for."""
    with guard:
        guesses[dict(request).get("User-Name")] -= 1
    return OK


def forget(request):
    """Who is let in has all guesses again."""
    with guard:
        guesses.pop(dict(request).get("User-Name"), None)
    return OK
