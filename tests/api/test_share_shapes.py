"""What the API says of share links."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from rxchat.api.share_shapes import NewShare, ShareBody, SharedConversationBody, ShareSettings
from rxchat.domain.messages import Role
from rxchat.domain.shares import ShareContent, SharedMessage, SharedPage, ShareLink

AT = datetime(2026, 11, 5, tzinfo=UTC)


def test_a_link_says_where_it_is():
    link = ShareLink(
        token="abc", conversation_id=1, title="T", created_at=AT, expires_at=None, is_expired=False, is_public=True, view_count=2,
        content=ShareContent(with_images=True), message_count=3, taken_at=AT,
    )  # fmt: skip
    body = ShareBody.of(link)
    assert (body.path, body.include_reasoning, body.include_images) == ("/share/abc", False, True)


def test_only_these_fields_of_a_message_leave():
    page = SharedPage(
        title="T", shared_at=AT, messages=(SharedMessage(position=1, role=Role.USER, text="a", image_count=2),), next_start=2
    )
    body = SharedConversationBody.of(page, lambda message, number: f"{message.position}/{number}").model_dump(mode="json")
    assert body.keys() == {"title", "shared_at", "messages", "next_start"}
    assert body["messages"] == [{"role": "user", "content": "a", "reasoning": None, "images": ["1/1", "1/2"]}]


def test_what_is_left_out_is_told_from_never():
    assert "expires_in_days" not in ShareSettings().model_fields_set
    assert "expires_in_days" in ShareSettings(expires_in_days=None).model_fields_set
    with pytest.raises(ValidationError):
        NewShare.model_validate({"expires_in_days": 4000})
