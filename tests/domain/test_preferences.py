from rxchat.domain.preferences import LONGEST_RECENT, ModelPreferences


def test_the_last_model_used_comes_first_and_few_are_kept() -> None:
    preferences = ModelPreferences()
    for ref in ("a:1", "a:2", "a:1", "b:3", "b:4", "b:5", "b:6"):
        preferences = preferences.with_use_of(ref)
    assert preferences.recent == ("b:6", "b:5", "b:4", "b:3", "a:1")
    assert len(preferences.recent) == LONGEST_RECENT


def test_a_star_is_given_once_and_taken_away() -> None:
    starred = ModelPreferences().with_star("a:1", is_starred=True).with_star("b:2", is_starred=True)
    assert starred.with_star("a:1", is_starred=True).starred == ("a:1", "b:2")
    assert starred.with_star("b:2", is_starred=False).starred == ("a:1",)
