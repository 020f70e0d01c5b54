import pytest
from sessions import SOUND, take_whole


@pytest.fixture(scope="module")
def whole(model):
    return take_whole(model, SOUND)
