from dlcourse.start_here import rise_over_run


def test_uphill_is_positive_downhill_negative_and_a_longer_walk_less_steep():
    assert rise_over_run(1.0, 3.0, 2.0) == 1.0
    assert rise_over_run(3.0, 1.0, 2.0) == -1.0
    assert rise_over_run(1.0, 3.0, 4.0) == 0.5
