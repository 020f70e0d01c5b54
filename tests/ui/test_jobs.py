"""Work that a page waits for: how it ends, and the line that is logged of it."""

import logging
import re
from threading import Event

import gradio as gr
import pytest

from sadcoeff.errors import AudioError
from sadcoeff.ui.handlers.cancel import Wishes
from sadcoeff.ui.handlers.jobs import Job, staged
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.status import CANCELLED

PATIENCE = 30  # seconds


@pytest.fixture
def lines(caplog):
    """The logged lines, without what differs from run to run."""
    caplog.set_level(logging.INFO, "sadcoeff")

    def logged():
        return [re.sub(r"(run|seconds)=\S+ ", "", r.getMessage()) for r in caplog.records]

    return logged


def silent(until):
    """Work that reports once and then says nothing."""

    def work(report):
        report("Thinking", 0.5)
        assert until.wait(PATIENCE)
        return ("done",)

    return work


def test_a_run_that_is_done_is_logged(lines):
    entry = Entry("generate", device="cpu")

    def work(report):
        entry.frames = 50
        report("Thinking", 0.5)
        return ("done",)

    assert list(staged(entry, work, 1))[-1] == ("done",)
    assert lines() == ["what=generate sound=2.00 frames=50 device=cpu outcome=done"]


def test_silent_work_is_let_go_at_once(lines):
    end, wanted = Event(), iter([True, True, True, False])
    said = list(staged(Entry("generate"), silent(end), 1, lambda: next(wanted, False)))
    assert said[-1][0]["message"] == CANCELLED
    assert not end.is_set()  # the work has not gone on, and nobody waits for it
    end.set()
    assert lines() == ["what=generate sound=- frames=- device=- outcome=cancelled"]


def test_a_page_that_is_gone_is_noticed_while_the_work_is_silent(lines):
    end = Event()
    page = staged(Entry("generate"), silent(end), 1)
    said = [next(page) for _ in range(3)]  # the same again and again
    assert [line["message"] for (line,) in said] == ["Thinking"] * 3
    page.close()
    end.set()
    assert lines() == ["what=generate sound=- frames=- device=- outcome=cancelled"]


def test_what_a_visitor_caused_is_a_refusal(lines):
    def work(_):
        raise AudioError("No sound.")

    page = staged(Entry("generate"), work, 1)
    assert next(page)[0]["message"] == "No sound."
    with pytest.raises(gr.Error, match=r"No sound\."):
        next(page)
    assert lines() == ["what=generate sound=- frames=- device=- outcome=refused"]


def test_what_we_caused_is_a_failure(lines):
    def work(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(staged(Entry("inspect"), work, 1))
    assert lines() == ["what=inspect sound=- frames=- device=- outcome=failed"]


def test_work_that_is_let_go_ends_at_its_next_report():
    go_on, ended = Event(), Event()

    def work(report):
        try:
            report("One", 0)
            assert go_on.wait(PATIENCE)
            report("Two", 1)
        finally:
            ended.set()

    with Job(work, lambda: True) as job:
        assert next(iter(job)) == ("One", 0)
    go_on.set()
    assert ended.wait(PATIENCE)


def test_wishes_of_visits_long_ago_are_forgotten():
    wishes = Wishes()
    visits = [gr.Request(session_hash=str(n)) for n in range(5000)]
    for visit in visits:
        wishes._cancel(visit)
    held = [wishes.hold(visit) for visit in visits]
    assert held == [True] * 4000 + [False] * 1000
    wishes._ask(visits[-1])
    assert wishes.hold(visits[-1])
