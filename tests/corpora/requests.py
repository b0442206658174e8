"""Request heads and bodies that no honest client sends: generated, and the same at each run."""

from random import Random

HOST = b"127.0.0.1"
PATHS = [
    b"/",
    b"/sign-in",
    b"/sign-in/x",
    b"/sign-out",
    b"/api/health",
    b"/api/models",
    b"/api/chat",
    b"/api/conversations",
    b"/api/conversations/1/messages",
    b"/api/images",
    b"/api/import",
    b"/api/usage",
    b"/_event/?EIO=4&transport=websocket",
    *(
        b"/assets/x.js",
        b"//evil.test/x",
        b"/%00",
        b"/%ff%fe",
        b"/c/" + b"9" * 5000,
        b"/a/../../etc/passwd",
        b"/?" + b"a=b&" * 500,
    ),
    b"*",
    b"",
    b"http://evil.test/",
    b"/%",
    b"/\\..\\",
    b"/api/providers/%2e%2e%2f/key",
    b"/api/usage?from=%ed%a0%80",
]
METHODS = [
    b"GET",
    b"POST",
    b"HEAD",
    b"PUT",
    b"PATCH",
    b"DELETE",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"get",
    b"G\x00T",
    b"M-SEARCH",
]
VERSIONS = [b"HTTP/1.1"] * 8 + [b"HTTP/1.0", b"HTTP/2.0", b"HTTP/0.9", b"http/1.1", b"HTTP/1.1 ", b""]
NAMES = [
    b"Host",
    b"Cookie",
    b"Authorization",
    b"Content-Length",
    b"Transfer-Encoding",
    b"Connection",
    b"Upgrade",
    b"Expect",
    b"Origin",
    b"Referer",
    b"Accept",
    b"Accept-Encoding",
    b"Range",
    b"If-None-Match",
    b"Content-Type",
    b"X-Forwarded-For",
    *(
        b"Sec-Fetch-Site",
        b"Sec-WebSocket-Key",
        b"Sec-WebSocket-Version",
        b"Sec-WebSocket-Extensions",
        b"X-Rxchat-Person",
        b"",
        b"X Y",
    ),
]
VALUES = [
    *(
        b"chunked",
        b"0",
        b"5",
        b"-1",
        b"+3",
        b"99999999999999999999",
        b"9" * 5000,
        b"close",
        b"upgrade",
        b"websocket",
        b"100-continue",
    ),
    b"127.0.0.1",
    b"evil.test",
    b"null",
    b"same-origin",
    b"cross-site",
    b"Bearer " + b"x" * 3000,
    b"Basic eA==",
    b"gzip, br",
    *(
        b"rxchat_session=x; " * 200,
        b"rxchat-1-" + b"0" * 64,
        b"rxchat-99999999999999999999-x",
        b"bytes=0-,5-1,9-",
        b"13",
        b"a-" * 4000,
    ),
    *(
        b"application/json",
        b"multipart/form-data; boundary=",
        b"multipart/form-data; boundary=b; charset=unicode_escape",
        b"\x00",
        b"\xff",
    ),
    b"permessage-deflate; client_max_window_bits=99",
    b'W/"' + b"x" * 2000 + b'"',
    b"dGhlIHNhbXBsZSBub25jZQ==",
]
ENDS = [b"\r\n"] * 10 + [b"\n", b"\r", b"\r\n ", b"\r\n\t"]
BODIES = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"[" * 50_000,
    b'{"a":' * 20_000,
    b'"' + b"a-" * 20_000 + b'"',
    b"\xff\xfe",
    b'{"model":"x","messages":[]}',
    b'{"n":' + b"9" * 6000 + b"}",
    b'{"model":"claude:x","messages":[{"role":"user","content":"\\ud800"}]}',
    b"email=a&password=b",
    b"0\r\n\r\n",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"ffffffffffffffff\r\n",
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800\r\n--b--',
    b"email=" + b"x" * 9000,
    b'{"title":"' + b"key" * 9000 + b'"}',
    b"PK\x03\x04" + b"\x00" * 60,
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
]


def request_head(rng: Random, port: int) -> bytes:
    """Mostly with our own host, so that more than the first look at it is met."""
    lines = [b" ".join((rng.choice(METHODS), rng.choice(PATHS), rng.choice(VERSIONS)))]
    if rng.random() < 0.9:
        lines.append(b"Host: %s:%d" % (HOST, port))
    for _ in range(rng.randrange(7)):
        value = rng.choice(VALUES) if rng.random() < 0.7 else rng.randbytes(rng.randrange(40))
        lines.append(rng.choice(NAMES) + b": " + value)
    return b"".join(line + rng.choice(ENDS) for line in lines) + b"\r\n" + rng.choice(BODIES)


def body(rng: Random) -> bytes:
    """What a signed-in script sends to a route that takes JSON or a file: odd as it is, cut short, or with other bytes in it."""
    chosen = bytearray(rng.choice(BODIES))
    match rng.randrange(4):
        case 0:
            del chosen[rng.randrange(len(chosen) + 1) :]
        case 1:
            for _ in range(min(3, len(chosen))):
                chosen[rng.randrange(len(chosen))] = rng.randrange(256)
        case 2:
            chosen += rng.randbytes(rng.randrange(200))
        case _:
            pass
    return bytes(chosen)
