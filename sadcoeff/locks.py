"""One run at a time where two would spoil each other's work."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sadcoeff.errors import SadCoeffError

_LOCK_SECONDS = 0.5  # how long to wait for another run that writes the same file


@contextmanager
def alone(target: Path, busy: SadCoeffError) -> Iterator[None]:
    """Keep other processes and threads from writing `target`, making its folder if need be.

    A run that is killed lets go of it.  Raises `busy` while another run holds it, and OSError.
    """
    from huggingface_hub.utils import WeakFileLock  # slow to import

    with ExitStack() as stack:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = target.with_name(f".{target.name}.lock")
        try:
            stack.enter_context(WeakFileLock(lock, timeout=_LOCK_SECONDS))
        except TimeoutError as error:
            raise busy from error
        yield
