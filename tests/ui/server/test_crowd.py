"""Many visitors at once, on a real server."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tools.crowding.crowd import NAME, crowd, recording
from tools.crowding.visitor import Refused, Visitor, values_of_run

QUEUE_SIZE = 8  # as conftest sets it


def test_in_a_crowd_every_answer_is_that_of_a_quiet_run(server):
    tally = crowd(server.address, visitors=QUEUE_SIZE, runs=1, longest=1.0)
    assert tally.runs == QUEUE_SIZE
    assert tally.mismatches == []


def test_equal_file_names_never_meet(server):
    frames = range(13, 17)
    with ExitStack() as stack:
        visitors = [stack.enter_context(Visitor(server.address)) for _ in frames]
        files = [v.upload(NAME, recording(f / 25)) for v, f in zip(visitors, frames, strict=True)]
        events = [
            v.ask("generate", values_of_run(file)) for v, file in zip(visitors, files, strict=True)
        ]
        found = [len(v.coeffs(event)) for v, event in zip(visitors, events, strict=True)]
    assert found == list(frames)
    assert len({file["path"] for file in files}) == len(frames)


def test_who_comes_first_is_served_first(server, long_run):
    frames = [20, 17, 19, 18]
    with ExitStack() as stack:
        events = []
        with long_run():
            for length in frames:
                visitor = stack.enter_context(Visitor(server.address))
                audio = visitor.upload(NAME, recording(length / 25))
                events.append((visitor, visitor.ask("generate", values_of_run(audio))))
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda asked: asked[0].answer(asked[1]), events))
    done = [line for line in server.lines("outcome=done") if "run=" in line][-len(frames) :]
    assert [int(line.split("frames=")[1].split()[0]) for line in done] == frames


@pytest.fixture
def asking(server):
    """Three times as many visitors as the queue takes ask for a run at once: events, refusals."""
    with ExitStack() as stack:
        visitors = [stack.enter_context(Visitor(server.address)) for _ in range(3 * QUEUE_SIZE)]
        values = values_of_run(visitors[0].upload(NAME, recording(0.5)))

        def ask(visitor):
            try:
                return visitor, visitor.ask("generate", values)
            except Refused as refused:
                return refused

        def asked():
            with ThreadPoolExecutor(len(visitors)) as pool:
                answers = list(pool.map(ask, visitors))
            refused = [a for a in answers if isinstance(a, Refused)]
            return [a for a in answers if a not in refused], refused

        yield asked


def test_a_full_queue_says_so_and_serves_those_that_are_in_it(asking, long_run):
    with long_run():
        events, refused = asking()
    assert len(events) == QUEUE_SIZE
    assert {answer.status for answer in refused} == {503}
    (said,) = {answer.said for answer in refused}
    assert "The queue is full, 8 requests are waiting: try again in a minute." in said
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda asked: len(asked[0].coeffs(asked[1])), events))
    assert found == [12] * QUEUE_SIZE
