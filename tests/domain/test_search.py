from datetime import UTC, datetime

import pytest

from rxchat.domain.search import Piece, SearchHit


@pytest.mark.parametrize("message_id", [None, 7])
def test_the_next_page_begins_after_the_place_of_a_hit(message_id: int | None) -> None:
    hit = SearchHit(
        conversation_id=3, title="Engines", message_id=message_id, line=(Piece(text="steam"),), at=datetime.fromtimestamp(0, UTC)
    )
    assert hit.cursor == (3, message_id, None)
