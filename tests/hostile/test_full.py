"""Every attack in the sandbox mode "full", as root and as an ordinary user."""

from tests.hostile.harness import by_root_and_user, contain, every_attack, targets  # noqa: F401  a fixture


@by_root_and_user
@every_attack
def test_an_attack_gains_nothing_and_harms_nobody(targets, name, who):  # noqa: F811
    contain(targets, name, who, "full")
