/**
 * Checks the sums a person has written: "2 h × 1,500 W = 3,000 Wh". Units and words are passed over,
 * numbers are exact fractions, ⌊ ⌋ rounds down. That the units fit is the reader's to judge.
 */
type Fraction = { readonly over: bigint; readonly under: bigint };
type Step = { readonly value: Fraction; readonly rest: readonly string[] };

const whole = (over: bigint): Fraction => ({ over, under: 1n });
const isSame = (a: Fraction, b: Fraction) => a.over * b.under === b.over * a.under;

function numberOf(text: string): Fraction {
  const [units = '', decimals = ''] = text.split('.');
  return { over: BigInt(units + decimals), under: 10n ** BigInt(decimals.length) };
}

function floor({ over, under }: Fraction): Fraction {
  const [a, b] = under < 0n ? [-over, -under] : [over, under];
  const quotient = a / b;
  return whole(a % b < 0n ? quotient - 1n : quotient);
}

const operations: Readonly<Record<string, (a: Fraction, b: Fraction) => Fraction>> = {
  '+': (a, b) => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under }),
  '−': (a, b) => ({ over: a.over * b.under - b.over * a.under, under: a.under * b.under }),
  '×': (a, b) => ({ over: a.over * b.over, under: a.under * b.under }),
  '÷': (a, b) => {
    if (b.over === 0n) throw new Error('divided by nothing');
    return { over: a.over * b.under, under: a.under * b.over };
  },
};

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '⌊': '⌋' };

function term(tokens: readonly string[]): Step {
  const [first = '', ...rest] = tokens;
  if (first === '−') {
    const { value, rest: after } = term(rest);
    return { value: { ...value, over: -value.over }, rest: after };
  }
  const closing = CLOSING[first];
  if (!closing) return { value: numberOf(first), rest };
  const inner = sum(rest);
  if (inner.rest[0] !== closing) throw new Error(`"${first}" is not closed`);
  return { value: first === '⌊' ? floor(inner.value) : inner.value, rest: inner.rest.slice(1) };
}

/** From the left, those of `signs` alone, each operand read by `operand`. */
function chain(
  tokens: readonly string[],
  signs: string,
  operand: (tokens: readonly string[]) => Step,
): Step {
  let step = operand(tokens);
  while (step.rest[0] && signs.includes(step.rest[0])) {
    const right = operand(step.rest.slice(1));
    const apply = operations[step.rest[0]] as (a: Fraction, b: Fraction) => Fraction;
    step = { value: apply(step.value, right.value), rest: right.rest };
  }
  return step;
}

function sum(tokens: readonly string[]): Step {
  return chain(tokens, '+−', (right) => chain(right, '×÷', term));
}

function sideValue(side: string): Fraction {
  // Letters first: the 3 of m3 is no number.
  const bare = side.replace(/[A-Za-z]+\d*/g, '').replace(/(\d),(?=\d{3})/g, '$1');
  const tokens = bare.match(/\d+(?:\.\d+)?|[()⌊⌋+−×÷]/g) ?? [];
  if (tokens.length === 0) throw new Error(`no number in "${side}"`);
  const { value, rest } = sum(tokens);
  if (rest.length > 0) throw new Error(`"${rest.join(' ')}" is left of "${side}"`);
  return value;
}

/** Whether all sides of `a = b = c` are the same; a label before a colon does not count. Throws if unreadable. */
export function isTrueSum(line: string): boolean {
  const sides = line.replace(/^[^=]*: /, '').split('=');
  const [first, ...others] = sides.map(sideValue);
  if (!first || others.length === 0) throw new Error(`no sum: "${line}"`);
  return others.every((other) => isSame(first, other));
}
