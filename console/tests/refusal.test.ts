import { describe, expect, it } from 'vitest';
import { Problem } from '../src/lib/api/problem';
import { en } from '../src/lib/i18n/en';
import { ja } from '../src/lib/i18n/ja';
import { refusal } from '../src/lib/i18n/refusal';

const kind = (name: string) => `urn:aislecast:problem:${name}`;

describe('a refusal', () => {
  it('is told by its code with its facts, in the language of the page', () => {
    const told = {
      type: kind('conflict'),
      detail: 'the store has 50,000 products already',
      code: 'products-full' as const,
      facts: { most: 50_000 },
    };
    expect(refusal(new Problem(409, told), en)).toBe('A store has at most 50,000 products.');
    expect(refusal(new Problem(409, told), ja)).toBe('1 店舗に登録できる商品は 50,000 点までです。');
  });
  it('is told by its kind where it has no code, and by its status where it has no kind', () => {
    const limited = { type: kind('too-many-requests'), detail: 'too many', facts: { retry_after_s: 60 } };
    expect(refusal(new Problem(429, limited), ja)).toBe(
      '操作が多すぎます。60 秒後にもう一度お試しください。',
    );
    expect(refusal(new Problem(413, { type: 'about:blank', detail: 'more than 262,144' }), ja)).toBe(
      'サイズが大きすぎます。',
    );
  });
  it('falls back to the sentence of the service', () => {
    expect(refusal(new Problem(418, { type: kind('new-one'), detail: 'a new fact' }), ja)).toBe('a new fact');
  });
  it('names the fields that people know, and tells bounds', () => {
    const errors = [
      { where: 'body.name', reason: 'is missing', code: 'field-missing' as const, facts: null },
      { where: 'body.count', reason: '...', code: 'number-too-large' as const, facts: { le: 200 } },
      { where: 'body.thing', reason: 'is odd', code: null, facts: null },
    ];
    expect(refusal(new Problem(422, { type: kind('invalid-input'), errors }), ja)).toBe(
      '名前：入力されていません。 台数：200 以下にしてください。 is odd',
    );
  });
  it('tells the place in a file', () => {
    const errors = [
      {
        where: 'body/unit: features[3] (id shop)',
        reason: 'its outline crosses itself',
        code: 'outline-crosses' as const,
        facts: { at_m: '2.0, 3.5', place: 'unit: features[3] (id shop)' },
      },
    ];
    expect(refusal(new Problem(422, { type: kind('invalid-input'), errors }), ja)).toBe(
      'unit: features[3] (id shop)：輪郭が (2.0, 3.5) m で交差しています。',
    );
  });
  it('without an answer says that the service is away', () => {
    expect(refusal(new Problem(0), en)).toBe(en.logIn.unreachable);
  });
});
