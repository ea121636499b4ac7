/** For tests: any file that a flow allows, made from its definition. */
import fc from 'fast-check';
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type { AnyStruct } from '../../../protocol/definition/words.ts';
import type { AnyFlow, AnyGroup, AnyGroups } from './definition.ts';
import type { Header, LegacyFile } from './file.ts';

type Values = Readonly<Record<string, unknown>>;
const DAY_SECONDS = 86_400;

const MPANS = ['2012345678385', '1312345678907', '1200023305967', '1900001059816'];

/** Of the words that items are made of. */
function anyItem(type: AnyScalar): fc.Arbitrary<unknown> {
  if (type.codes) return fc.constantFrom(...Object.keys(type.codes));
  if (type.describe.startsWith('a day')) return days.map((day) => day * DAY_SECONDS);
  if (type.word === 'utcDateTime') return fc.integer({ min: 0, max: 4_000_000_000 });
  if (type.wire === 'integer') return fc.integer({ min: Number(type.min), max: Number(type.max) });
  if (type.check(MPANS[0]) === undefined && type.pattern === '^(?:[0-9]{13})$')
    return fc.constantFrom(...MPANS);
  if (type.pattern) return fc.stringMatching(new RegExp(type.pattern)).filter((one) => one !== '');
  const unit = fc.constantFrom(...'abcXYZ019 ,."-é');
  return fc.string({ unit, minLength: Number(type.min), maxLength: Number(type.max) });
}
const days = fc.integer({ min: 0, max: 40_000 });

function anyItems({ fields }: AnyStruct): fc.Arbitrary<Values> {
  const named = Object.entries(fields).map(
    ([name, { type }]) => [name, anyItem(type as AnyScalar)] as const,
  );
  const requiredKeys = Object.entries(fields).flatMap(([name, { optional }]) =>
    optional ? [] : [name],
  );
  return fc.record(Object.fromEntries(named), { requiredKeys, noNullPrototype: true });
}

function anyGroup(group: AnyGroup): fc.Arbitrary<Values> {
  return fc
    .tuple(anyItems(group.items), anyGroups(group.groups))
    .map(([items, groups]) => ({ ...items, ...groups }));
}

function anyGroups(groups: AnyGroups): fc.Arbitrary<Values> {
  const lists = Object.entries(groups).map(([name, group]) => [
    name,
    fc.array(anyGroup(group), { minLength: group.min, maxLength: Math.min(group.max, 3) }),
  ]);
  return fc.record(Object.fromEntries(lists), { noNullPrototype: true });
}

export function anyFileOf(flow: AnyFlow): fc.Arbitrary<LegacyFile> {
  const roles = flow.syntax === 'pipe' ? { fromRole: 'P', toRole: 'X' } : {};
  const header: Header = {
    ...{ fileId: '0000000001', fromId: 'MWRG', toId: 'MRCY', createdAt: 1_700_000_000 },
    ...roles,
  };
  return anyGroups(flow.groups).map((value) => ({ flow, header, value }));
}
