"""Shape: what the API sends as JSON."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Its serializer is made when the first response needs it: making those of all routes is a twentieth of a start.

    What the API receives is a plain `BaseModel`: FastAPI silences a warning of Pydantic's only while the app is made.
    """

    model_config = ConfigDict(defer_build=True)
