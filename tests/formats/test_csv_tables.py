import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.formats.csv_tables import FORMULA_STARTS, csv_cell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert csv_cell(text) == "'" + text


def test_a_number_below_zero_stays_a_number():
    assert csv_cell(-71.05) == "-71.05"
    assert csv_cell(-71.05, excel=True) == "-71,05"


def test_the_open_data_variant_has_commas_points_and_no_mark():
    data = write_csv(("a", "b"), [(1.5, "x"), (None, True)])

    assert data == b"a,b\r\n1.5,x\r\n,true\r\n"


def test_the_swedish_excel_variant_has_mark_semicolons_and_decimal_commas():
    data = write_csv(("a", "b"), [(1.5, "å")], excel=True)

    assert data == "\ufeffa;b\r\n1,5;å\r\n".encode()


def test_times_leave_as_utc():
    assert csv_cell(datetime(2026, 5, 12, 10, 0, tzinfo=UTC)) == "2026-05-12T10:00:00Z"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",)))), st.booleans())
def test_no_cell_of_any_table_begins_like_a_formula(texts, excel):
    data = write_csv(("text",), [(t,) for t in texts], excel)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";" if excel else ","))
    assert not any(cell.startswith(FORMULA_STARTS) for row in rows for cell in row)
    assert len(rows) == len(texts) + 1
