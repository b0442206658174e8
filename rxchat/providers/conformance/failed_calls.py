"""Calls that fail: the part of the suite about errors, and about making a call again."""

from dataclasses import replace

from rxchat.domain.chunks import Started
from rxchat.domain.errors import InvalidResponse, ProviderError, RateLimited, ServerFault, StreamInterrupted
from rxchat.domain.usage import Usage
from rxchat.providers.conformance.harness import Answer, ask
from rxchat.providers.conformance.wild import WildStreams


class FailedCalls(WildStreams):
    """Inherited by `ProviderConformance`."""

    def test_an_answer_without_its_end_is_interrupted_and_its_text_kept(self) -> None:
        for ending in ("end", "cut"):
            call = ask(self, Answer(body=self.start() + self.text("Hel") + self.text("lo"), ending=ending))
            assert type(call.error) is StreamInterrupted, call
            assert (call.text, len(call.requests)) == ("Hello", 1), "text that came is kept, and the call is not made again"

    def test_an_answer_of_nothing_is_interrupted(self) -> None:
        call = ask(self, Answer())
        assert type(call.error) is StreamInterrupted, call

    def test_an_event_that_is_not_json_is_an_invalid_response(self) -> None:
        for stream in (self.broken, self.start() + self.text("Hello") + self.broken + self.end(Usage())):
            call = ask(self, Answer(body=stream))
            assert type(call.error) is InvalidResponse, call
            assert call.text in ("", "Hello"), call

    def test_a_page_instead_of_a_stream_is_an_invalid_response(self) -> None:
        call = ask(self, Answer(body=b"<html>", headers={"content-type": "text/html"}))
        assert type(call.error) is InvalidResponse, call

    def test_each_status_is_the_error_it_stands_for(self) -> None:
        for status, kind in self.statuses.items():
            call = ask(self, self.refused(status, "It is so."))
            assert call.error is not None, f"{status} is no error"
            assert type(call.error) is kind, f"{status} became {call.error!r}, not {kind.__name__}"
            assert (call.error.status, call.error.provider) == (status, self.provider.name), vars(call.error)
            assert call.error.message, f"{status} has no message"
            assert "Traceback" not in call.log

    def test_a_status_told_by_a_gateway_is_one_of_our_errors(self) -> None:
        for status in (400, 401, 404, 429, 500, 502, 503):
            for body in (b"", b"<html>nginx</html>", b"null", b'{"error": 7}', b"[]", b'{"error": {"message": {}}}'):
                call = ask(self, Answer(status=status, body=body, headers={"retry-after": "90"}))
                assert isinstance(call.error, ProviderError), call
                assert call.error.status == status, f"{status} with {body} became {call.error!r}"

    def test_an_error_in_the_stream_is_the_vendors_and_text_is_kept(self) -> None:
        call = ask(self, Answer(body=self.start() + self.text("Hello") + self.failure("gone wrong")))
        assert call.error is not None
        assert not isinstance(call.error, StreamInterrupted | InvalidResponse), f"the vendor said what is wrong: {call.error!r}"
        assert (call.text, len(call.requests)) == ("Hello", 1), call

    def test_no_error_and_no_log_tells_the_key(self) -> None:
        if not self.key:
            return
        says = f"what is {self.key}?"
        echo = {"request-id": self.key, "x-request-id": self.key, "x-echo": self.key}
        answers = [replace(self.refused(status, says), headers=echo | {"retry-after": "90"}) for status in self.statuses]
        answers.append(Answer(body=self.start() + self.text("Hi") + self.failure(says)))
        answers.append(Answer(body=self.broken.replace(b"nonsense", self.key.encode())))
        answers.append(Answer(body=b"<html>", headers={"content-type": f"text/{self.key}"}))
        answers.append(Answer(status=302, headers={"location": f"/{self.key}"}))
        for answer in answers:
            call = ask(self, answer)
            assert call.error is not None, f"{answer} is no error"
            assert self.key not in call.exposed, f"the key is exposed after {answer}"

    def test_a_line_without_end_is_cut(self) -> None:
        start = self.framing.before.encode()
        call = ask(self, Answer(body=start, ending="repeat", again=b"x" * 65_536))
        assert type(call.error) is InvalidResponse, call.error
        assert call.sent < 24 * 2**20, f"{call.sent} bytes were read"  # much of it lies in the sockets' buffers

    # Trying again.

    def test_a_fault_is_tried_again_twice_and_not_more(self) -> None:
        call = ask(self, self.refused(500, "no"))
        assert (type(call.error), len(call.requests)) == (ServerFault, 3), call
        call = ask(self, self.refused(503, "no"), Answer(body=self.start(), ending="cut"), Answer(body=self.answer("Hello")))
        assert (call.error, call.text, len(call.requests)) == (None, "Hello", 3), call
        assert [type(chunk) for chunk in call.chunks].count(Started) == 1, call.chunks

    def test_what_stays_so_is_not_tried_again(self) -> None:
        for status in (400, 401, 403, 404):
            call = ask(self, self.refused(status, "no"), Answer(body=self.answer("Hi")))
            assert (call.error is not None, len(call.requests)) == (True, 1), call

    def test_nothing_is_tried_again_once_content_came(self) -> None:
        for content in filter(None, (self.text("Hello"), self.thinking("Hm."))):
            call = ask(self, Answer(body=self.start() + content, ending="cut"), Answer(body=self.answer("Hi")))
            assert (type(call.error), len(call.requests)) == (StreamInterrupted, 1), call

    def test_a_limit_is_waited_for_as_long_as_the_vendor_asks(self) -> None:
        headers, body = self.limit(7)
        call = ask(self, Answer(status=429, headers=headers, body=body), Answer(body=self.answer("Hello")))
        assert (call.error, call.text, call.waits) == (None, "Hello", [7.0]), call

    def test_a_wait_of_more_than_a_minute_is_left_to_the_person(self) -> None:
        headers, body = self.limit(61)
        call = ask(self, Answer(status=429, headers=headers, body=body))
        assert isinstance(call.error, RateLimited), call
        assert (call.error.retry_after, len(call.requests)) == (61.0, 1), call

    def refused(self, status: int, says: str) -> Answer:
        return Answer(status=status, body=self.refusal(status, says), headers={"retry-after": "1"} if status == 429 else {})
