"""What the page tests share."""

import pytest

from schools.models import Guardian
from tests.factories import login, make_guardian, make_user


@pytest.fixture
def teacher(client, world):
    login(client, world.teacher)
    return client


@pytest.fixture
def guardian(world) -> Guardian:
    found: Guardian = world.pupil.guardians.get()
    return found


@pytest.fixture
def other(world) -> Guardian:
    """Another parent of the same child, with an account."""
    return make_guardian(world.pupil, make_user(name="Andere Ouder"))
