"""Pictures made by tests: files that a browser draws and a vendor takes."""

import base64
import struct
import zlib


def png(width: int = 8, height: int = 8, *, shade: int = 120) -> bytes:
    """A PNG of one shade of grey; another shade is another file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////"
    "////wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJx"
    "FDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZ"
    "mqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AGV//9k="
)
"""Eight pixels square, with nothing beside the picture."""
WEBP = base64.b64decode(
    "UklGRoAAAABXRUJQVlA4WAoAAAAQAAAAAwAAAwAAQUxQSBEAAAAAp7oSUupVnhtSLPEMPOJEpQBWUDggSAAAALABAJ0BKgQABAABQCYlqAJ0AQ7+AuwAzj5HYw/9"
    "FLZaX//Fz7QMf3hfDi6hPmmrKuSSTyidb+aYVwt2GGRftPHmoT8HLTggAA=="
)
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
WORDS = b"CANARY 52.5163 N 13.3777 E"
"""What the pictures below tell beside themselves."""


def exif(orientation: int = 1) -> bytes:
    """An orientation and a description."""
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(">HHII", 0x010E, 2, len(WORDS), 38)
    return struct.pack(">2sHIH", b"MM", 42, 8, 2) + entries + struct.pack(">I", 0) + WORDS


def telling_jpeg(orientation: int = 1) -> bytes:
    def segment(marker: int, content: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content

    told = segment(0xE1, b"Exif\0\0" + exif(orientation)) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + WORDS)
    told += segment(0xED, b"Photoshop 3.0\0" + WORDS) + segment(0xFE, WORDS) + segment(0xE2, b"MPF\0" + WORDS)
    return JPEG[:2] + told + JPEG[2:] + b"\0\0" + WORDS


def telling_png(orientation: int = 1) -> bytes:
    whole, told = png(), [(b"tEXt", b"Comment\0" + WORDS), (b"iTXt", WORDS), (b"zTXt", WORDS), (b"eXIf", exif(orientation))]
    chunks = [
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in [*told, (b"prVt", WORDS)]
    ]
    return whole[:33] + b"".join(chunks) + whole[33:] + WORDS


def telling_webp(orientation: int = 1) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)

    told = chunk(b"EXIF", exif(orientation)) + chunk(b"XMP ", WORDS) + chunk(b"prvt", WORDS)
    body = bytearray(WEBP[8:] + told)
    body[12] |= 0x08 | 0x04
    return b"RIFF" + struct.pack("<I", len(body)) + bytes(body) + WORDS


def telling_gif() -> bytes:
    def blocks(*contents: bytes) -> bytes:
        return b"".join(bytes([len(content)]) + content for content in contents) + b"\0"

    told = b"!\xfe" + blocks(WORDS) + b"!\xff" + blocks(b"XMP DataXMP", WORDS) + b"!\x01" + blocks(bytes(12), WORDS)
    return GIF[:19] + told + GIF[19:] + WORDS
