"""Values of an export within bounds."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from rxchat.domain.archives import ArchivedArtifact, ArchivedShare
from rxchat.services.transfer.formats.validation import LARGEST_NUMBER, LONGEST_CONTENT, bounded, validated

ARTIFACT = TypeAdapter(ArchivedArtifact)
AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_null_is_a_missing_value_and_an_error_names_its_path():
    given = {"message_id": 1, "title": None, "created_at": "2026-01-02T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z"}
    assert validated(ARTIFACT, given, "artifacts") == ArchivedArtifact(message_id=1, created_at=AT, updated_at=AT)
    with pytest.raises(ValueError, match=r"artifacts\.version: "):
        validated(ARTIFACT, given | {"version": "x"}, "artifacts")


def test_texts_are_cut_and_numbers_can_be_stored():
    left_out = Counter[str]()
    long = ArchivedArtifact(message_id=10**30, content="x" * (LONGEST_CONTENT + 1), version=10**30, created_at=AT, updated_at=AT)
    found = bounded(long, left_out)
    assert (len(found.content), found.version, found.message_id) == (LONGEST_CONTENT, LARGEST_NUMBER, 10**30)
    assert left_out == {"ends of long texts": 1}


def test_times_are_in_utc_and_no_earlier_than_a_computer():
    share = bounded(ArchivedShare(created_at=datetime(2026, 1, 2), expires_at=datetime(1, 1, 1)), Counter())  # noqa: DTZ001
    assert (share.created_at, share.expires_at) == (AT, datetime(1970, 1, 1, tzinfo=UTC))
