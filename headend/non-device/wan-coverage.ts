/** Where the wide area network reaches, as the operator has said: of the rest nothing is known. */
import { date } from '../../protocol/definition/scalars.ts';
import { validate } from '../../protocol/definition/validate.ts';
import { list, required, struct, type ValueOf } from '../../protocol/definition/words.ts';
import { Refused } from '../../protocol/refused.ts';
import { regionAnswer } from '../../protocol/services/request-wan-matrix.ts';
import { plainPostCode } from '../registration/registration.ts';

export type RegionAnswer = ValueOf<typeof regionAnswer>;
/** What there is in one area: a post code, or the start of one. */
export type AreaCoverage = {
  /** "M", "M22", "M22 0" or "M22 0RR": the blank tells district 22 from sector 2 of district 2. */
  readonly area: string;
  readonly regions: readonly RegionAnswer[];
};

export interface CoverageStorage {
  saveCoverage(row: AreaCoverage): Promise<void>;
  loadCoverage(): AsyncIterable<unknown>;
}

export class WanCoverage {
  readonly #storage: CoverageStorage;
  readonly #regions = new Map<string, readonly RegionAnswer[]>();

  constructor(storage: CoverageStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadCoverage()) {
      const { area, regions } = json as AreaCoverage;
      this.#regions.set(area, regions);
    }
  }

  /** Adds an area or replaces what is known of it; durable when it resolves. */
  async put(row: AreaCoverage): Promise<void> {
    await this.#storage.saveCoverage(row);
    this.#regions.set(row.area, row.regions);
  }

  /** By the smallest area that is known around a post code; empty: nothing is known. */
  at(postCode: string): readonly RegionAnswer[] {
    for (const area of areasAround(postCode)) {
      const regions = this.#regions.get(area);
      if (regions) return regions;
    }
    return [];
  }
}

/** "M22 0RR", "M22 0", "M22", "M"; none of what is no post code. */
function areasAround(postCode: string): readonly string[] {
  const [, district, letters, sector, unit] =
    /^(([A-Z]{1,2})[0-9][0-9A-Z]?)([0-9])([A-Z]{2})$/.exec(plainPostCode(postCode)) ?? [];
  if (!district || !letters) return [];
  return [`${district} ${sector}${unit}`, `${district} ${sector}`, district, letters];
}

const AREA = /^[A-Z]{1,2}([0-9][0-9A-Z]?( [0-9]([A-Z]{2})?)?)?$/;

const REGIONS_MAX = 8;
const row = struct({
  regions: required(1, list('Region', regionAnswer, 1, REGIONS_MAX), 'What each has answered.'),
});

/** As the operator's file has it: a date is "2026-12-31". Throws Refused with the path of what is wrong. */
export function coverageFromJson(value: unknown): AreaCoverage {
  const { area, regions } = value as Readonly<Record<string, unknown>>;
  if (typeof area !== 'string' || !AREA.test(area))
    throw new Refused('area', 'expected a post code or the start of one, like M22 or M22 0');
  if (!Array.isArray(regions)) throw new Refused('regions', 'expected a list');
  const answers = regions.map((region: unknown) => withDay({ ...(region as RegionJson) }));
  validate(row, { regions: answers });
  return { area, regions: answers };
}

type RegionJson = { readonly coverage?: { readonly anticipatedDate?: unknown } };

function withDay(region: RegionJson): RegionAnswer {
  const day = region.coverage?.anticipatedDate;
  const coverage =
    typeof day === 'string'
      ? { ...region.coverage, anticipatedDate: date('').fromText(day) ?? day }
      : region.coverage;
  // An area that is told of is one that has answered.
  return { responseCode: 'I0', ...region, ...(coverage ? { coverage } : {}) } as RegionAnswer;
}
