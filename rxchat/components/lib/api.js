// Requests to the API, for what must not pass through the page's state. Each resolves: what went wrong is a `fault`, in words.

export const OFFLINE = "Can't reach rxchat. Check that it's running and try again.";

/** @import { Answer, Options } from "./types" */

/**
 * What an error of the API says: what happened, and what to do.
 * @param {number} status
 * @param {Partial<ApiBody<"ErrorBody">> | null} body
 */
export function faultOf(status, body) {
  const said = [body?.error?.message, body?.error?.hint].filter(Boolean).join(" ");
  return said || `Something went wrong (HTTP ${status}). Try again.`;
}

/**
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<{ response: Response, fault?: undefined } | { response?: undefined, fault: string, code?: string }>}
 */
export async function request(path, { method = "GET", body, form, signal } = {}) {
  const response = await fetch(path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: form ?? (body ? JSON.stringify(body) : undefined),
    signal,
  }).catch(() => null);
  if (signal?.aborted) return { fault: "Canceled." };
  if (response === null) return { fault: OFFLINE };
  if (response.ok) return { response };
  /** @type {Partial<ApiBody<"ErrorBody">> | null} */
  const failed = await response.json().catch(() => null);
  const code = failed?.error?.code;
  return { fault: faultOf(response.status, failed), ...(code && { code }) };
}

/**
 * @template [Data=unknown]
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Answer<Data>>}
 */
export async function call(path, options) {
  const asked = await request(path, options);
  if (asked.fault !== undefined) return asked;
  return { data: await asked.response.json().catch(() => ({})) };
}

/**
 * Send a file. `fetch` says nothing of an upload's progress.
 * @template [Data=unknown]
 * @param {string} path
 * @param {Blob} file
 * @param {{ onShare: (share: number) => void, signal: AbortSignal }} options
 * @returns {Promise<(Answer<Data> & { isCanceled?: undefined }) | { isCanceled: true, data?: undefined, fault?: undefined }>}
 */
export function upload(path, file, { onShare, signal }) {
  return new Promise((resolve) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", path);
    sending.setRequestHeader("content-type", "application/octet-stream");
    sending.responseType = "json";
    sending.upload.onprogress = ({ lengthComputable, loaded, total }) => lengthComputable && onShare(loaded / total);
    sending.onload = () => {
      if (sending.status >= 200 && sending.status < 300) resolve({ data: sending.response });
      else resolve({ fault: faultOf(sending.status, sending.response) });
    };
    sending.onerror = () => resolve({ fault: OFFLINE });
    sending.onabort = () => resolve({ isCanceled: true });
    signal.addEventListener("abort", () => sending.abort());
    sending.send(file);
  });
}
