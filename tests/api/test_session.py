"""`GET /api/session`."""

from pathlib import Path

import httpx
import pytest

from .test_sign_in import EMAIL, PASSWORD, browser


@pytest.mark.parametrize("mode", ["local", "team"])
async def test_a_page_learns_that_it_is_signed_out(tmp_path: Path, new_file: Path, mode: str):
    async with browser(tmp_path, new_file, mode=mode) as (client, services):
        refused = await client.get("/api/session")
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unauthorized")
        user_id = await services.auth.accounts.add(EMAIL, "Ann", PASSWORD) if mode == "team" else services.auth.local_user_id
        secret = await services.auth.sessions.sign_in(user_id, user_agent="")
        told: httpx.Response = await client.get("/api/session", headers={"cookie": f"rxchat_session={secret}"})
        assert told.json() == {"mode": mode, "email": EMAIL if mode == "team" else ""}
