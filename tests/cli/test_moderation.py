def masked(app, text, *options):
    result = app.test_cli_runner().invoke(args=["moderation", "mask", *options], input=text)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_a_line_comes_out_for_a_line_with_numbers_and_addresses_masked(app):
    text = "ABC 123 kör fort\r\n\nE4 110 km/h\nring 070-123 45 67, a@b.se"

    assert masked(app, text).decode() == "[…] kör fort\r\n\nE4 110 km/h\nring […], […]"


def test_names_are_masked_only_when_asked_for(app):
    text = "Min granne Kenta kör ABC 123\n"

    assert masked(app, text).decode() == "Min granne Kenta kör […]\n"
    assert masked(app, text, "--names").decode() == "Min granne […] kör […]\n"


def test_what_is_no_text_goes_out_as_it_came_in(app):
    raw = b"\xff\xfe caf\xe9\x0b\x0c \xe2\x80\xa8 kvar\n"

    assert masked(app, raw) == raw
