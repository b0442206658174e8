"""What every kind of error carries."""

import pickle

from rxchat.domain.error_base import Blame, RxchatError


class Broken(RxchatError):
    code = "broken"
    default_hint = "Repair it."
    blame = Blame.REQUEST


class VeryBroken(Broken):
    code = "very_broken"
    api_code = "broken"
    http_status = 409


def test_a_kind_of_error_has_what_its_parent_has_unless_it_says_otherwise():
    assert (VeryBroken.blame, VeryBroken.default_hint, VeryBroken.http_status) == (Blame.REQUEST, "Repair it.", 409)
    assert Broken.http_status == RxchatError.http_status


def test_the_api_calls_a_kind_by_its_code_unless_the_class_says_otherwise():
    assert (RxchatError.api_code, Broken.api_code, VeryBroken.api_code) == ("internal_error", "broken", "broken")


def test_a_hint_of_its_own_takes_the_place_of_the_usual_one():
    assert (Broken("x").hint, Broken("x", hint="").hint, Broken("x", hint="Ask.").hint) == ("Repair it.", "", "Ask.")


def test_an_error_survives_pickling():
    again = pickle.loads(pickle.dumps(VeryBroken("Gone.", hint="Ask.")))
    assert (type(again), str(again), again.hint) == (VeryBroken, "Gone.", "Ask.")
