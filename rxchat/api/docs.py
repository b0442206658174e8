"""`/api/docs`: Swagger UI, served from this host."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

router = APIRouter(prefix="/api/docs", include_in_schema=False)

# No inline scripts: the Content-Security-Policy forbids them.
PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>rxchat: the HTTP interface</title>
<link rel="icon" href="../favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="docs/files/swagger-ui.css">
</head>
<body>
<main id="docs"></main>
<script src="docs/files/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START: Final = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
});
"""

_FILES: Final = StaticFiles(packages=[("fastapi_offline", "static")])


@router.get("")
async def docs() -> HTMLResponse:
    return HTMLResponse(PAGE)


@router.get("/start.js")
async def start() -> Response:
    return Response(START, media_type="text/javascript")


@router.get("/files/{name}")
async def file(name: str, request: Request) -> Response:
    """One of Swagger UI's files."""
    return await _FILES.get_response(name, request.scope)
