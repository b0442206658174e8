"""`/artifact-frame`: the page in which an artifact runs, empty, with a policy that lets nothing out. See docs/artifacts.md.

The page has no origin of its own (`sandbox`), so it has no cookie and no storage of ours. It takes what it shows from the page
that holds it, by a message, and from nothing in its address.
"""

from pathlib import Path
from string import Template
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rxchat.security.csp import ARTIFACT_FRAME, ARTIFACT_FRAME_WITH_NETWORK, source_hash

router = APIRouter(include_in_schema=False)

_HERE: Final = Path(__file__).parent
_PAGE: Final = Template((_HERE / "artifact_shell.html").read_text("utf-8"))
_SCRIPT: Final = (_HERE / "artifact_shell.js").read_text("utf-8")
_HASH: Final = source_hash(_SCRIPT)
_NO_FEATURES: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        *("autoplay", "camera", "clipboard-read", "clipboard-write", "display-capture", "encrypted-media", "fullscreen"),
        *("gamepad", "geolocation", "hid", "identity-credentials-get", "microphone", "midi", "payment", "picture-in-picture"),
        *("publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "web-share"),
    )
)
# A script runs if both policies let it: the first says who may start it, the second where it may come from. `'strict-dynamic'`
# refuses scripts that stand in a page, as those of a frame in the artifact do, and would let any address in without the second.
_STARTED: Final = f"script-src {_HASH} 'strict-dynamic' 'unsafe-eval'"


def _policy(addresses: str = "", connections: str = "'none'") -> str:
    """What an artifact may load: what it holds itself, and what comes from `addresses`."""
    directives = {
        "default-src": "'none'",
        "script-src": f"{_HASH} blob: 'unsafe-eval'{addresses}",
        "style-src": f"'unsafe-inline'{addresses}",
        "img-src": f"data: blob:{addresses}",
        "media-src": f"data: blob:{addresses}",
        "font-src": f"data:{addresses}",
        "connect-src": connections,
        "form-action": "'none'",
        "frame-src": "'none'",
        "worker-src": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


_CLOSED: Final = _policy()
_OPEN: Final = _policy(" https:", "https: wss:")


def _shell(policy: str) -> Response:
    """The policies stand in the page as well: each of header and page holds without the other."""
    metas = "\n".join(f'<meta http-equiv="Content-Security-Policy" content="{each}">' for each in (_STARTED, policy))
    headers = {
        "content-security-policy": f"sandbox allow-scripts allow-forms; {policy}; frame-ancestors 'self', {_STARTED}",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "permissions-policy": _NO_FEATURES,
    }
    return HTMLResponse(_PAGE.substitute(policies=metas, script=_SCRIPT), headers=headers)


@router.get(ARTIFACT_FRAME)
async def show() -> Response:
    """Nothing leaves it."""
    return _shell(_CLOSED)


@router.get(ARTIFACT_FRAME_WITH_NETWORK)
async def show_with_network() -> Response:
    """For an artifact that a person gave the network: HTTPS servers, and still no origin."""
    return _shell(_OPEN)
