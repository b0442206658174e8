"""`/api/docs`, from this host alone."""

import re

import httpx


async def test_the_page_and_all_it_loads_are_here(client: httpx.AsyncClient):
    page = await client.get("/api/docs")
    assert page.status_code == 200
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) == 4
    assert [link for link in links if not link.startswith("/")] == []
    for link in links:
        if link.startswith("/api/"):
            response = await client.get(link)
            assert response.status_code == 200
            assert "html" not in response.headers["content-type"]


async def test_no_script_or_style_stands_in_the_page(client: httpx.AsyncClient):
    text = (await client.get("/api/docs")).text
    assert re.findall(r"<script[^>]*>(?!</script>)|<style|style=|\son\w+=", text) == []


async def test_it_shows_the_document_and_asks_nobody_to_check_it(client: httpx.AsyncClient):
    script = (await client.get("/api/docs/start.js")).text
    assert '"/api/openapi.json"' in script
    assert "validatorUrl: null" in script
    assert "http" not in script
