// Prompts to begin with, for a library that has none yet.

/** @import { Starter } from "./types" */

/** @type {Starter[]} */
export const STARTERS = [
  {
    title: "Summarize",
    description: "The main points of a text, in as many sentences as you say.",
    text: "Summarize the following text in {number} sentences, for {audience}:\n\n{text}",
    category: "Writing",
  },
  {
    title: "Rewrite",
    description: "A text in another tone, without changing what it says.",
    text: "Rewrite the following text in a {tone} tone. Keep its meaning and its length.\n\n{text}",
    category: "Writing",
  },
  {
    title: "Review code",
    description: "Bugs first, then what could be simpler.",
    text: "Review this {language} code. List bugs first, then what could be simpler. Be specific.\n\n```\n{code}\n```",
    category: "Code",
  },
  {
    title: "Explain",
    description: "A topic, at the level of the reader.",
    text: "Explain {topic} to {reader}. Begin with an example from everyday life.",
    category: "Learning",
  },
];
