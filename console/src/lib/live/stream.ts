import { LIVE_EVENTS, type LiveEventName, type LiveEvents } from './protocol';

/** The service beats every 5 s: two missed beats and a little are a line that is dead without saying so. */
export const SILENCE_MS = 12_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

export type Line = 'connecting' | 'live' | 'lost';

export interface Source {
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

export interface StreamHandlers {
  event<N extends LiveEventName>(name: N, data: LiveEvents[N]): void;
  line(line: Line): void;
  /** After each failure, before the next try: the moment to ask whether the log-in still holds. */
  failed(): void;
}

/** One live stream that comes back by itself: 1 s after the first failure, then twice as late each time. */
export class LiveStream {
  readonly #url: string;
  readonly #handlers: StreamHandlers;
  readonly #open: (url: string) => Source;
  #source: Source | null = null;
  #retryMs = FIRST_RETRY_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    url: string,
    handlers: StreamHandlers,
    open: (url: string) => Source = (u) => new EventSource(u),
  ) {
    this.#url = url;
    this.#handlers = handlers;
    this.#open = open;
  }

  start(): void {
    this.stop();
    this.#handlers.line('connecting');
    const source = this.#open(this.#url);
    this.#source = source;
    this.#listen(source);
    source.onerror = () => this.#fail();
    this.#expectNews();
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = null;
  }

  #listen(source: Source): void {
    for (const name of LIVE_EVENTS) {
      source.addEventListener(name, (message) => {
        this.#retryMs = FIRST_RETRY_MS;
        this.#expectNews();
        this.#handlers.line('live');
        this.#handlers.event(name, JSON.parse(message.data) as LiveEvents[typeof name]);
      });
    }
  }

  #expectNews(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#fail(), SILENCE_MS);
  }

  #fail(): void {
    this.stop();
    this.#handlers.line('lost');
    this.#handlers.failed();
    this.#retry = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
  }
}
