// A request to the API, for what must not pass through the page's state. Gives `told`, or a `fault` in words; `signal` may abort it.
export async function call(method, path, body, signal) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
    signal,
  }).catch(() => null);
  if (signal?.aborted) return { fault: "Cancelled." };
  if (answer === null) return { fault: "rxchat does not answer. Try again when it does." };
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return { told };
  return { fault: [told.error?.message, told.error?.hint].filter(Boolean).join(" ") || `rxchat answers ${answer.status}.` };
}
