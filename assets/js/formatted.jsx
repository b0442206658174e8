// An answer's Markdown, while it is being written and after. Half of all that the page is made of: reply.jsx fetches it.
import { createContext, useContext, useEffect, useState } from "react";
import { Block, Streamdown, defaultRehypePlugins, defaultUrlTransform } from "streamdown";
import "streamdown/styles.css";
import { isEmbedded, isInTheAnswer, outside } from "./addresses.js";
import { code } from "./code.js";
import { withFormulas } from "./math.js";
import { isProse } from "./prose.js";

const PLAIN = { code };
const CONTROLS = { code: { copy: true, download: false }, table: { copy: true, download: false, fullscreen: false } };
const LINKS = { enabled: false };
const APART = { target: "_blank", rel: "noopener noreferrer nofollow" };
// Without the `raw` plugin, HTML in an answer is not parsed; the URL transform makes Streamdown show it as the text it is.
const REHYPE = [defaultRehypePlugins.harden];

const IsInLink = createContext(false);

/** A picture from elsewhere is not fetched: an address can carry the conversation away. It is a box that names the host, which a
 *  person may open, in a tab of its own that learns nothing of this one. Pixels that came with the answer are drawn. */
function Picture({ src, alt }) {
  const isInLink = useContext(IsInLink);
  if (isEmbedded(src)) return <img src={src} alt={alt ?? ""} />;
  const url = outside(src);
  const label = `Picture${alt ? `: ${alt}` : ""}${url?.host ? ` (${url.host})` : ""}`;
  return url?.host && !isInLink ? (
    <a className="picture" href={url.href} title={`Open it from ${url.host}`} {...APART}>{label}</a>
  ) : (
    <span className="picture">{label}</span>
  );
}

function Anchor({ href, children }) {
  const url = outside(href);
  const content = <IsInLink.Provider value={true}>{children}</IsInLink.Provider>;
  if (url) return <a href={url.href} {...APART}>{content}</a>;
  return isInTheAnswer(href) ? <a href={href}>{content}</a> : <span>{children}</span>;
}

/** A part of an answer, as Streamdown cuts it: a paragraph, a list, a table. */
function Part(props) {
  const text = props.content.trimEnd(); // what it is indented by may make it code
  return isProse(text) ? <p>{text}</p> : <Block {...props} />;
}

const COMPONENTS = { img: Picture, a: Anchor };

let complete = null; // PLAIN and the plugin for formulas, once one was met: one object, or every answer would be drawn anew

/** Until what draws a formula is here, it stands as the model wrote it. */
function usePlugins(hasFormula) {
  const [known, setKnown] = useState(complete);
  useEffect(() => {
    if (!hasFormula || known) return;
    import("./formulas.js").then(({ math }) => {
      complete ??= { ...PLAIN, math };
      setKnown(complete);
    });
  }, [hasFormula, known]);
  return (hasFormula && known) || PLAIN;
}

export function Markdown({ text, isWriting }) {
  const written = withFormulas(text);
  const plugins = usePlugins(written.includes("$$"));
  return (
    <Streamdown
      className="markdown"
      plugins={plugins}
      controls={CONTROLS}
      linkSafety={LINKS}
      rehypePlugins={REHYPE}
      urlTransform={defaultUrlTransform}
      components={COMPONENTS}
      BlockComponent={Part}
      codeBlockMaxHeight={0}
      tableMaxHeight={0}
      lineNumbers={false}
      isAnimating={isWriting}
      parseIncompleteMarkdown={isWriting}
    >
      {plugins.math ? written : text}
    </Streamdown>
  );
}
