/**
 * What a market message says of a refusal: the response with `messageSuccess` false and as little
 * else as its definition allows, since MMC has no element for the reason.
 */
import type { AnyType } from '../../protocol/definition/words.ts';

/** Undefined when the definition wants readings also then: the message has the reason alone, and no invented one. */
export function failedResult(response: AnyType): unknown {
  const value = leastValue(response);
  return value !== undefined && response.kind === 'struct' && 'messageSuccess' in response.fields
    ? { ...(value as object), messageSuccess: false }
    : undefined;
}

/** The smallest value of a response: no optional field, no item, the first branch. */
function leastValue(type: AnyType): unknown {
  switch (type.kind) {
    case 'struct': {
      const must = Object.entries(type.fields).filter(([, field]) => !field.optional);
      const parts = must.map(([name, field]) => [name, leastValue(field.type)] as const);
      return parts.some(([, part]) => part === undefined) ? undefined : Object.fromEntries(parts);
    }
    case 'choice': {
      const [first] = Object.entries(type.branches);
      const part = first && leastValue(first[1].type);
      return first && part !== undefined ? { [first[0]]: part } : undefined;
    }
    case 'list':
      return type.min === 0 ? [] : undefined;
    case 'rows':
      return type.min === 0 ? {} : undefined;
    case 'scalar':
      return undefined;
  }
}
