"""Log lines: readable by machines, and no national ID in them."""

import io
import json
import logging

import pytest
import structlog

from config.logs import masked


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("บัตร 1101700230705 ซ้ำ", "บัตร 1xxxxxxxxxxx5 ซ้ำ"),
        ("1-1017-00230-70-5", "1-xxxx-xxxxx-xx-5"),
        ("1 1017 00230 70 5", "1 xxxx xxxxx xx 5"),
        ("๑๑๐๑๗๐๐๒๓๐๗๐๕", "๑xxxxxxxxxxx๕"),
        ("ref 11017002307051234", "ref 11017002307051234"),  # longer numbers are references, not people
        (1101700230705, "1xxxxxxxxxxx5"),
        ({"card": ["1101700230705"]}, {"card": ["1xxxxxxxxxxx5"]}),
        (True, True),
    ],
)
def test_a_national_id_is_masked_wherever_it_stands_in_a_log_line(written, logged):
    assert masked(written) == logged


@pytest.mark.parametrize("logger", [logging.getLogger("members"), structlog.get_logger("members")])
def test_a_line_is_one_json_object_without_the_number(logger):
    handler = next(h for h in logging.getLogger().handlers if h.formatter.__class__.__name__ == "ProcessorFormatter")
    lines, handler_stream = io.StringIO(), handler.stream
    handler.setStream(lines)
    try:
        logger.warning("พบเลขประจำตัว %s ซ้ำ", "1101700230705")
        try:
            raise ValueError("1101700230705")
        except ValueError:
            logger.exception("failed")
    finally:
        handler.setStream(handler_stream)
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["event"] == "พบเลขประจำตัว 1xxxxxxxxxxx5 ซ้ำ"
    assert first["logger"] == "members"
    assert "1101700230705" not in lines.getvalue()
    assert "ValueError" in second["exception"]
