"""Runs the table of cases.py against a running service, a connection for each."""

import pytest
from cases import CALL, CASES, call
from frames import *
from peer import Peer


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(port, case):
    with Peer(port, b"" if case.raw else PREFACE + settings()) as peer:
        peer.send(case.sent)
        if case.raw:
            peer.read_until(lambda: len(peer.outcome()) >= len(case.expected))
        else:
            peer.settle()
        if case.then:
            peer.send(case.then)
            peer.settle()
        outcome = peer.outcome()
        if case.expected[-1:] == ("closed",):
            outcome = outcome[-len(case.expected) :]
        assert sorted(outcome) == sorted(case.expected), case.note
