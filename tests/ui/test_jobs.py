"""Work that a page waits for: how it ends, and the line that is logged of it."""

import logging
import re
from threading import Event

import gradio as gr
import pytest
from starlette.requests import Request

from sadcoeff.errors import AudioError
from sadcoeff.ui.handlers.cancel import Wishes
from sadcoeff.ui.handlers.jobs import Job, run_job
from sadcoeff.ui.handlers.log import Entry
from sadcoeff.ui.status import CANCELLED, RESTARTED

PATIENCE = 300  # seconds, for a slow machine


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
        return {"line": "done"}

    return work


def test_a_run_that_is_done_is_logged(lines):
    entry = Entry("generate", device="cpu")

    def work(report):
        entry.frames = 50
        report("Thinking", 0.5)
        return {"line": "done"}

    assert list(run_job(entry, work))[-1] == {"line": "done"}
    assert lines() == ["what=generate sound=2.00 frames=50 device=cpu outcome=done"]


def test_silent_work_is_let_go_at_once(lines):
    end, reasons = Event(), iter([None, None, None, CANCELLED])
    shown = list(run_job(Entry("generate"), silent(end), lambda: next(reasons, CANCELLED)))
    assert shown[-1]["line"]["message"] == CANCELLED
    assert not end.is_set()  # the work has not gone on, and nobody waits for it
    end.set()
    assert lines() == ["what=generate sound=- frames=- device=- outcome=cancelled"]


def test_a_page_that_is_gone_is_noticed_while_the_work_is_silent(lines):
    end = Event()
    page = run_job(Entry("generate"), silent(end))
    shown = [next(page) for _ in range(3)]  # the same again and again
    assert [values["line"]["message"] for values in shown] == ["Thinking"] * 3
    page.close()
    end.set()
    assert lines() == ["what=generate sound=- frames=- device=- outcome=cancelled"]


def test_what_a_visitor_caused_is_a_refusal(lines):
    def work(_):
        raise AudioError("No sound.")

    page = run_job(Entry("generate"), work)
    assert next(page)["line"]["message"] == "No sound."
    with pytest.raises(gr.Error, match=r"No sound\."):
        next(page)
    assert lines() == ["what=generate sound=- frames=- device=- outcome=refused"]


def test_what_we_caused_is_a_failure(lines):
    def work(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(run_job(Entry("inspect"), work))
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

    with Job(work, lambda: None) as job:
        assert next(iter(job)) == ("One", 0)
    go_on.set()
    assert ended.wait(PATIENCE)


def visit(session):
    """A request of a visit, as Gradio hands it to handlers."""
    return gr.Request(request=Request({"type": "http"}), session_hash=session)


def test_a_withdrawal_ends_what_was_asked_for_before_it_and_nothing_after():
    wishes = Wishes()
    before, after, other = visit("a"), visit("a"), visit("b")
    wishes.enter(before)
    wishes.enter(other)
    wishes.cancel(visit("a"))
    wishes.enter(after)
    assert [wishes.why_stop(v) for v in (before, after, other)] == [CANCELLED, None, None]
    wishes.restart(visit("a"))
    assert [wishes.why_stop(v) for v in (before, after, other)] == [RESTARTED, RESTARTED, None]


def test_withdrawals_of_visits_long_ago_are_forgotten_without_harm_to_later_runs():
    wishes = Wishes()
    requests = [visit(str(n)) for n in range(5000)]
    for request in requests:
        wishes.enter(request)
        wishes.cancel(request)
    assert [wishes.why_stop(r) for r in requests] == [None] * 4000 + [CANCELLED] * 1000
    again = visit("0")
    wishes.enter(again)
    assert wishes.why_stop(again) is None
    wishes.cancel(visit("0"))
    assert wishes.why_stop(again) == CANCELLED
