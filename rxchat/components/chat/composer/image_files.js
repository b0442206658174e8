// Looks at files that are to be attached: what they are, by their content, and whether they must be made smaller first.

const LONGEST_EDGE = 8000; // pixels; a longer one is refused by vendors
const SMALLER_EDGE = 2048; // what a photo is made smaller to: more than any vendor looks at
const QUALITY = 0.85;

const BEGINNINGS = [/^\x89PNG\r\n\cZ\n/, /^\xff\xd8\xff/, /^GIF8[79]a/, /^RIFF[\s\S]{4}WEBP/];

/** @param {File} file */
async function isImage(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  return BEGINNINGS.some((beginning) => beginning.test(head));
}

/**
 * As a JPEG on white: what is seen through has no colour of its own there.
 * @param {ImageBitmap} bitmap
 * @returns {Promise<Blob | null>}
 */
function smaller(bitmap) {
  const scale = Math.min(1, SMALLER_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** @param {number} bytes */
export const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;

/**
 * The `file` to send, of at most `largest` bytes, or a `fault` in words.
 * @param {File} file
 * @param {number} largest
 * @returns {Promise<{ file: Blob, fault?: undefined } | { file?: undefined, fault: string }>}
 */
export async function look(file, largest) {
  const name = file.name || "This file";
  if (!(await isImage(file).catch(() => false))) {
    return { fault: `${name} isn't a supported image. Use PNG, JPEG, GIF or WebP.` };
  }
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return { fault: `Couldn't open ${name}. It may be damaged.` };
  const isLong = Math.max(bitmap.width, bitmap.height) > LONGEST_EDGE;
  const sent = file.size > largest || isLong ? await smaller(bitmap) : file;
  bitmap.close();
  if (sent === null || sent.size > largest) return { fault: `${name} is too large. The limit is ${megabytes(largest)}.` };
  return { file: sent };
}
