"""Under which account a server runs, and where its files can lie so that this account reaches them.

PostgreSQL refuses to run as root. Where the command is run by root, each private folder gets a numeric user of its
own, from the range that no distribution hands out; nobody is added to the machine.
"""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST_UID, LAST_UID = 61184, 65519  # systemd's range for dynamic users: free of fixed accounts everywhere
SOCKET_PATH_LIMIT = 107  # bytes, the kernel's limit for the path of a unix socket
LONGEST_SOCKET_NAME = 14
SHARED_HOME = Path("/var/lib/women-empowerment-fund")


class ServerProblem(Exception):
    """A server could not be started or stopped; the text is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The user that a server process runs under; None as uid means: the one who runs the command."""

    uid: int | None

    @classmethod
    def for_folder(cls, folder: Path) -> "Account":
        """Choose the account for a private folder: one's own, or as root an unprivileged uid bound to the path."""
        if os.geteuid() != 0:
            return cls(uid=None)
        number = int.from_bytes(hashlib.sha256(str(folder).encode()).digest()[:4])
        for step in range(LAST_UID - FIRST_UID):
            uid = FIRST_UID + (number + step) % (LAST_UID - FIRST_UID)
            try:
                pwd.getpwuid(uid)
            except KeyError:
                return cls(uid=uid)
        raise ServerProblem("No free user number was found for the database server.")

    def command(self, arguments: Sequence[str | Path], *, at_parents_death: signal.Signals | None = None) -> list[str]:
        """Wrap a command so that it runs under this account and ends when the process that started it dies."""
        wrapper = ["setpriv"]
        if self.uid is not None:
            wrapper += [f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups", "--no-new-privs"]
        if at_parents_death is not None:
            wrapper += ["--pdeathsig", at_parents_death.name.removeprefix("SIG")]
        plain = [str(argument) for argument in arguments]
        if len(wrapper) == 1:
            return plain
        if shutil.which("setpriv") is None:
            if self.uid is None:
                return plain  # only the clean-up after a killed parent is lost
            raise ServerProblem("setpriv is missing (Debian package util-linux); as root it is needed.")
        return [*wrapper, "--", *plain]

    def give(self, *paths: Path) -> None:
        """Hand files and whole folders over to the account."""
        if self.uid is None:
            return
        for path in paths:
            os.chown(path, self.uid, self.uid, follow_symlinks=False)
            if path.is_dir() and not path.is_symlink():
                for folder, folders, files in os.walk(path):
                    for name in folders + files:
                        os.chown(os.path.join(folder, name), self.uid, self.uid, follow_symlinks=False)


def account_of_initdb() -> Account:
    """The account that makes a cluster: initdb insists on a user with a name, so as root it is nobody."""
    if os.geteuid() != 0:
        return Account(uid=None)
    return Account(uid=pwd.getpwnam("nobody").pw_uid)


def open_to_others(folder: Path) -> bool:
    """Tell whether another account can pass through every folder on the way to this one."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.resolve().parents if parent.exists())


def private_home(folder: Path) -> Path:
    """Where a server's private folder lies: as asked, or below /var/lib where root's own folders bar the way."""
    if os.geteuid() != 0 or open_to_others(folder):
        return folder
    return SHARED_HOME / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12] / folder.name


def make_passable(folder: Path) -> None:
    """Make a folder, and those above it that are missing, so that a server's account can pass whatever the umask."""
    if not folder.exists():
        make_passable(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def reachable_copy(package: Path, *, witness: Path, beside: Sequence[Path] = ()) -> Path:
    """Give the folder of a package where an unprivileged account can run it, copying it once where needed.

    :param package: the installed package's folder.
    :param witness: a file within, which others must be able to read.
    :param beside: folders next to the package that it loads libraries from.
    """
    others_read = stat.S_IROTH | stat.S_IXOTH
    if os.geteuid() != 0 or (open_to_others(witness) and witness.stat().st_mode & others_read == others_read):
        return package
    stamp = hashlib.sha256(f"{package.resolve()}{witness.stat().st_size}{witness.stat().st_mtime_ns}".encode())
    place = SHARED_HOME / "programs" / stamp.hexdigest()[:12]
    if not (place / "complete").exists():
        make_passable(place.parent)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=SHARED_HOME / "programs"))
        for source in (package, *beside):
            shutil.copytree(source, making / source.name, symlinks=True)
        for folder, _folders, files in os.walk(making):
            os.chmod(folder, 0o755)  # noqa: S103 - programs, for others to run
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | others_read if path.stat().st_mode & 0o100 else 0o644)
        (making / "complete").touch()
        shutil.rmtree(place, ignore_errors=True)
        making.rename(place)
    return place / package.name


def socket_folder(home: Path) -> Path:
    """Make the 0700 folder for a server's sockets: within its home, or a short one where that path is too long."""
    record = home / "socket_folder"
    if record.exists():
        shutil.rmtree(record.read_text(), ignore_errors=True)
        record.unlink()
    folder = home / "run"
    if len(os.fsencode(folder)) + 1 + LONGEST_SOCKET_NAME > SOCKET_PATH_LIMIT:
        folder = Path(tempfile.mkdtemp(prefix="wef-run-", dir="/tmp"))  # noqa: S108 - mkdtemp makes it ours, 0700
        record.write_text(str(folder))
    else:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    return folder


def command_line(pid: int) -> list[str]:
    """The arguments of a living process, or an empty list."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []
