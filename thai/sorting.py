"""Dictionary order of Thai words.

Thai writes the vowels เ แ โ ใ ไ before the consonant after which they are spoken, and a dictionary sorts by the
consonant; tone marks and the like weigh nothing. The key below brings both about, so that keys compared code point by
code point (``COLLATE "C"`` in PostgreSQL) stand in dictionary order and can be indexed. ``key`` and the SQL function
``thai_key`` give the same text.
"""

import re

# maitaikhu, the four tone marks, thanthakhat, nikhahit, yamakkan
_WEIGHTLESS = "".join(map(chr, range(0x0E47, 0x0E4F)))
_DROP = str.maketrans("", "", _WEIGHTLESS)
_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")

THAI_KEY_SQL = f"""
CREATE OR REPLACE FUNCTION thai_key(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT pg_catalog.regexp_replace(
        pg_catalog.translate($1, '{_WEIGHTLESS}', '') COLLATE "C",
        '([\u0e40-\u0e44])([\u0e01-\u0e2e])', '\\2\\1', 'g'
    )
$$
"""
DROP_THAI_KEY_SQL = "DROP FUNCTION IF EXISTS thai_key(text)"


def key(text: str) -> str:
    """The text by which a Thai word is sorted: U+0E47-0E4E dropped, a leading vowel after its consonant."""
    return _LEADING_VOWEL.sub(r"\2\1", text.translate(_DROP))
