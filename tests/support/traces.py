"""Looks for words in files, in every dress that they could have been left behind in."""

import base64
import json
import zlib
from urllib.parse import quote, quote_plus

PLAIN_STREAMS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
GZIP = b"\x1f\x8b\x08"
AUTOMATIC_HEADER = zlib.MAX_WBITS | 32


def dresses(word):
    """Return the byte strings as which a word may lie in a file, by the name of the dress."""
    raw = word.encode()
    return {
        "utf-8": raw,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "json": json.dumps(word)[1:-1].encode(),
        "form": quote_plus(word).encode(),
        "address": quote(word).encode(),
        **{f"base64+{skipped}": _inside_base64(raw, skipped) for skipped in range(3)},
        **{
            f"base64url+{skipped}": _inside_base64(raw, skipped).translate(
                bytes.maketrans(b"+/", b"-_")
            )
            for skipped in range(3)
        },
    }


def _inside_base64(raw, skipped):
    """The letters that stand for these bytes alone when others come before and after them."""
    encoded = base64.b64encode(b"\0" * skipped + raw)
    first = -(-skipped * 8 // 6)
    last = (skipped + len(raw)) * 8 // 6
    return encoded[first:last]


def find(folder, words):
    """
    Search every file below a folder.

    Returns:
        Where a word was found, as (path in the folder, word, dress).
    """
    wanted = [(word, name, dress) for word in words for name, dress in dresses(word).items()]
    return {
        (str(path.relative_to(folder)), word, name)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in _contents(path.read_bytes())
        for word, name, dress in wanted
        if dress in content
    }


def _contents(raw):
    """A file as it is, and everything in it that can be unpacked."""
    yield raw
    for mark in (*PLAIN_STREAMS, GZIP):
        start = raw.find(mark)
        while start >= 0:
            yield _unpacked(raw, start)
            start = raw.find(mark, start + 1)


def _unpacked(raw, first):
    """As much as can be unpacked from a place on; nothing where no packed stream begins."""
    stream = zlib.decompressobj(AUTOMATIC_HEADER)
    found = bytearray()
    try:
        for start in range(first, len(raw), 256):
            found += stream.decompress(raw[start : start + 256])
            if stream.eof:
                break
    except zlib.error:
        pass
    return bytes(found)
