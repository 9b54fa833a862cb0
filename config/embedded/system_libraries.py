"""The libraries that Python packages cannot bring along: WeasyPrint lays Thai text out with Debian's Pango."""

import ctypes
import ctypes.util
import subprocess
from pathlib import Path

from config.embedded.account import ServerProblem

# library as ctypes knows it: (file name, Debian package)
NEEDED = {
    "pango-1.0": ("libpango-1.0.so.0", "libpango-1.0-0"),
    "pangoft2-1.0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    "thai": ("libthai.so.0", "libthai0"),  # where a Thai line may break
    "fontconfig": ("libfontconfig.so.1", "libfontconfig1"),
}
INSTALLER = Path(__file__).resolve().parent.parent.parent / ".ci" / "install_packages"


def missing_packages() -> list[str]:
    """Give the Debian packages whose library cannot be loaded."""
    return [package for name, (file, package) in NEEDED.items() if not _loads(name, file)]


def ensure() -> None:
    """Install what is missing where this is root; otherwise say what to install.

    :raises ServerProblem: with one sentence that names the packages.
    """
    missing = missing_packages()
    if not missing:
        return
    done = subprocess.run(  # noqa: S603 - our own script, our own names
        [str(INSTALLER), "to lay out Thai papers as PDF", *missing], stdin=subprocess.DEVNULL
    )
    still = missing_packages() if done.returncode == 0 else missing
    if still:
        raise ServerProblem(f"The system cannot make papers without {', '.join(still)}.")


def _loads(name: str, file: str) -> bool:
    for candidate in (file, ctypes.util.find_library(name)):
        try:
            if candidate:
                ctypes.CDLL(candidate)
                return True
        except OSError:
            continue
    return False
