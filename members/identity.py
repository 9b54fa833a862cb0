"""The national ID at rest: encrypted with AES-256-GCM under a named key, and hashed with a key for look-up.

The stored bytes are: length of the key's id, the id, a nonce of 12 bytes, the ciphertext with its tag. The id is bound
to the ciphertext, so that nobody can relabel it.
"""

import hmac
import os
from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from thai import national_id

_NONCE = 12


class CannotDecrypt(Exception):
    """The stored bytes are damaged, or their key is not among the settings."""


def encrypt(number: str) -> bytes:
    """Return the stored form of a national ID, under the first key of the settings.

    :raises NotANationalId: not thirteen digits with the right check digit.
    """
    digits = national_id.require_valid(number)
    key_id, key = next(iter(keys().items()))
    name = key_id.encode()
    nonce = os.urandom(_NONCE)
    return bytes([len(name)]) + name + nonce + AESGCM(key).encrypt(nonce, digits.encode(), name)


def decrypt(stored: bytes | memoryview) -> str:
    """Return the thirteen digits of a stored national ID.

    :raises CannotDecrypt: damaged, or encrypted under a key that the settings no longer have.
    """
    content = bytes(stored)
    length = content[0] if content else 0
    name, nonce, sealed = content[1 : 1 + length], content[1 + length : 13 + length], content[13 + length :]
    key = keys().get(name.decode(errors="replace"))
    if key is None:
        raise CannotDecrypt(f"no key named {name!r} in NATIONAL_ID_KEYS")
    try:
        return AESGCM(key).decrypt(nonce, sealed, name).decode()
    except (InvalidTag, ValueError) as fault:
        raise CannotDecrypt("the stored national ID is damaged") from fault


def hash(number: str) -> str:
    """Return the look-up hash of a national ID: HMAC-SHA256, 64 hexadecimal digits. Dashes and spaces are passed over.

    :raises ImproperlyConfigured: NATIONAL_ID_HASH_KEY is empty.
    """
    if not settings.NATIONAL_ID_HASH_KEY:
        raise ImproperlyConfigured("NATIONAL_ID_HASH_KEY is empty")
    digits = national_id.normalise(number)
    return hmac.new(settings.NATIONAL_ID_HASH_KEY.encode(), digits.encode(), sha256).hexdigest()


def kept(number: str) -> dict[str, bytes | str]:
    """Return what the register keeps of a national ID, by the names of its columns: encrypted, hashed, masked."""
    return {
        "national_id_encrypted": encrypt(number),
        "national_id_hash": hash(number),
        "national_id_masked": national_id.mask(number),
    }


def keys() -> dict[str, bytes]:
    """Return the keys of the settings by their ids, the encrypting one first.

    :raises ImproperlyConfigured: there is none, or one is not ``id:base64`` of 32 bytes.
    """
    found: dict[str, bytes] = {}
    for entry in settings.NATIONAL_ID_KEYS:
        key_id, _, text = entry.partition(":")
        try:
            key = b64decode(text, validate=True)
        except NotBase64:
            key = b""
        if not key_id or len(key_id) > 40 or len(key) != 32 or key_id in found:
            raise ImproperlyConfigured("each of NATIONAL_ID_KEYS is a new id, a colon and 32 bytes in base64")
        found[key_id] = key
    if not found:
        raise ImproperlyConfigured("NATIONAL_ID_KEYS has no key")
    return found
