/**
 * Rows in parts of `size`: a part that is far from sight costs the browser nothing (`content-visibility`), and there are fewer of them.
 * @template Row
 * @param {Row[]} rows
 * @param {number} size
 */
export function partsOf(rows, size) {
  const parts = [];
  for (let at = 0; at < rows.length; at += size) parts.push(rows.slice(at, at + size));
  return parts;
}
