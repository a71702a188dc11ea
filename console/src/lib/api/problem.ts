import type { components } from './schema';

type Told = components['schemas']['Problem'];
type FieldProblem = components['schemas']['FieldError'];

/** What an answer says of a failure: problem+json (RFC 9457), or no answer at all (status 0). `message` is the
 * service's own sentence; `refusal` of `i18n/refusal.ts` says it in the language of the page. */
export class Problem extends Error {
  readonly status: number;
  readonly retryAfter_s: number;
  /** The end of its type: `conflict` of `urn:aislecast:problem:conflict`. */
  readonly kind: string;
  readonly code: Told['code'];
  readonly facts: Record<string, string | number>;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, told: Partial<Told> = {}, retryAfter_s = 0) {
    super(told.detail ?? told.title ?? '');
    this.status = status;
    this.retryAfter_s = retryAfter_s;
    this.kind = told.type?.split(':').at(-1) ?? '';
    this.code = told.code ?? null;
    this.facts = told.facts ?? {};
    this.fields = told.errors ?? [];
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
    throw new Problem(0, { detail: error instanceof Error ? error.message : String(error) });
  }
  const { data, error, response } = answer;
  if (response.ok) return data as T;
  const told = typeof error === 'object' && error !== null ? error : { detail: response.statusText };
  throw new Problem(response.status, told, Number(response.headers.get('Retry-After') ?? 0));
}
