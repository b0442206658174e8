from decimal import Decimal

from rxchat.domain.messages import ImagePart, Message, Role, TextPart, user_message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import ToolResult
from rxchat.domain.usage import Cost, Price
from rxchat.services.usage.reservations import Reservation

PRICE = Price(input_per_million=Decimal(2), output_per_million=Decimal(10))


def test_the_longest_answer_is_held_and_what_is_asked():
    held = Reservation("acme", PRICE, 50_000)
    held.expect(characters=2_000_000)
    assert held.amount == Decimal("2.5")
    held.expect(characters=0, max_tokens=1_000)
    assert held.amount == Decimal("0.01")
    held.expect(characters=0, max_tokens=10**7)
    assert held.amount == Decimal("0.5")


def test_a_request_is_held_with_its_images_and_instructions():
    image = ImagePart(media_type="image/png", data=b"", name="")
    told = Message(role=Role.USER, parts=(image, TextPart(text="y" * 200)))
    held = Reservation("acme", PRICE, 0)
    held.expect_request(ChatRequest(model="m", messages=(user_message("x" * 200), told), system="z" * 600))
    assert held.amount == Decimal(2 * 2_500) / 10**6

    result = Message(role=Role.USER, parts=(), results=(ToolResult(call_id="1", text="r" * 400),))
    held.expect_request(ChatRequest(model="m", messages=(user_message("x" * 200), result)))
    assert held.amount == Decimal(2 * 300) / 10**6


def test_what_it_did_cost_is_held_until_it_is_counted():
    held = Reservation("acme", PRICE, 50_000)
    held.expect(characters=10)
    held.settle(Cost(amount=Decimal("0.07")))
    held.expect(characters=10**6)
    assert held.amount == Decimal("0.07")
    held.release()
    assert held.amount == 0


def test_of_an_unknown_price_nothing_is_held():
    held = Reservation("acme", None, 50_000)
    held.expect(characters=10**6)
    assert held.amount == 0
