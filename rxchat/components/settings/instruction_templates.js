// Templates for how answers should be written: sentences that are put into the user's own text, and taken out of it again.

/** @type {Record<string, string>} */
export const TEMPLATES = {
  Concise: "Keep answers short. Start with the answer itself and leave out what I didn't ask for.",
  Detailed: "Explain thoroughly: give the background, edge cases and trade-offs, with headings and examples.",
  "For a developer": "I'm an experienced developer. Show working code first, name the versions it's for, and skip the basics.",
  Teacher:
    "Explain step by step, from simple to difficult, with everyday examples. End with a question that checks my understanding.",
  Creative: "Be imaginative. Offer several different ideas, write vividly, and suggest angles I haven't thought of.",
};

/** @param {string} text @param {string} name */
export const has = (text, name) => text.includes(TEMPLATES[name]);

/**
 * The text with the template at its end, or without it. What else stands there stays.
 * @param {string} text
 * @param {string} name
 */
export function toggled(text, name) {
  const template = TEMPLATES[name];
  if (!has(text, name)) return [text.trimEnd(), template].filter(Boolean).join("\n\n");
  const [before, after] = [text.slice(0, text.indexOf(template)), text.slice(text.indexOf(template) + template.length)];
  return [before.trimEnd(), after.trimStart()].filter(Boolean).join("\n\n");
}
