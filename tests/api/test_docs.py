"""`/api/docs`, from this host alone."""

import re

import httpx


async def test_the_page_and_all_it_loads_are_here(client: httpx.AsyncClient):
    page = await client.get("/api/docs")
    assert page.status_code == 200
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(links) == 4
    addresses = [str(page.url.join(link)).removeprefix(str(client.base_url).rstrip("/")) for link in links]
    assert [address for address in addresses if not address.startswith("/")] == []
    assert addresses[0] == "/favicon.svg"
    for address in addresses:
        if address.startswith("/api/"):
            response = await client.get(address)
            assert response.status_code == 200
            assert "html" not in response.headers["content-type"]


async def test_no_script_or_style_stands_in_the_page(client: httpx.AsyncClient):
    text = (await client.get("/api/docs")).text
    assert re.findall(r"<script[^>]*>(?!</script>)|<style|style=|\son\w+=", text) == []


async def test_it_shows_the_document_and_asks_nobody_to_check_it(client: httpx.AsyncClient):
    script = (await client.get("/api/docs/start.js")).text
    assert '"openapi.json"' in script  # beside the page
    assert "validatorUrl: null" in script
    assert "http" not in script
