// An answer's Markdown, while it is being written and after. Half of all that the page is made of: reply.jsx fetches it.
import { createContext, memo, useContext, useLayoutEffect, useState } from "react";
import {
  Block,
  CodeBlock,
  CodeBlockCopyButton,
  defaultRehypePlugins,
  defaultUrlTransform,
  Streamdown,
  TableCopyDropdown,
  useIsCodeFenceIncomplete,
} from "streamdown";
import "streamdown/styles.css";
import { cutter, plainText } from "./blocks.js";
import { code } from "./code_highlighter.js";
import { labelOf } from "./code_label.js";
import { CodeOpener } from "./code_opener.jsx";
import { dialect } from "./dialect.js";
import { directions, isFromRight } from "./direction.js";
import { drawnAs } from "./growing_end.js";
import { GrowingProse } from "./growing_prose.jsx";
import { isEmbedded, isInTheAnswer, outside } from "./link_policy.js";
import { Unread } from "./long_code.jsx";
import { Formula } from "./math.jsx";
import { markup } from "./no_html.js";
import { isProse } from "./prose.js";

/** @import { BlockProps } from "streamdown" */
/** @typedef {{ children: [{ properties: { className?: string[] }, children: { value?: string }[] }] }} FencedCode a `pre` of hast */

const PLUGINS = { code };
const LINKS = { enabled: false };
const APART = { target: "_blank", rel: "noopener noreferrer nofollow" };
const REMARK = [dialect, markup];
// Without the `raw` plugin, HTML in an answer is not parsed; the URL transform makes Streamdown show it as the text it is.
const REHYPE = [defaultRehypePlugins.harden, directions];

const IsInLink = createContext(false);

/**
 * A picture from elsewhere is not fetched: an address can carry the conversation away. It is a box that names the host, which a
 * person may open, in a tab of its own that learns nothing of this one. Pixels that came with the answer are drawn.
 * @param {{ src?: string, alt?: string }} props
 */
function Picture({ src, alt }) {
  const isInLink = useContext(IsInLink);
  if (isEmbedded(src)) return <img src={src} alt={alt ?? ""} />;
  const url = outside(src);
  const label = `Image${alt ? `: ${alt}` : ""}${url?.host ? ` (from ${url.host})` : ""}`;
  return url?.host && !isInLink ? (
    <a className="picture" href={url.href} title={`Not loaded, for privacy. Open ${url.host} in a new tab.`} {...APART}>
      {label}
    </a>
  ) : (
    <span className="picture">{label}</span>
  );
}

/** @param {{ href?: string, children?: React.ReactNode }} props */
function Anchor({ href, children }) {
  const url = outside(href);
  const content = <IsInLink.Provider value={true}>{children}</IsInLink.Provider>;
  if (url)
    return (
      <a href={url.href} {...APART}>
        {content}
      </a>
    );
  return isInTheAnswer(href) ? <a href={href}>{content}</a> : <span>{children}</span>;
}

/** @param {{ children?: React.ReactNode }} props */
const InlineCode = ({ children }) => <code>{children}</code>;

/**
 * What is copied is the code alone, without the end of its last line: pasted into a terminal, that would start it.
 * @param {{ node: FencedCode }} props
 */
function Code({
  node: {
    children: [{ properties, children }],
  },
}) {
  const text = (children[0]?.value ?? "").replace(/\n$/, "");
  const language = properties.className?.[0].replace(/^language-/, "") ?? "";
  const isIncomplete = useIsCodeFenceIncomplete();
  return (
    <CodeBlock code={text} language={labelOf(language)} isIncomplete={isIncomplete} lineNumbers={false}>
      <CodeOpener language={language} code={text} isWhole={!isIncomplete} />
      <CodeBlockCopyButton />
    </CodeBlock>
  );
}

/** @param {{ children?: React.ReactNode, dir?: string }} props */
const Table = ({ children, dir }) => (
  <div className="table-box" data-streamdown="table-wrapper" dir={dir}>
    <div className="table-scroll">
      <table dir={dir}>{children}</table>
    </div>
    <div className="table-tools">
      <TableCopyDropdown />
    </div>
  </div>
);

// Plain elements where Streamdown would bring components with a look of their own.
const TAGS = "blockquote h1 h2 h3 h4 h5 h6 hr li ol p section strong sub sup tbody td th thead tr ul".split(" ");
const PLAIN = Object.fromEntries(TAGS.map((tag) => [tag, tag]));
const COMPONENTS = { ...PLAIN, a: Anchor, code: InlineCode, formula: Formula, img: Picture, pre: Code, table: Table };

/**
 * A block of an answer: a paragraph, a list, a table.
 * @param {BlockProps} props
 */
function BlockOfAnswer(props) {
  const plain = plainText(props.content);
  if (plain !== null) return <Unread text={plain} />;
  const text = props.content.trimEnd(); // what it is indented by may make it code
  if (!isProse(text)) return <Block {...props} />;
  return <GrowingProse text={text} dir={isFromRight(text) ? "rtl" : undefined} />;
}

const Part = memo(BlockOfAnswer);
const GROWING = "markdown-growing";

/** @param {{ text: string, isWriting: boolean }} props */
export function Markdown({ text, isWriting }) {
  const [cut, setCut] = useState(() => ({ isWriting, blocks: cutter(isWriting) }));
  if (cut.isWriting !== isWriting) setCut({ isWriting, blocks: cutter(isWriting) });
  useLayoutEffect(() => {
    if (!isWriting) return;
    drawnAs([...document.getElementsByClassName(GROWING)].at(-1) ?? null, text);
    return () => drawnAs(null, "");
  }, [text, isWriting]);
  return (
    <Streamdown
      className={isWriting ? `markdown ${GROWING}` : "markdown"}
      plugins={PLUGINS}
      linkSafety={LINKS}
      remarkPlugins={REMARK}
      rehypePlugins={REHYPE}
      urlTransform={defaultUrlTransform}
      components={COMPONENTS}
      BlockComponent={Part}
      parseMarkdownIntoBlocksFn={cut.blocks}
      parseIncompleteMarkdown={false}
      codeBlockMaxHeight={0}
      lineNumbers={false}
      isAnimating={isWriting}
    >
      {text}
    </Streamdown>
  );
}
