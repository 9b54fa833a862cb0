"""The demo's own secrets: made once, kept in a file that only its owner reads."""

import base64
import os
import secrets
from pathlib import Path


def demo_secrets(path: Path) -> dict[str, str]:
    """Give the demo's secrets as environment variables, making the 0600 file on the first start."""
    if not path.exists():
        values = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "NATIONAL_ID_KEYS": "demo1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "NATIONAL_ID_HASH_KEY": secrets.token_urlsafe(32),
        }
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        making.replace(path)
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
