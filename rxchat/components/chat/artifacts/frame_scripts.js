// Frame scripts: what starts a diagram or a component in its frame, once its library is there.

/**
 * A value as JavaScript that stands in a script of its own.
 * @param {unknown} value
 */
const literal = (value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);

/** Drawn without HTML in its labels and without links that run something. @param {string} code */
export const mermaidScript = (code) => `
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true });
mermaid.render("diagram", ${literal(code)}).then(
  ({ svg }) => { document.body.innerHTML = svg; },
  (problem) => {
    const said = document.createElement("pre");
    said.textContent = "The diagram couldn't be drawn.\\n\\n" + problem.message;
    document.body.replaceChildren(said);
  },
);`;

/**
 * @param {string} code
 * @param {string} fileName
 */
export const reactScript = (code, fileName) => `rxchatRun(${literal(code)}, ${literal(fileName)});`;
