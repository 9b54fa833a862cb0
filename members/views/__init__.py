"""Pages of the register of members."""

from .exports import export
from .imports import (
    cancel_import,
    confirm_import,
    import_file,
    import_progress,
    import_refused,
    import_template,
    imports,
    stop_import,
)
from .organisations import appoint, end_officer, register_organisation
from .persons import edit, register
from .registry import by_key, detail, member_list, reveal, seen
from .standing import merge, move, standing

__all__ = [
    "imports",
    "import_template",
    "import_progress",
    "import_refused",
    "import_file",
    "export",
    "stop_import",
    "confirm_import",
    "cancel_import",
    "appoint",
    "by_key",
    "detail",
    "edit",
    "end_officer",
    "member_list",
    "merge",
    "move",
    "register",
    "register_organisation",
    "reveal",
    "seen",
    "standing",
]
