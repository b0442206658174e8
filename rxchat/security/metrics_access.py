"""Metrics access: who may read `/metrics`.

With `RXCHAT_METRICS_TOKEN`, who sends it. Without, this computer only, and nobody where a proxy may stand in front: behind one,
every request comes from this computer. A session or a token of `/api` or `/v1` opens nothing here.
"""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from rxchat.security.asgi import Scope
from rxchat.security.identity import token_in
from rxchat.security.policy import Policy, is_loopback_origin

PATH: Final = "/metrics"
NO_TOKEN_HINT: Final = "Set RXCHAT_METRICS_TOKEN, and send it: Authorization: Bearer <token>."
TOKEN_HINT: Final = "Send the value of RXCHAT_METRICS_TOKEN: Authorization: Bearer <token>."
_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def may_read(scope: Scope, headers: Mapping[str, str], policy: Policy) -> bool:
    if policy.is_from_elsewhere(headers):
        return False
    if policy.metrics_token:
        return hmac.compare_digest((token_in(dict(headers)) or "").encode(), policy.metrics_token.encode())
    is_behind_proxy = not all(map(is_loopback_origin, policy.origins)) or any(name in headers for name in _FORWARDED)
    return not is_behind_proxy and _is_loopback(scope.get("client"))


def _is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False
