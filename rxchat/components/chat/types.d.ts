// Types of the chat: the draft and its images, the model selector, the growing answer.

/** An image of a draft. It has an `id` once it is uploaded; `share` is how much of it is, from 0 to 1. */
export interface DraftImage {
  key: string;
  id?: number;
  name: string;
  size: number;
  url: string;
  share: number;
  sending?: AbortController;
}

/** `words` say why an image is not there; `looking` is the number of files that are still looked at. */
export interface Draft {
  images: DraftImage[];
  words: string;
  looking: number;
}

/** A draft; with a `token` and the `ids` of its images, it has been sent. */
export interface Sent {
  text: string;
  token: string;
  ids: number[];
}

/** The server's limits for the images of a message, in images and bytes. */
export interface ImageLimits {
  most: number;
  largest: number;
  sum: number;
}

/** The chosen model; `seeing` is one that can read images, with an empty `ref` where there is none. */
export interface ChosenModel {
  ref: string;
  name: string;
  isBlind: boolean;
  seeing: { ref: string; name: string };
}

/** What is typed in the editor of a message, the numbers of its images that stay, and the token that it was sent with. */
export interface Edit {
  text: string;
  kept: number[];
  token?: string;
  isOpen?: boolean;
}

/** What the fields of the answer settings have in common. */
export interface SettingField {
  name: string;
  value: string;
  error: string | undefined;
  onKeep: (name: string, value: string) => void;
  onTooLong: (name: string, isTooLong: boolean) => void;
}

/** `OfferedControls` in rxchat/state/answer_settings.py. */
export interface OfferedControls {
  model: string;
  highest_temperature: number;
  samples: boolean;
  why_not: string;
  takes_both: boolean;
  efforts: ApiBody<"Reasoning">[];
  unheard: string;
  most_tokens: number;
}

export type Provider = ApiBody<"ProviderBody">;

/** What a search, a filter or a row must know of a model: of the API's, or of one that was typed. */
export interface Model
  extends Pick<ApiBody<"ModelBody">, "id" | "model" | "name" | "provider" | "lifecycle" | "price" | "context_window"> {
  replacement?: string | null;
  capabilities: Partial<ApiBody<"CapabilitiesBody">>;
  label: string;
  icon: string;
  badges: string[];
  isNew?: boolean;
}

/** A model with the words that it is found by. */
export interface FindableModel extends Model {
  words: string[];
  compact: string;
}

/** As the chips set them: the provider, the highest price, the smallest context. */
export interface Filters {
  provider: string;
  price: string;
  context: string;
  /** Capabilities by their names. */
  [capability: string]: string | boolean;
}

/** What the conversation asks of a model. `attached`: images in the draft; `images`: in the messages. */
export interface Needs {
  images: boolean;
  attached: boolean;
  tokens: number;
}

/** Why a model is not fit for the conversation, and whether it could answer all the same. */
export interface Unfit {
  reason: string;
  canAnswer: boolean;
}

/** A group of the model selector. `isOpen`: its models are still to be named; `drawn` are the rows to draw at first. */
export interface ModelGroup<Row extends Model = Model> {
  id: string;
  key: string;
  label: string;
  rows: Row[];
  drawn?: Row[];
  provider?: Provider;
  unconnected?: Provider[];
  isMixed?: boolean;
  isOpen?: boolean;
  startsFolded?: boolean;
}

/** A row that can be reached with a key. */
export interface ModelOption {
  id: string;
  model: Model;
}

/** What the selector knows: `createStore`'s state in model_store.js. */
export interface KnownModels {
  models: FindableModel[];
  providers: Provider[];
  capabilities: ApiBody<"CapabilityBody">[];
  preferences: ApiBody<"ModelPreferencesBody">;
  isLoaded: boolean;
  fault: string;
}

/** The answer that is being written. */
export interface LiveReply {
  id: number;
  /** of the last frame */
  n: number;
  text: string;
  thinking: string;
  cards: import("./reply/artifact_pieces.js").Card[];
}

/** What is new of it. `cards` take the place of those from `card` on. */
export interface ReplyFrame {
  id: number;
  n: number;
  text?: string;
  thinking?: string;
  card?: number;
  cards?: LiveReply["cards"];
}

/** A version of an artifact. Its `code` is null until it is fetched; `id` is of its row, where it has one. It is live until its answer has ended. */
export interface ArtifactDocument {
  key: string;
  place: string;
  id?: number;
  createdAt?: string;
  title: string;
  format: string;
  language: string;
  fileName: string;
  code: string | null;
  isWriting: boolean;
  isUnfinished: boolean;
  isLive?: boolean;
}

/** A function that says whether a group is folded. */
export type IsFolded = (group: ModelGroup) => boolean;

/** A part of an answer that is drawn for itself: what Markdown calls it, where it begins, its text, and whether that is shown as it is. */
export interface Block {
  type: string;
  begin: number;
  source: string;
  isPlain: boolean;
}

/** A formula as an element of the answer's tree. */
export interface FormulaNode {
  type: "formula";
  value: string;
  data: object;
}

/** What an extension of mdast-util-from-markdown builds with. */
export interface TreeBuilder {
  stack: FormulaNode[];
  enter(node: FormulaNode, token: object): void;
  exit(token: object): void;
  sliceSerialize(token: object): string;
}

declare module "mdast" {
  /** HTML that means something, as a node: <sub>, <sup>, <kbd>. */
  interface Marked {
    type: "marked";
    children: RootContent[];
    data: { hName: string };
  }
  interface RootContentMap {
    marked: Marked;
  }
}

declare module "micromark-util-types" {
  interface ParseContext {
    /** The last line of each display formula, by its first one. */
    formulas?: Map<number, number>;
  }
  interface TokenTypeMap {
    formulaBlock: "formulaBlock";
    formulaText: "formulaText";
    formulaData: "formulaData";
  }
}
