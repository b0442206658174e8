from typing import get_args

from rxchat.api.health import Health
from rxchat.cluster.bus import BusState


def test_health_names_the_states_of_a_bus():
    named, absent = get_args(Health.model_fields["bus"].annotation)
    assert {*get_args(named)} == {*BusState}
    assert absent is type(None)
