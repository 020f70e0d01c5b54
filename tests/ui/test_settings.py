"""The environment variables that set the page's limits."""

import pytest

from sadcoeff.errors import SettingError
from sadcoeff.ui.settings import Settings, read_settings

NAMES = ("MAX_SECONDS", "MAX_UPLOAD_MB", "QUEUE_SIZE", "CONCURRENCY")


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"SADCOEFF_{name}", raising=False)


def test_unset_they_are_as_the_readme_says():
    assert read_settings() == Settings(600, 200, 64, 1)


def test_each_is_read(monkeypatch):
    for number, name in enumerate(NAMES, 2):
        monkeypatch.setenv(f"SADCOEFF_{name}", str(number))
    assert read_settings() == Settings(2, 3, 4, 5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "", "many", "99999999"])
def test_a_wrong_value_is_one_sentence(monkeypatch, name, value):
    monkeypatch.setenv(f"SADCOEFF_{name}", value)
    with pytest.raises(SettingError, match=f"The SADCOEFF_{name} is .*: it must be a whole number"):
        read_settings()
