"""Waiting for what can only be asked."""

import time


def until(condition, seconds, interval=0.05):
    """What the condition gives once it holds; what it gave last, if it didn't in so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(interval)
