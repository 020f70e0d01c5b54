"""Who speaks live: one session a visitor, as many as there are places."""

import threading
import time
from collections.abc import Callable

import gradio as gr

from sadcoeff.ui.handlers.speaking import Speaking

# A microphone sends all the time.  Gradio gives its stream up after 30 s without a piece; a page
# that has lost the network may come back until then.
_SILENT_SECONDS = 60


class Speakers:
    """The live sessions of all visitors, by the visits' sessions."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._sessions: dict[str | None, Speaking] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    def enter(self, visit: gr.Request, begin: Callable[[], Speaking]) -> Speaking | None:
        """The visit's session; it begins if there is none, and is None if no place is free."""
        with self._lock:
            session = self._sessions.get(visit.session_hash)
            if session is None and self._has_place():
                session = self._sessions[visit.session_hash] = begin()
            return session

    def leave(self, visit: gr.Request) -> Speaking | None:
        """Give the visit's place up; the session that it had, if any."""
        with self._lock:
            return self._sessions.pop(visit.session_hash, None)

    def _has_place(self) -> bool:
        """Whether there is one, perhaps that of a session whose page has long been silent."""
        if len(self) < self.places:
            return True
        long_ago = time.monotonic() - _SILENT_SECONDS
        gone = [key for key, session in self._sessions.items() if session.heard_at < long_ago]
        for key in gone:
            session = self._sessions.pop(key)
            with session.lock:
                session.close()
        return bool(gone)
