"""Engine server: the child process, llama.cpp's server for one model file. Used by `local.py` only.

The first line of standard input is `{"model": path, "name": alias, "key": secret, "threads": n}`, the only line on standard
output `{"url": "http://127.0.0.1:port"}`. The process ends when its standard input does, so that it cannot
outlive its parent, however that one dies.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, cast

import xllamacpp  # pyright: ignore[reportMissingTypeStubs]

llama = cast(Any, xllamacpp)

CONTEXT = 8_192


def parameters(order: dict[str, Any]) -> Any:
    """Two answers at once share one context. No warm-up and no measuring of memory: each doubles the time to the first answer."""
    params = llama.CommonParams()
    params.model.path = str(Path(order["model"]))
    params.model_alias = {order["name"]}
    params.api_keys = [order["key"]]
    params.cors_origins = ""
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 2
    params.kv_unified = True
    params.cpuparams.n_threads = order["threads"]
    params.warmup = False
    params.fit_params = False
    params.ui = False
    params.endpoint_slots = False
    return params


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    # llama.cpp may write to standard output: keep that for the one line the parent waits for.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    server = llama.Server(parameters(order))
    answer.write(json.dumps({"url": server.listening_address}) + "\n")
    answer.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
