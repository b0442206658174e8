// What the page uses of the packages it is built with. They come with the build, which `tsc` must not need.

declare module "lucide-react" {
  export type Icon = (props: { size?: number; "aria-hidden"?: "true"; className?: string }) => React.JSX.Element;
  export const Archive: Icon;
  export const ArchiveRestore: Icon;
  export const ArrowDown: Icon;
  export const ArrowLeft: Icon;
  export const BookmarkPlus: Icon;
  export const ChartColumn: Icon;
  export const Check: Icon;
  export const ChevronRight: Icon;
  export const ClipboardCopy: Icon;
  export const Command: Icon;
  export const Copy: Icon;
  export const Download: Icon;
  export const Ellipsis: Icon;
  export const FileText: Icon;
  export const Folder: Icon;
  export const FolderInput: Icon;
  export const FolderKanban: Icon;
  export const FolderOpen: Icon;
  export const FolderPlus: Icon;
  export const Icon: Icon;
  export const Image: Icon;
  export const Inbox: Icon;
  export const Keyboard: Icon;
  export const ListChecks: Icon;
  export const ListFilter: Icon;
  export const LogOut: Icon;
  export const MessageSquareText: Icon;
  export const Monitor: Icon;
  export const Moon: Icon;
  export const MousePointerClick: Icon;
  export const PanelLeft: Icon;
  export const Maximize2: Icon;
  export const Minimize2: Icon;
  export const Pencil: Icon;
  export const Pin: Icon;
  export const PinOff: Icon;
  export const Plug: Icon;
  export const Plus: Icon;
  export const RotateCw: Icon;
  export const Printer: Icon;
  export const Search: Icon;
  export const Send: Icon;
  export const Settings: Icon;
  export const Share2: Icon;
  export const SlidersHorizontal: Icon;
  export const Split: Icon;
  export const Sun: Icon;
  export const SunMoon: Icon;
  export const TextSelect: Icon;
  export const Trash2: Icon;
  export const Upload: Icon;
  export const X: Icon;
}

declare module "react-dom" {
  export function createPortal(children: React.ReactNode, container: Element): React.ReactPortal;
}

declare module "react-router" {
  export function Link(
    props: React.ComponentPropsWithRef<"a"> & { to: string; replace?: boolean; reloadDocument?: boolean },
  ): React.JSX.Element;
  export function useHref(to: string): string;
  export function useNavigate(): (to: string, options?: { replace?: boolean }) => void;
  export function useLocation(): { pathname: string; search: string; hash: string; key: string };
}

declare module "$/utils/context" {
  export const ColorModeContext: React.Context<{ setColorMode: (mode: "light" | "dark" | "system") => void }>;
  export const StateStoreContext: React.Context<{
    getSnapshot: (state: string) => Record<string, unknown>;
    subscribe: (state: string, listener: () => void) => () => void;
  }>;
}

declare module "katex" {
  const katex: { render(tex: string, element: HTMLElement, options: object): void };
  export default katex;
}
declare module "katex/dist/katex.min.css";

declare module "remend" {
  export default function remend(text: string, options?: object): string;
}

declare module "unist-util-visit" {
  export function visit(tree: import("mdast").Nodes, visitor: (node: import("mdast").Nodes) => void): void;
}

declare module "mdast-util-gfm" {
  export function gfmFromMarkdown(): object[];
}

declare module "micromark" {
  import type { Chunk, Encoding, ParseContext, ParseOptions, Value } from "micromark-util-types";
  export function parse(options?: ParseOptions): ParseContext;
  export function preprocess(): (value: Value, encoding?: Encoding | null, end?: boolean | null) => Chunk[];
}

declare module "micromark-core-commonmark" {
  export const attention: import("micromark-util-types").Construct;
}

declare module "micromark-extension-gfm" {
  export function gfm(options?: { singleTilde?: boolean }): import("micromark-util-types").Extension;
}

declare module "streamdown" {
  export interface HighlightResult {
    bg?: string;
    fg?: string;
    tokens: { content: string; offset?: number; htmlStyle?: Record<string, string> }[][];
  }
  export interface CodeHighlighterPlugin {
    name: "shiki";
    type: "code-highlighter";
    supportsLanguage(language: string): boolean;
    getSupportedLanguages(): string[];
    getThemes(): [string, string];
    highlight(
      options: { code: string; language: string; isIncomplete?: boolean },
      done?: (result: HighlightResult) => void,
    ): HighlightResult | null;
  }
  export interface BlockProps {
    content: string;
    isIncomplete: boolean;
  }
  export function Block(props: BlockProps): React.JSX.Element;
  export function CodeBlock(props: {
    code: string;
    language: string;
    isIncomplete?: boolean;
    lineNumbers?: boolean;
    children?: React.ReactNode;
  }): React.JSX.Element;
  export function CodeBlockCopyButton(): React.JSX.Element;
  export function TableCopyDropdown(): React.JSX.Element;
  export function useIsCodeFenceIncomplete(): boolean;
  export const defaultRehypePlugins: { harden: [plugin: object, options: object] };
  export const defaultUrlTransform: (url: string) => string | null | undefined;
  export function Streamdown(props: {
    className: string;
    children: string;
    plugins: { code: CodeHighlighterPlugin };
    linkSafety: { enabled: boolean };
    remarkPlugins: readonly unknown[];
    rehypePlugins: readonly unknown[];
    urlTransform: typeof defaultUrlTransform;
    components: object;
    BlockComponent: React.ComponentType<BlockProps>;
    parseMarkdownIntoBlocksFn: (text: string) => string[];
    parseIncompleteMarkdown: boolean;
    codeBlockMaxHeight: number;
    lineNumbers: boolean;
    isAnimating: boolean;
  }): React.JSX.Element;
}
declare module "streamdown/styles.css";

