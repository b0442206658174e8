// Types of the shell: the list of conversations, its search and its menus.

/** A conversation as the list shows it (`ListRow` in rxchat/state/list_changes.py, or a whole one from the API). */
export type Conversation = Pick<
  ApiBody<"ConversationBody">,
  "id" | "title" | "provider" | "is_pinned" | "is_archived" | "is_unread" | "updated_at"
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

/** Which conversations the list shows; no `provider` means all. */
export interface View {
  provider: string;
  isArchived: boolean;
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
