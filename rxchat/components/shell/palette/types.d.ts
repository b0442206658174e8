// Types of the command palette.

import type { ProviderBadge } from "../../lib/types";
import type { Choice, Conversation } from "../types";

export interface PaletteProps {
  /** Keys of the page's shortcuts by the names of what they do. */
  keys: Record<string, string>;
  badges: ProviderBadge[];
  /** Names and addresses of the settings' pages. */
  settings: [name: string, address: string][];
  onChoose: (ref: string) => void;
  onClose: () => void;
}

/** What choosing an entry does: leads to an address, does what a shortcut does, or something else. */
export type Deed = { to: string } | { act: string } | { run: () => unknown };

/** What choosing a model, a folder or a prompt does. */
export interface Deeds {
  model: (ref: string) => void;
  folder: (folder: Choice) => void;
  prompt: (id: number) => void;
}

/** A part of the snippet of a message. */
export type Piece = ApiBody<"PieceOfLine">;

export interface Entry {
  key: string;
  icon: string;
  name: string;
  provider?: string;
  line?: Piece[];
  detail?: string;
  keys?: string;
  deed: Deed;
}

export interface Group {
  name: string;
  entries: Entry[];
}

/** What the page itself can find, without asking the server. */
export interface Known {
  conversations: Conversation[];
  models: { id: string; name: string; label: string; provider: string }[];
  actions: Entry[];
}

/** What the server has found for `words`. */
export type Answer = ApiBody<"QuickHitsBody"> & { words: string };
