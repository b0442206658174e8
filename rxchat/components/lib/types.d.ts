// Types that the components share, beside those of the API (scripts/javascript/globals.d.ts).

/** A provider as the server names it to the page (rxchat/state/sidebar.py). */
export interface ProviderBadge {
  name: string;
  label: string;
  icon: string;
}

/** What came of a request: its result, or what went wrong in words, with the API's code where it answered. */
export type Answer<Data> =
  | { data: Data; fault?: undefined; code?: undefined }
  | { data?: undefined; fault: string; code?: string };

/** How a request is made. */
export interface Options {
  method?: string;
  body?: object;
  form?: FormData;
  signal?: AbortSignal;
}

export type CopyResult = "" | "good" | "bad";

/** One text by its media types. */
export type CopiedText = { "text/plain": string } & Record<string, string>;

/** A key event, of the browser's or of React's. */
export type KeyPress = KeyboardEvent | React.KeyboardEvent;
