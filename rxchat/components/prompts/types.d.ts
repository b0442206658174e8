// Types of the prompt library: its page, its editor and the composer's picker.

/** A part of a prompt's text as it is written; `name` is that of a variable, or empty. */
export interface PromptPart {
  text: string;
  name: string;
}

export type Prompt = ApiBody<"PromptBody">;
export type PromptSummary = ApiBody<"PromptSummary">;

/** What the editor holds; `tags` are as they are typed, with commas between them. */
export interface PromptDraft {
  title: string;
  text: string;
  description: string;
  category: string;
  tags: string;
  is_public: boolean;
}

/** Which prompts the page shows; an empty text means all. */
export interface PromptView {
  q: string;
  category: string;
  tag: string;
  sort: string;
  scope: string;
}

/** What the editor opens with: a prompt to change or to look at, or a draft of a new one. */
export interface EditorContent {
  prompt?: Prompt;
  draft?: Partial<PromptDraft>;
}

/** A starter of an empty library. */
export interface Starter {
  title: string;
  description: string;
  text: string;
  category: string;
}
