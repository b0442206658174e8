"""The examples in the reference are what their shapes say."""

import pytest
from pydantic import BaseModel

from rxchat.api import artifact_shapes as shapes


@pytest.mark.parametrize("shape", [shapes.ArtifactBody, shapes.ArtifactPage])
def test_an_example_is_of_its_shape(shape: type[BaseModel]):
    example = shape.model_json_schema()["example"]
    assert shape.model_validate(example).model_dump(mode="json") == example
