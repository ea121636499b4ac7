/**
 * What a market message says of a refusal: the response with `messageSuccess` false and as little
 * else as its definition allows, since MMC has no element for the reason.
 */
import type { AnyType } from '../../protocol/definition/words.ts';

export function failedResult(response: AnyType): unknown {
  const value = leastValue(response);
  return response.kind === 'struct' && 'messageSuccess' in response.fields
    ? { ...(value as object), messageSuccess: false }
    : value;
}

/** The smallest value of a response: no optional field, no item, the first branch. */
function leastValue(type: AnyType): unknown {
  switch (type.kind) {
    case 'struct':
      return Object.fromEntries(
        Object.entries(type.fields)
          .filter(([, field]) => !field.optional)
          .map(([name, field]) => [name, leastValue(field.type)]),
      );
    case 'choice': {
      const [first] = Object.entries(type.branches);
      if (!first) throw new Error('a choice without a branch');
      return { [first[0]]: leastValue(first[1].type) };
    }
    case 'list':
      if (type.min === 0) return [];
      break;
    case 'rows':
      if (type.min === 0) return {};
      break;
    case 'scalar':
      break;
  }
  throw new Error('a response whose refusal cannot be said: make the field optional');
}
