// React runner: a library in the frame of an artifact that is a React component. The build makes one script of it and of what
// artifacts may import (`?worker&url`, which bundles without a module's imports).
import * as lucide from "lucide-react";
import * as React from "react";
import * as jsxRuntime from "react/jsx-runtime";
import * as ReactDOM from "react-dom";
import * as ReactDOMClient from "react-dom/client";
import * as recharts from "recharts";
import { transform } from "sucrase";

/** @type {Record<string, object>} */
const MODULES = {
  react: React,
  "react/jsx-runtime": jsxRuntime,
  "react-dom": ReactDOM,
  "react-dom/client": ReactDOMClient,
  "lucide-react": lucide,
  recharts,
};

/** @param {string} name */
function require(name) {
  if (Object.hasOwn(MODULES, name)) return MODULES[name];
  throw new Error(`"${name}" isn't available in artifacts. Available: ${Object.keys(MODULES).join(", ")}.`);
}

/** @param {unknown} problem */
function say(problem) {
  const said = document.createElement("pre");
  said.textContent = `The component couldn't be run.\n\n${problem instanceof Error ? problem.message : String(problem)}`;
  document.getElementById("root")?.replaceChildren(said);
}

/**
 * Draw the component that the code exports.
 * @param {string} code
 * @param {string} fileName
 */
function run(code, fileName) {
  try {
    const isTyped = fileName.endsWith(".tsx");
    const compiled = transform(code, {
      transforms: isTyped ? ["jsx", "imports", "typescript"] : ["jsx", "imports"],
      jsxRuntime: "automatic",
      production: true,
      filePath: fileName,
    });
    const module = { exports: /** @type {Record<string, unknown>} */ ({}) };
    // A model may use React and its hooks without importing them.
    new Function("module", "exports", "require", "React", `const {${HOOKS.join(",")}} = React;{${compiled.code}\n}`)(
      module,
      module.exports,
      require,
      React,
    );
    const root = ReactDOMClient.createRoot(/** @type {HTMLElement} */ (document.getElementById("root")), {
      onUncaughtError: say,
    });
    const exported = module.exports.default ?? Object.values(module.exports).find((each) => typeof each === "function");
    if (!exported) throw new Error("It has no default export.");
    const Component = /** @type {React.ComponentType} */ (exported);
    root.render(React.isValidElement(exported) ? exported : React.createElement(Component));
  } catch (problem) {
    say(problem);
  }
}

const HOOKS = Object.keys(React).filter((name) => /^use[A-Z]/.test(name));

Object.assign(globalThis, { rxchatRun: run });
