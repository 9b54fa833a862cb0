"""Compiles the translations (.po) to what gettext reads (.mo), so that a machine without msgfmt has them too."""

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE


@dataclass
class Entry:
    """One message of a .po file; ``translations`` holds one text, or one for each plural form."""

    context: str | None = None
    source: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """The message as gettext looks it up."""
        key = self.source if self.plural is None else f"{self.source}\0{self.plural}"
        return key if self.context is None else f"{self.context}\x04{key}"

    @property
    def text(self) -> str:
        """The translation as gettext stores it: plural forms joined by NUL."""
        return "\0".join(self.translations[number] for number in sorted(self.translations))


def read_po(path: Path) -> Iterator[Entry]:
    """Give every entry of a .po file, its header (the entry with an empty source) included.

    :raises ValueError: with file and line, where a line is none of the format's.
    """
    entry, append, complete = Entry(), None, False
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        word, _, rest = line.strip().partition(" ")
        starts = word in ("", "msgctxt") or word.startswith("#") or (word == "msgid" and append != "context")
        if complete and starts:
            yield entry
            entry, append, complete = Entry(), None, False
        if word.startswith("#,"):
            entry.fuzzy = entry.fuzzy or "fuzzy" in line
        if not word or word.startswith("#"):
            continue
        if line.strip().startswith('"'):
            text = ast.literal_eval(line.strip())
        elif word == "msgctxt":
            append, text, entry.context = "context", ast.literal_eval(rest), ""
        elif word == "msgid":
            append, text = "source", ast.literal_eval(rest)
        elif word == "msgid_plural":
            append, text, entry.plural = "plural", ast.literal_eval(rest), ""
        elif word.startswith("msgstr"):
            append, text, complete = int(word[7:-1] or 0) if "[" in word else 0, ast.literal_eval(rest), True
        else:
            append = None
        if append is None:
            raise ValueError(f"{path}:{number}: not a line of a .po file: {line}")
        if isinstance(append, int):
            entry.translations[append] = entry.translations.get(append, "") + text
        else:
            setattr(entry, append, (getattr(entry, append) or "") + text)


def write_mo(entries: list[Entry], path: Path) -> None:
    """Write a .mo file: an index sorted by source, then the texts. Entries without a translation are left out."""
    pairs = sorted(
        (entry.key.encode(), entry.text.encode())
        for entry in entries
        if (not entry.fuzzy or not entry.source) and all(entry.translations.values())
    )
    start = 28 + 16 * len(pairs)
    sources, texts, blob = [], [], b""
    for column, index in ((0, sources), (1, texts)):
        for pair in pairs:
            index.append(struct.pack("<II", len(pair[column]), start + len(blob)))
            blob += pair[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    making = path.with_suffix(".mo.making")
    making.write_bytes(header + b"".join(sources) + b"".join(texts) + blob)
    making.replace(path)


def compile_all(locale: Path) -> list[Path]:
    """Compile every .po below the folder whose .mo is missing or older; give the files written."""
    written = []
    for po in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            write_mo(list(read_po(po)), mo)
            written.append(mo)
    return written
