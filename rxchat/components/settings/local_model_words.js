// Words about models on this computer: sizes, offers, how far a download is.

/** Such as `2.5 GB`, in the units of hubs and disks. @param {number} bytes */
export const sizeWords = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`);

/** @param {Pick<ApiBody<"OfferedBody">, "size" | "memory" | "licence">} model */
export const offerWords = ({ size, memory, licence }) => `${sizeWords(size)}, needs ${sizeWords(memory)} of memory, ${licence}`;

/** @param {Pick<ApiBody<"DownloadBody">, "done" | "total" | "error">} download */
export function downloadWords({ done, total, error }) {
  if (error) return `${error.message} ${error.hint}`.trim();
  return total ? `${sizeWords(done)} of ${sizeWords(total)}` : "Starting…";
}
