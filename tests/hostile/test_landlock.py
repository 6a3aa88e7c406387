"""Every attack in the sandbox mode "landlock", as root and as an ordinary user."""

import pytest

from tests.hostile.harness import by_root_and_user, contain, every_attack, targets  # noqa: F401  a fixture

pytestmark = pytest.mark.slow


@by_root_and_user
@every_attack
def test_an_attack_gains_nothing_and_harms_nobody(targets, name, who):  # noqa: F811
    contain(targets, name, who, "landlock")
