"""`GET /api/account`."""

from pathlib import Path

import pytest

from .test_sign_in import EMAIL, PASSWORD, browser


@pytest.mark.parametrize("mode", ["local", "team"])
async def test_a_page_learns_who_is_signed_in(tmp_path: Path, new_file: Path, mode: str):
    async with browser(tmp_path, new_file, mode=mode) as (client, services):
        assert (await client.get("/api/account")).status_code == 401
        user_id = await services.auth.accounts.add(EMAIL, "Ann", PASSWORD) if mode == "team" else services.auth.local_user_id
        secret = await services.auth.sessions.sign_in(user_id, user_agent="")
        found = (await client.get("/api/account", headers={"cookie": f"rxchat_session={secret}"})).json()
        expected = {"name": "Ann", "email": EMAIL} if mode == "team" else {"name": "Local user", "email": ""}
        assert found == expected | {"can_sign_out": True}
