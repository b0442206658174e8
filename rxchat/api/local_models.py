"""`/api/local-models`: the models that run on this computer, and their downloads."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Providers
from rxchat.api.errors import ErrorDetail, detail_of, documented
from rxchat.api.shape import Shape
from rxchat.domain.errors import failure_of
from rxchat.domain.local_models import OFFERED, ModelSource
from rxchat.services.providers.local_models import Download
from rxchat.wiring.providers import ProviderServices

router = APIRouter(prefix="/api/local-models", tags=["providers"])

LONGEST_SOURCE = 400

Wanted = Annotated[str, Query(description="As it was asked for.", max_length=LONGEST_SOURCE)]


class WantedModel(BaseModel):
    """`model` is `org/repo:file.gguf`, or the name of an offered model."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"model": "qwen3-4b"}})

    model: str = Field(min_length=1, max_length=LONGEST_SOURCE)


class LocalModelBody(Shape):
    """`name` is the model's id after `local:`, `size` in bytes."""

    name: str
    size: int


class OfferedBody(Shape):
    """`size` is about what is downloaded, `memory` what the model needs to run, both in bytes."""

    name: str
    label: str
    source: str
    size: int
    memory: int
    licence: str
    is_downloaded: bool


class DownloadBody(Shape):
    """In bytes; `total` is 0 until the server has answered. With an `error` it has ended."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"source": "acme/Acme-GGUF:Acme.gguf", "name": "Acme", "done": 500, "total": 2000, "error": None}
        }
    )

    source: str
    name: str
    done: int
    total: int
    error: ErrorDetail | None

    @classmethod
    def of(cls, download: Download) -> Self:
        return cls(
            source=str(download.source),
            name=download.source.name,
            done=download.progress.done,
            total=download.progress.total,
            error=download.failed and detail_of(failure_of(download.failed)),
        )


class LocalModelList(Shape):
    """`is_offline`: downloads are turned off."""

    models: list[LocalModelBody]
    offered: list[OfferedBody]
    downloads: list[DownloadBody]
    is_offline: bool


@router.get("")
async def list_local_models(user_id: Person, providers: Providers) -> LocalModelList:  # noqa: ARG001 - signed in or not
    """What is here, what is offered, and what is being downloaded."""
    return await _listed(providers)


@router.post("", status_code=202, responses=documented(400, 403, 413, 422))
async def download_model(wanted: WantedModel, user_id: Person, providers: Providers) -> LocalModelList:  # noqa: ARG001
    """Start a download, or resume one. It goes on without the browser."""
    await providers.local_models.start(wanted.model)
    return await _listed(providers)


@router.delete("", status_code=204, responses=documented(403, 404, 422))
async def delete_local_model(
    user_id: Person,  # noqa: ARG001 - signed in or not
    providers: Providers,
    name: Annotated[str, Query(description="The model's name.", max_length=LONGEST_SOURCE)],
) -> None:
    """Delete a model's file."""
    await providers.local_models.remove(name)


@router.delete("/downloads", status_code=204, responses=documented(403, 404, 422))
async def stop_download(user_id: Person, providers: Providers, model: Wanted) -> None:  # noqa: ARG001 - signed in or not
    """Stop a download; what has come is kept for the next time. A failed one is dismissed."""
    await providers.local_models.stop(model)


async def _listed(providers: ProviderServices) -> LocalModelList:
    local = providers.local_models
    here = await local.all()
    names = {model.name for model in here}
    return LocalModelList(
        models=[LocalModelBody(name=model.name, size=model.size) for model in here],
        offered=[
            OfferedBody(
                name=model.name,
                label=model.label,
                source=model.source,
                size=model.size,
                memory=model.memory,
                licence=model.licence,
                is_downloaded=ModelSource.of(model.name).name in names,
            )
            for model in OFFERED
        ],
        downloads=[DownloadBody.of(each) for each in local.downloads],
        is_offline=local.is_offline,
    )
