// Types of the settings: a provider's row, what its requests say, an import.

/** What a form says after a request. `heard` is only for those who don't see the row. */
export interface Word {
  text: string;
  isBad: boolean;
  heard: string;
}

/** A request about a provider: `what` names it, `said` gives the words for its result. */
export interface Wanted<Result> {
  what: string;
  method: string;
  to?: string;
  body?: object;
  signal?: AbortSignal;
  said: (result: Result) => Partial<Word>;
}

export type Run = <Result>(wanted: Wanted<Result>) => Promise<void>;

/** A provider as its row knows it (`ProviderControls` in provider_list.py). */
export interface ProviderProps {
  name: string;
  label: string;
  takesKey: boolean;
  needsKey: boolean;
  lacksAddress: boolean;
  isOwn: boolean;
  isBroken: boolean;
  keyHint: string;
  keySource: string;
  keyUrl: string;
  isEnabled: boolean;
  isConfigured: boolean;
  light: string;
  baseUrl: string;
  usualUrl: string;
  waitSeconds: string;
  usualWait: string;
  cacheHour: "" | "on" | "off";
  hasCertificateAuthority: boolean;
  lacksList: boolean;
  typedModels: string[];
}

/** A file that couldn't be read, and why. */
export type Unread = [name: string, fault: string];

export type ImportStep = "empty" | "looking" | "seen" | "importing" | "done";

/** `place` is the number of the file under way, `share` how much of all is done, from 0 to 1. */
export interface ImportState {
  step: ImportStep;
  files: File[];
  place: number;
  share: number;
  added: number;
  report: ApiBody<"ImportBody"> | null;
  unread: Unread[];
  fault: string;
}

/** A file, and what was found in it. */
export type ReadFile = [file: File, report: ApiBody<"ImportBody">];
