"""What the page tests share."""

import pytest

from tests.factories import login


@pytest.fixture
def teacher(client, world):
    login(client, world.teacher)
    return client
