"""Coroutines in tests whose thread may drive a browser, and so runs an event loop already."""

from concurrent.futures import ThreadPoolExecutor

import anyio


def wait_for(coroutine, *arguments):
    """What `coroutine(*arguments)` returns, from a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, coroutine, *arguments).result()
