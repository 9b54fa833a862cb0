"""Log lines of web, worker and beat: one JSON object a line, and no national ID in any of them."""

import logging.config
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Thirteen digits, Arabic or Thai, with or without the dashes or spaces of a written national ID.
NATIONAL_ID = re.compile(r"(?<!\d)(\d)([ -]?)(\d{4})\2(\d{5})\2(\d{2})\2(\d)(?!\d)")
MASKED = r"\1\2xxxx\2xxxxx\2xx\2\6"


def mask_numbers(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the inner digits of every 13-digit number in a log line, at any depth of it."""
    return {key: masked(value) for key, value in event.items()}


def masked(value: Any) -> Any:
    """Mask 13-digit numbers in a text, or in the texts within a list or a mapping; leave anything else as it is."""
    if isinstance(value, str):
        return NATIONAL_ID.sub(MASKED, value)
    if isinstance(value, int) and not isinstance(value, bool) and 10**12 <= abs(value) < 10**13:
        return masked(str(value))
    if isinstance(value, Mapping):
        return {key: masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return value


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    mask_numbers,
]


def set_up(wishes: Mapping[str, Any]) -> None:
    """Set logging up; Django calls this once, through LOGGING_CONFIG and with LOGGING."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            mask_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: masked(str(value))),
        ],
        "foreign_pre_chain": SHARED,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["terminal"], "level": wishes["level"]},
            "loggers": {
                "django.server": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
                "fontTools": {"level": "ERROR"},
                "weasyprint": {"level": "ERROR"},
                "pgtrigger": {"level": "WARNING"},
            },
        }
    )
