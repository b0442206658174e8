from rxchat.db.maintenance.message_places import moved_messages


def test_only_messages_that_are_out_of_order_get_a_place() -> None:
    history = [(1, "2025-03-01 10:00:00"), (2, "2025-03-01 12:00:00"), (5, "2025-03-01 11:00:00")]
    assert list(moved_messages(history)) == [{"message_id": 5, "place": 2}, {"message_id": 2, "place": 5}]


def test_a_history_with_a_time_that_is_none_keeps_its_order() -> None:
    assert list(moved_messages([(1, "2025-03-01 12:00:00"), (2, None), (3, "2025-03-01 11:00:00")])) == []
