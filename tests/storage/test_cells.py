from tests.web.test_api import fill
from webapp.storage.cells import cells_in
from webapp.storage.map_cells import SIZES_M


def test_no_suggestion_is_left_out_when_there_are_too_many_squares(session):
    fill(session)
    box = (15.0, 59.95, 15.2, 60.05)

    for limit in (60, 150):
        squares = cells_in(session, box, "speed", 100, limit)

        assert 0 < len(squares) <= limit
        (size_m,) = {square.size_m for square in squares}
        step = SIZES_M["speed"].index(size_m)
        assert len(squares) == len({(n % 200 >> step, n // 200 >> step) for n in range(25_000)})


def test_a_square_that_only_touches_the_box_is_drawn_too(session):
    fill(session)
    edge = 59.95 + 0.1 * 4 / 125  # between two rows of squares

    squares = cells_in(session, (15.0, edge + 0.0001, 15.0005, edge + 0.0002), "speed", 100, 150)

    assert squares
