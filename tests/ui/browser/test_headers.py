"""The headers of a public page, and that a browser keeps to them; that the page works under them
is what the other tests show."""

import httpx
import pytest
from visitor import PATIENCE

ADDRESSES = ["", "config", "healthz", "theme.css", "gradio_api/info", "no/such/page"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_them(server, address):
    headers = httpx.get(f"{server}{address}", trust_env=False, timeout=PATIENCE / 1000).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "http" not in policy["connect-src"] + policy["script-src"] + policy["img-src"]
    assert policy["frame-ancestors"] == "'self' https://huggingface.co https://*.hf.space"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "microphone=(self)" in headers["permissions-policy"]


ATTEMPTS = """async address => {
    const loaded = (tag, place) => new Promise(resolve => {
        const element = document.createElement(tag);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = `${address}/${tag}`;
        place.append(element);
    });
    const fetched = fetch(`${address}/fetch`).then(() => 'loaded', () => 'refused');
    return Promise.all([fetched, loaded('img', document.body), loaded('script', document.head)]);
}"""


def test_the_page_can_send_nothing_elsewhere(chromium, server, listener):
    address, asked = listener
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(server)
        assert page.evaluate(ATTEMPTS, address) == ["refused"] * 3
        assert asked == []
        page.goto(address)
        page.evaluate(ATTEMPTS, address)
        assert {"/fetch", "/img", "/script"} <= set(asked)  # where no policy forbids it


def test_other_sites_cannot_frame_the_page(chromium, server):
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
            page.set_content(f"<iframe src='{server}'></iframe>")
