import { Problem } from '../api/problem';
import type { components } from '../api/schema';
import type { Texts } from './en';

type Coded = Pick<components['schemas']['FieldError'], 'code' | 'facts' | 'reason'>;

/** Why something was not done, in the language of the page: by code, else by kind; the service's own sentence
 * where neither has a text. */
export function refusal(problem: unknown, t: Texts): string {
  if (!(problem instanceof Problem)) return problem instanceof Error ? problem.message : String(problem);
  if (problem.status === 0) return t.logIn.unreachable;
  if (problem.fields.length > 0) return problem.fields.map((field) => fieldText(field, t)).join(' ');
  const text = (problem.code && t.problems.codes[problem.code]) ?? t.problems.types[problem.kind];
  return text?.(problem.facts) ?? t.problems.statuses[problem.status] ?? problem.message;
}

/** What is wrong with one value, without the name of its field; with its place in a file. */
export function faultText({ code, facts, reason }: Coded, t: Texts): string {
  const text = code ? t.problems.codes[code](facts ?? {}) : reason;
  const place = facts?.['place'];
  return place === undefined ? text : t.problems.of(String(place), text);
}

function fieldText(field: components['schemas']['FieldError'], t: Texts): string {
  const name = t.problems.fields[field.where.split('.').at(-1) ?? ''];
  const text = faultText(field, t);
  return name === undefined ? text : t.problems.of(name, text);
}
