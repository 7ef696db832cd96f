from fuzz.model.units import ceil_div, floor_div, to_assets_down, to_assets_up, to_value


def test_division_of_a_negative_number_rounds_towards_minus_or_plus_infinity() -> None:
    assert floor_div(-7, 2) == -4
    assert ceil_div(-7, 2) == -3


def test_scaling_down_and_back_never_gains() -> None:
    assert to_assets_down(3 * 10**12 + 1) == 3
    assert to_assets_up(3 * 10**12 + 1) == 4
    assert to_value(to_assets_down(3 * 10**12 + 1)) == 3 * 10**12
