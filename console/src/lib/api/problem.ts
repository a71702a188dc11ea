/** What an answer says of a failure: problem+json (RFC 9457), or no answer at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly retryAfter_s: number;

  constructor(status: number, detail: string, retryAfter_s = 0) {
    super(detail);
    this.status = status;
    this.retryAfter_s = retryAfter_s;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data. Throws `Problem` when the service refused or could not be reached. */
export async function answered<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    throw new Problem(0, error instanceof Error ? error.message : String(error));
  }
  const { data, error, response } = answer;
  if (response.ok) return data as T;
  const told = error as { detail?: unknown; title?: unknown } | undefined;
  const detail = [told?.detail, told?.title].find((text) => typeof text === 'string') ?? response.statusText;
  throw new Problem(response.status, detail, Number(response.headers.get('Retry-After') ?? 0));
}