declare module "shiki/core" {
  export type Language = { default: object[] };
  export interface Highlighter {
    loadLanguage(language: Language | Promise<Language>): Promise<void>;
    codeToTokens(code: string, options: { lang: string; themes: object }): import("streamdown").HighlightResult;
  }
  export function createHighlighterCore(options: { engine: object; langs: object[]; themes: object[] }): Promise<Highlighter>;
}
declare module "shiki/engine/javascript" {
  export function createJavaScriptRegexEngine(options: { forgiving: boolean }): object;
}
declare module "shiki/langs/*" {
  const language: object[];
  export default language;
}
declare module "shiki/themes/*" {
  const theme: object;
  export default theme;
}

declare module "diff" {
  export interface Change {
    value: string;
    added: boolean;
    removed: boolean;
  }
  export function diffLines(before: string, after: string, options: { timeout: number }): Change[] | undefined;
}

declare module "sucrase" {
  export function transform(code: string, options: object): { code: string };
}

declare module "recharts";
declare module "react-dom";
declare module "react-dom/client" {
  export function createRoot(element: Element, options?: object): { render(element: React.ReactNode): void };
}
declare module "*?url" {
  const url: string;
  export default url;
}
declare module "*?worker&url" {
  const url: string;
  export default url;
}
declare module "*/artifact_panel.css";

declare module "@codemirror/state" {
  export type Extension = object | Extension[];
  export interface EditorState {
    sliceDoc(): string;
  }
  export const EditorState: {
    create(config: { doc: string; extensions: Extension }): EditorState;
    lineSeparator: { of(separator: string): Extension };
    phrases: { of(words: Record<string, string>): Extension };
  };
}
declare module "@codemirror/view" {
  import type { EditorState, Extension } from "@codemirror/state";
  export interface KeyBinding {
    key?: string;
    preventDefault?: boolean;
    run?: () => boolean;
  }
  export class EditorView {
    constructor(config: { parent: HTMLElement; state: EditorState });
    focus(): void;
    destroy(): void;
    static theme(rules: Record<string, Record<string, string>>): Extension;
    static lineWrapping: Extension;
    static contentAttributes: { of(attributes: Record<string, string>): Extension };
    static updateListener: { of(listener: (update: { docChanged: boolean; state: EditorState }) => void): Extension };
  }
  export const keymap: { of(bindings: KeyBinding[]): Extension };
  export function lineNumbers(): Extension;
}
declare module "@codemirror/commands" {
  import type { Extension } from "@codemirror/state";
  import type { KeyBinding } from "@codemirror/view";
  export const defaultKeymap: KeyBinding[];
  export const historyKeymap: KeyBinding[];
  export const indentWithTab: KeyBinding;
  export function history(): Extension;
}
declare module "@codemirror/search" {
  import type { Extension } from "@codemirror/state";
  import type { KeyBinding } from "@codemirror/view";
  export const searchKeymap: KeyBinding[];
  export function search(config: { top: boolean }): Extension;
}
declare module "@codemirror/language" {
  import type { Extension } from "@codemirror/state";
  export const HighlightStyle: { define(rules: object[]): object };
  export function bracketMatching(): Extension;
  export function indentOnInput(): Extension;
  export function syntaxHighlighting(style: object): Extension;
}
declare module "@codemirror/lang-css" {
  export function css(): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-html" {
  export function html(): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-javascript" {
  export function javascript(config: { jsx?: boolean; typescript?: boolean }): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-json" {
  export function json(): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-markdown" {
  export function markdown(): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-python" {
  export function python(): import("@codemirror/state").Extension;
}
declare module "@codemirror/lang-xml" {
  export function xml(): import("@codemirror/state").Extension;
}
declare module "@lezer/highlight" {
  type Tag = object;
  type Modifier = (tag: Tag) => Tag;
  export const tags: Record<
    | "attributeValue"
    | "comment"
    | "emphasis"
    | "heading"
    | "invalid"
    | "keyword"
    | "meta"
    | "regexp"
    | "string"
    | "strong"
    | "tagName"
    | "variableName",
    Tag
  > & { definition: Modifier; function: Modifier };
}
