/**
 * A number with its noun: "1 image", "2 images".
 * @param {number} count
 * @param {string} noun
 * @param {string} [shown] the number as it is written
 */
export const counted = (count, noun, shown = String(count)) => `${shown} ${noun}${count === 1 ? "" : "s"}`;
