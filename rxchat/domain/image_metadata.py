"""Image metadata: removes time, place, author, device, comments and trailing data from images.

Nothing is decoded. Every format is a sequence of parts with explicit lengths: parts that affect the picture are copied unchanged,
all others are dropped, including unknown ones and data after the end. Of EXIF only the orientation is kept, or pictures would
turn.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

MOST_PARTS: Final = 100_000
_PADDING: Final = re.compile(rb"\xff+")

_ORIENTATION: Final = 0x0112
_EXIF: Final = b"Exif\0\0"

# Tables, frames, scans and restarts; application segments are decided one by one.
_JPEG_KEPT: Final = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}) - {0xC8}
_JPEG_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_NEXT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_END: Final = 0xD9
_JPEG_SCAN: Final = 0xDA

_PNG_KEPT: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT".split())
_WEBP_KEPT: Final = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_FRAME: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04
_GIF_LOOPS: Final = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
_GIF_LOOP_LENGTH: Final = 17


class DamagedImage(ValueError):
    """The file can't be split into its parts."""


def without_metadata(data: bytes, media_type: str) -> bytes:
    """The same picture, bit for bit, without metadata. Linear in the size. Raises DamagedImage."""
    return _READERS[media_type](data)


def _jpeg(data: bytes) -> bytes:
    kept, orientation = [b"\xff\xd8"], 1
    for marker, segment in _jpeg_segments(data):
        if marker == 0xE1 and segment.startswith(_EXIF, 4):
            orientation = _orientation_in(segment[10:])
        kept.append(_jpeg_kept(marker, segment))
    if orientation != 1:
        content = _EXIF + _orientation_alone(orientation)
        kept.insert(1, b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content)
    return b"".join([*kept, b"\xff\xd9"])


def _jpeg_kept(marker: int, segment: bytes) -> bytes:
    if marker == 0xE0 and segment.startswith(b"JFIF\0", 4):
        return segment[:2] + struct.pack(">H", 16) + segment[4:16] + b"\0\0"  # without the thumbnail that may follow
    is_colour = (marker == 0xE2 and segment.startswith(b"ICC_PROFILE\0", 4)) or (
        marker == 0xEE and segment.startswith(b"Adobe", 4)
    )
    return segment if is_colour or marker in _JPEG_KEPT or marker in _JPEG_ALONE else b""


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker and its segment, marker included; a scan includes its entropy-coded data."""
    at = 2
    for _ in range(MOST_PARTS):
        if at >= len(data):
            return
        if data[at] != 0xFF:
            raise DamagedImage
        padding = _PADDING.match(data, at)  # fill bytes before a marker
        at = padding.end() - 1 if padding else at
        marker = data[at + 1] if at + 1 < len(data) else _JPEG_END
        if marker == _JPEG_END:
            return
        end = at + 2
        if marker not in _JPEG_ALONE:
            end += max(2, int.from_bytes(data[end : end + 2], "big"))
        if marker == _JPEG_SCAN:
            following = _JPEG_NEXT.search(data, end)
            end = following.start() if following else len(data)
        yield marker, data[at:end]
        at = end
    raise DamagedImage


def _png(data: bytes) -> bytes:
    kept, orientation = [data[:8]], 1
    for kind, chunk in _png_chunks(data):
        if kind == b"eXIf":
            orientation = _orientation_in(chunk[8:-4])
        if kind in _PNG_KEPT:
            kept.append(chunk)
    if orientation != 1:
        content = b"eXIf" + _orientation_alone(orientation)
        kept.insert(2, struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content)))
    return b"".join(kept)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    for _ in range(MOST_PARTS):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if len(kind) < 4:
            return
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise DamagedImage


def _webp(data: bytes) -> bytes:
    kept, orientation = list[tuple[bytes, bytes]](), 1
    for kind, content in _riff_chunks(data[12:]):
        if kind == b"EXIF":
            orientation = _orientation_in(content.removeprefix(_EXIF))
        elif kind == b"ANMF":
            frame = [part for part in _riff_chunks(content[16:]) if part[0] in _WEBP_FRAME]
            kept.append((kind, content[:16] + b"".join(_riff_chunk(*part) for part in frame)))
        elif kind in _WEBP_KEPT:
            kept.append((kind, content))
    has_head = bool(kept) and kept[0][0] == b"VP8X" and len(kept[0][1]) >= 10
    if has_head:
        head = kept[0][1]
        flags = head[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP) | (_WEBP_HAS_EXIF if orientation != 1 else 0)
        kept[0] = (b"VP8X", bytes([flags]) + head[1:10])
        if orientation != 1:
            kept.append((b"EXIF", _orientation_alone(orientation)))
    body = b"WEBP" + b"".join(_riff_chunk(*part) for part in kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(MOST_PARTS):
        if at + 8 > len(data):
            return
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise DamagedImage


def _riff_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _gif(data: bytes) -> bytes:
    at = 13 + _palette(data, 10)
    kept, steps = [data[:at]], iter(range(MOST_PARTS))
    for _ in steps:
        start, kind = at, data[at : at + 1]
        if kind in (b"", b";"):
            return b"".join([*kept, b";"])
        if kind == b",":
            at = _blocks_end(data, start + 11 + _palette(data, start + 9), steps)
            kept.append(data[start:at])
        elif kind == b"!":
            at = _blocks_end(data, start + 2, steps)
            if _draws(data[start + 1 : start + 14], at - start):
                kept.append(data[start:at])
        else:
            raise DamagedImage
    raise DamagedImage


def _draws(head: bytes, length: int) -> bool:
    """Whether an extension affects drawing: the timing of a frame, or the number of loops."""
    is_loop = head[:1] == b"\xff" and head[1:13] in _GIF_LOOPS and length <= 2 + _GIF_LOOP_LENGTH
    return is_loop or (head[:1] == b"\xf9" and length <= 8)


def _palette(data: bytes, at: int) -> int:
    """The size in bytes of the color table that a flags byte announces."""
    flags = data[at] if at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int, steps: Iterator[int]) -> int:
    for _ in steps:
        if at >= len(data):
            return len(data)
        if not data[at]:
            return at + 1
        at += data[at] + 1
    raise DamagedImage


def _orientation_in(tiff: bytes) -> int:
    """The EXIF orientation; 1 (upright) if missing or malformed."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    count = struct.unpack_from(f"{order}H", tiff, first)[0] if first + 2 <= len(tiff) else 0
    for offset in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _number, value = struct.unpack_from(f"{order}HHIH", tiff, offset)
        if tag == _ORIENTATION and kind == 3:
            return value if value in range(1, 9) else 1
    return 1


def _orientation_alone(orientation: int) -> bytes:
    return struct.pack("<4sIHHHIHHI", b"II*\0", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


_READERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
}
