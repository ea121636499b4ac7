/**
 * Which meter timeswitch code goes with which settlement configuration, profile class and line loss factor
 * class. The published market domain data is not at hand: the shape of the tables is theirs (gb.md §5.3), the
 * rows are emulated, and few. A deployment replaces them by the rows that are published.
 */

type Switching = {
  /** MTC. */
  readonly code: string;
  readonly of: string;
  /** Metering points that go with others have codes of their own. */
  readonly isRelated: boolean;
  /** SSCs it can count for. */
  readonly configurations: readonly string[];
};

/** Emulated, but for the meaning of 0393 and 0151 as one and two rates (high, medium). */
export const METER_TIMESWITCH_CODES: readonly Switching[] = [
  { code: '801', of: 'one rate', isRelated: false, configurations: ['0393'] },
  { code: '802', of: 'two rates', isRelated: false, configurations: ['0151', '0393'] },
  { code: '811', of: 'three rates', isRelated: false, configurations: ['0179', '0151', '0393'] },
  { code: '500', of: 'one rate, related', isRelated: true, configurations: ['0393'] },
  { code: '501', of: 'heating, related', isRelated: true, configurations: ['0151', '0179'] },
  { code: '845', of: 'half-hourly', isRelated: false, configurations: ['0000'] },
  { code: '846', of: 'half-hourly, export', isRelated: false, configurations: ['0000'] },
];

/** Which profile classes a configuration may have. Emulated. */
export const CONFIGURATION_PROFILE_CLASSES: Readonly<Record<string, readonly number[]>> = {
  '0000': [0],
  '0393': [1, 3, 5, 6, 7, 8],
  '0151': [2, 4],
  '0179': [2, 4],
};

type Losses = {
  /** The first character of the class, of three. */
  readonly beginsWith: string;
  readonly of: string;
  readonly codes: readonly string[];
};

const PROFILED = ['801', '802', '811', '500', '501'];

/** Emulated: distributors name their classes as they like. What begins otherwise goes with every code. */
export const LINE_LOSS_FACTOR_CLASSES: readonly Losses[] = [
  { beginsWith: '0', of: 'low voltage, profiled', codes: PROFILED },
  { beginsWith: '1', of: 'low voltage, domestic', codes: [...PROFILED, '845'] },
  { beginsWith: '2', of: 'low voltage, not domestic', codes: [...PROFILED, '845'] },
  { beginsWith: '5', of: 'half-hourly', codes: ['845'] },
  { beginsWith: '6', of: 'export', codes: ['846'] },
];

type Combination = {
  readonly meterTimeswitchCode?: string | undefined;
  readonly standardSettlementConfiguration?: string | undefined;
  readonly lineLossFactorClass?: string | undefined;
  readonly profileClass?: number | undefined;
};
type Problem = { readonly field: keyof Combination; readonly reason: string };

const byCode = new Map(METER_TIMESWITCH_CODES.map((row) => [row.code, row]));

/** What of it is in no table, or does not go together; what is not given is not judged. */
export function combinationProblems(given: Combination): Problem[] {
  const { meterTimeswitchCode: code, standardSettlementConfiguration: ssc } = given;
  const row = code === undefined ? undefined : byCode.get(code);
  if (code !== undefined && !row) return [{ field: 'meterTimeswitchCode', reason: `no ${code}` }];
  const classes = ssc === undefined ? undefined : CONFIGURATION_PROFILE_CLASSES[ssc];
  if (ssc !== undefined && !classes)
    return [{ field: 'standardSettlementConfiguration', reason: `no ${ssc}` }];
  const problems: Problem[] = [];
  if (row && ssc !== undefined && !row.configurations.includes(ssc))
    problems.push({ field: 'standardSettlementConfiguration', reason: `not with MTC ${code}` });
  if (classes && given.profileClass !== undefined && !classes.includes(given.profileClass))
    problems.push({ field: 'profileClass', reason: `not with SSC ${ssc}` });
  const losses = lossesOf(given.lineLossFactorClass);
  if (losses && code !== undefined && !losses.codes.includes(code))
    problems.push({ field: 'lineLossFactorClass', reason: `${losses.of}: not with MTC ${code}` });
  return problems;
}

const lossesOf = (name: string | undefined) =>
  LINE_LOSS_FACTOR_CLASSES.find((row) => name?.startsWith(row.beginsWith));
