"""`GET /metrics`: counts of this process for Prometheus, without a word that a person or a model wrote."""

from fastapi import APIRouter, Response

from rxchat.api.dependencies import Metrics

router = APIRouter(tags=["operation"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
async def metrics(sources: Metrics) -> Response:
    """Answers, errors, tokens and latencies by provider since the start, and how the process does, as Prometheus reads it.

    Opened by `RXCHAT_METRICS_TOKEN`, or, without it, from this computer.
    """
    from rxchat.api.metrics_text import CONTENT_TYPE, metrics_text  # noqa: PLC0415 - 2.6 MB that most people never need

    return Response(metrics_text(sources), media_type=CONTENT_TYPE)
