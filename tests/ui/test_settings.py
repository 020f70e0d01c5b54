"""The environment variables that set the page's limits."""

from types import SimpleNamespace

import pytest

from sadcoeff.errors import SettingError
from sadcoeff.ui.server import launch as launching
from sadcoeff.ui.settings import Settings, read_settings

NAMES = ("MAX_SECONDS", "MAX_UPLOAD_MB", "QUEUE_SIZE", "CONCURRENCY", "LIVE")
OF_GRADIO = ("GRADIO_SERVER_PORT", "GRADIO_NUM_PORTS", "GRADIO_NODE_NUM_PORTS", "GRADIO_DEBUG")


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"SADCOEFF_{name}", raising=False)


def test_unset_they_are_as_the_readme_says():
    assert read_settings() == Settings(600, 200, 64, 1, 4)


def test_each_is_read(monkeypatch):
    for number, name in enumerate(NAMES, 2):
        monkeypatch.setenv(f"SADCOEFF_{name}", str(number))
    assert read_settings() == Settings(2, 3, 4, 5, 6)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "", "many", "99999999"])
def test_a_wrong_value_is_one_sentence(monkeypatch, name, value):
    monkeypatch.setenv(f"SADCOEFF_{name}", value)
    with pytest.raises(SettingError, match=f"The SADCOEFF_{name} is .*: it must be a whole number"):
        read_settings()


@pytest.mark.parametrize("name", OF_GRADIO)
@pytest.mark.parametrize("value", ["abc", "", "-1", "65536", "7860.5"])
def test_so_is_one_of_gradios_own(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=f"The {name} is '?{value}'?: it must be a whole number"):
        read_settings()
    monkeypatch.setenv(name, "1")
    assert read_settings() == Settings()


def test_no_free_port_is_one_sentence(monkeypatch):
    def find_none(**_):
        raise OSError("Cannot find empty port in range: 7860-7860.")

    served = SimpleNamespace(page=SimpleNamespace(launch=find_none), options={})
    monkeypatch.setattr(launching, "prepare_page", lambda _: served)
    with pytest.raises(SettingError, match="The page finds no free port to listen on: free one"):
        launching.launch(Settings())
