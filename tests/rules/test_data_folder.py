from stat import S_IMODE

from tests.conftest import app_settings
from webapp import create_app


def test_nobody_else_on_the_machine_can_look_into_a_new_data_folder(tmp_path):
    folder = tmp_path / "made" / "here"

    create_app(app_settings(folder))

    assert S_IMODE(folder.stat().st_mode) & 0o077 == 0
