// The corpora of tests/corpora, which the tests in Python use as well.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const TESTS = fileURLToPath(new URL("../", import.meta.url));
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

/** A value of `tests/corpora/<module>.py`, by its name there. */
export function corpus(module, name) {
  const script = `import json; from corpora.${module} import ${name}; print(json.dumps(${name}))`;
  return JSON.parse(execFileSync(PYTHON, ["-c", script], { cwd: TESTS, encoding: "utf8", maxBuffer: 2 ** 26 }));
}
