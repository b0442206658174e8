// Types of the shell: the list of conversations, its search and its menus.

/** A conversation as the list shows it (`ListRow` in rxchat/state/list_changes.py, or a whole one from the API). */
export type Conversation = Pick<
  ApiBody<"ConversationBody">,
  "id" | "title" | "provider" | "is_pinned" | "is_archived" | "is_unread" | "updated_at" | "project_id"
>;

/** `row` is null for a conversation that was deleted. */
export interface Change {
  id: number;
  row: Conversation | null;
}

/** What the server pushes: `ListChanges` in rxchat/state/list_changes.py. */
export interface ListChanges {
  number: number;
  floor: number;
  rows: (Change & { number: number })[];
}

/** A project or folder, or a model by its ref. */
export interface Choice {
  id: number | string;
  name: string;
}

/** Which conversations the list shows; no `provider` means all. `since` and `until` are days of the person's calendar, inclusive. */
export interface View {
  provider: string;
  isArchived: boolean;
  model?: string;
  project?: Choice;
  folder?: Choice;
  since?: string;
  until?: string;
}

/** A list that is loaded up to `end`, or completely where that is null. */
export interface List {
  view: View;
  pinned: Conversation[];
  items: Conversation[];
  end: Conversation | null;
}

export type Hit = Conversation & { match: ApiBody<"Match"> };

/** The hits for `words`; `cursor` leads to more of them. */
export interface Found {
  words: string;
  hits: Hit[];
  cursor: string | null;
  fault: string;
}

export interface Notice {
  text: string;
  isBad?: boolean;
  undo?: () => Promise<unknown>;
  erase?: () => Promise<unknown>;
}

/** A conversation's menu, and the button that opened it. */
export interface OpenMenu {
  conversation: Conversation;
  opener: HTMLElement;
}

/** Labels of providers by their names. */
export type Labels = Map<string, string>;

/** A folder as the sidebar knows it, of the API's brief list. */
export type Folder = Pick<
  ApiBody<"FolderBody">,
  "id" | "name" | "parent_id" | "project_id" | "position" | "conversations" | "version"
>;

/** The conversations of an open folder, as far as they are loaded. `version` is the folder's when they were. */
export interface FolderPage {
  items: Conversation[];
  cursor: string | null;
  isLoading: boolean;
  fault: string;
  version: string;
}

/** Where a folder goes: into another one, or to the top of a project or of none. Without a `position` it is the last there. */
export interface FolderPlace {
  parent_id: number | null;
  project_id: number | null;
  position?: number;
}

/** Where conversations go; null is out of all. */
export interface ChatPlace {
  folder_id?: number | null;
  project_id?: number | null;
}

/** A row of the tree. `index` of `size` siblings, from 0; `parent` is the key of the row that it is in. */
export interface TreeRow {
  key: string;
  kind: "folder" | "chat" | "more" | "note";
  level: number;
  index: number;
  size: number;
  parent: string;
  folder: Folder;
  isOpen: boolean;
  conversation: Conversation | null;
  text: string;
}

/** What is moved by dragging or in the dialog: conversations, or one folder. */
export interface Movables {
  chats: number[];
  folder: number;
}

/** A place in the dialog. `path` names the folders and the project that lead to it. */
export interface Destination {
  key: string;
  kind: "none" | "project" | "folder";
  id: number;
  project: number | null;
  name: string;
  path: string;
  level: number;
}
