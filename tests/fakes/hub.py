"""A Hugging Face hub as its library meets it, on a loopback port: files with their checksums, and ranges of them."""

import hashlib
import re

from fakes.server import FakeReply, FakeRequest, FakeServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class FakeHub(FakeServer):
    """`files` by `org/repo/file`. A repo in `gated` asks for its terms to be accepted.

    `cut_after` breaks off the next file after so many bytes; `is_stalling` says nothing more instead. `checksum` and `size` are
    said of every file instead of its own.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.files: dict[str, bytes] = {}
        self.gated: set[str] = set()
        self.cut_after: int | None = None
        self.checksum = ""
        self.size: int | None = None
        self.is_stalling = False

    @property
    def ranges(self) -> list[str]:
        """Where each download of a file began."""
        return [each.headers.get("range", "") for each in self.requests if each.method == "GET"]

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        found = re.fullmatch(r"/([\w.-]+/[\w.-]+)/resolve/(\w+)/(.+)", request.path)
        repo, file = (found[1], found[3]) if found else ("", "")
        if repo in self.gated:
            await self._refuse(reply, 403, "GatedRepo")
        elif not any(name.startswith(f"{repo}/") for name in self.files):
            await self._refuse(reply, 404, "RepoNotFound")
        elif f"{repo}/{file}" not in self.files:
            await self._refuse(reply, 404, "EntryNotFound")
        else:
            await self._send(self.files[f"{repo}/{file}"], request, reply)

    async def _refuse(self, reply: FakeReply, status: int, code: str) -> None:
        await reply.send(status, {"x-error-code": code, "x-error-message": code, "content-type": "text/plain"}, code.encode())

    async def _send(self, data: bytes, request: FakeRequest, reply: FakeReply) -> None:
        digest = self.checksum or hashlib.sha256(data).hexdigest()
        size = len(data) if self.size is None else self.size
        about = {
            "x-repo-commit": COMMIT,
            "x-linked-etag": f'"{digest}"',
            "x-linked-size": str(size),
            "etag": f'"{digest}"',
            "accept-ranges": "bytes",
            "content-type": "application/octet-stream",
        }
        start = int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        if start:
            about["content-range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        whole = data[start:]
        about["content-length"] = str(size if request.method == "HEAD" else len(whole))
        if request.method == "HEAD" or self.cut_after is None:
            await reply.send(206 if start else 200, about, b"" if request.method == "HEAD" else whole)
            return
        cut, self.cut_after = self.cut_after, None
        await reply.send(206 if start else 200, about, whole[:cut])
        if self.is_stalling:
            await reply.stall()
        reply.cut()
