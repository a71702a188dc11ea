import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveStream, SILENCE_MS, type Line, type Source } from '../src/lib/live/stream';

/** A line under control of the test, in place of the browser's EventSource. */
class Wire implements Source {
  static opened: Wire[] = [];
  listeners = new Map<string, (event: MessageEvent<string>) => void>();
  onerror: ((event: Event) => void) | null = null;
  closed = false;

  constructor(readonly url: string) {
    Wire.opened.push(this);
  }
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(name: string, data: unknown): void {
    this.listeners.get(name)?.({ data: JSON.stringify(data) } as MessageEvent<string>);
  }
  static get last(): Wire {
    const wire = Wire.opened.at(-1);
    if (!wire) throw new Error('no line was opened');
    return wire;
  }
}

describe('LiveStream', () => {
  let lines: Line[];
  let heard: string[];
  let failures: number;
  let stream: LiveStream;

  beforeEach(() => {
    vi.useFakeTimers();
    Wire.opened = [];
    lines = [];
    heard = [];
    failures = 0;
    stream = new LiveStream(
      '/live',
      {
        event: (name) => heard.push(name),
        line: (line) => lines.push(line),
        failed: () => (failures += 1),
      },
      (url) => new Wire(url),
    );
    stream.start();
  });
  afterEach(() => {
    stream.stop();
    vi.useRealTimers();
  });

  it('hands events on and is live with the first', () => {
    expect(lines).toEqual(['connecting']);
    Wire.last.say('snapshot', { visits: [] });
    Wire.last.say('offer', {});
    expect(heard).toEqual(['snapshot', 'offer']);
    expect(lines.at(-1)).toBe('live');
  });

  it('comes back later after each failure, and soon again after news', () => {
    const waits = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
    for (const [i, wait] of waits.entries()) {
      Wire.last.onerror?.(new Event('error'));
      expect(lines.at(-1)).toBe('lost');
      vi.advanceTimersByTime(wait - 1);
      expect(Wire.opened).toHaveLength(i + 1);
      vi.advanceTimersByTime(1);
      expect(Wire.opened).toHaveLength(i + 2);
    }
    expect(failures).toBe(waits.length);
    Wire.last.say('beat', {});
    Wire.last.onerror?.(new Event('error'));
    vi.advanceTimersByTime(1_000);
    expect(Wire.opened).toHaveLength(waits.length + 2);
  });

  it('gives up a line that says nothing at all', () => {
    Wire.last.say('snapshot', { visits: [] });
    vi.advanceTimersByTime(SILENCE_MS - 1);
    expect(lines.at(-1)).toBe('live');
    vi.advanceTimersByTime(1);
    expect(lines.at(-1)).toBe('lost');
    expect(Wire.opened[0]?.closed).toBe(true);
  });

  it('stays quiet after it was stopped', () => {
    stream.stop();
    vi.advanceTimersByTime(60_000);
    expect(Wire.opened).toHaveLength(1);
    expect(failures).toBe(0);
  });
});
