"""Items of a response by themselves; their order in a stream is in test_responses_writing.py."""

import pytest

from rxchat.api.v1.response_items import CallItem, ReasoningItem, ResponseItem, TextItem


@pytest.mark.parametrize("item", [TextItem(2), ReasoningItem(2), CallItem(2, "call_1", "weather")])
def test_every_event_of_an_item_names_it_and_its_place(item: ResponseItem):
    events = [*item.opening(), item.delta("{"), item.delta("}"), *item.closing("completed")]
    assert {event["output_index"] for event in events} == {2}
    assert {event.get("item_id") or event["item"]["id"] for event in events} == {item.id}
    assert "".join(event.get("delta", "") for event in events) == item.text == "{}"
    assert events[-1]["item"] == item.whole()


def test_an_item_that_was_cut_says_so():
    call = CallItem(0, "", "weather")
    list(call.closing("incomplete"))
    assert (call.whole()["status"], call.whole()["arguments"]) == ("incomplete", "{}")
