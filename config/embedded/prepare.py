"""What the demo's database needs before the first page: schema, reference data, the demo province, the log-ins.

Runs in a process of its own, with Django set up once for all of it.
"""

import hashlib
import io
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main(place: Path) -> None:
    """Bring the database up to the code; each step is skipped where it was done before.

    :param place: the demo's folder, where ``reference_data`` and ``demo_data`` record what was loaded.
    """
    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Laying out the database ...")
        call_command("migrate", interactive=False, verbosity=0)
    load(place / "reference_data", "load_reference_data", "Loading provinces, districts, holidays and policies ...")
    if not (place / "demo_data").exists():
        load(place / "demo_data", "load_demo", "Loading the demo province (Chiang Rai, invented people) ...")
    if "demo_logins" in get_commands():
        output = io.StringIO()
        call_command("demo_logins", stdout=output, no_color=True)
        (place / "logins.txt").write_text(output.getvalue(), encoding="utf-8")


def load(stamp: Path, command: str, sentence: str) -> None:
    """Run a loading command unless it, with the data beside it, is the one that was run before."""
    if command not in get_commands():
        return
    version = version_of(command)
    if stamp.exists() and stamp.read_text() == version:
        return
    say(sentence)
    call_command(command, verbosity=0)
    stamp.write_text(version)


def version_of(command: str) -> str:
    """Give a hash over a command and over the data files of its app."""
    app = Path(apps.get_app_config(str(get_commands()[command]).rpartition(".")[2]).path)
    files = [app / "management" / "commands" / f"{command}.py"]
    files += [path for folder in ("data", "seeds") for path in sorted((app / folder).rglob("*")) if path.is_file()]
    summary = hashlib.sha256()
    for path in files:
        if path.exists() and "__pycache__" not in path.parts:
            summary.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return summary.hexdigest()


def say(sentence: str) -> None:
    """Print a sentence of progress at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
