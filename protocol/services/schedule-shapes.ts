/** Shapes of a schedule (sr:DSPSchedule): what 5.1 asks for is what 5.2 reads. */
import { date, enumeration, eui64, integer, utcTime } from '../definition/scalars.ts';
import { type Problem, serviceGroup } from '../definition/service.ts';
import {
  choice,
  empty,
  inline,
  optional,
  required,
  struct,
  type ValueOf,
} from '../definition/words.ts';
import { certificate, scheduleId } from './shared.ts';

const offset = integer(-400, 0, { unit: 'days' });
const period = struct(
  {
    startDateOffset: required(1, offset, 'Days before the run.'),
    startTime: required(2, utcTime, 'From.'),
    endDateOffset: required(3, offset, 'Days before the run.'),
    endTime: required(4, utcTime, 'To.'),
  },
  'LogPeriodOffset',
);
const read = <T extends typeof period | typeof empty>(key: number, name: string, type: T) =>
  required(key, type, `Run ${name}.`, { element: `DSP${name}` });

const scheduledRead = choice({
  importDailyReadLog: read(1, 'RetrieveImportDailyReadLog', period),
  exportDailyReadLog: read(2, 'RetrieveExportDailyReadLog', period),
  activeImportProfileData: read(3, 'ReadActiveImportProfileData', period),
  reactiveImportProfileData: read(4, 'ReadReactiveImportProfileData', period),
  exportProfileData: read(5, 'ReadExportProfileData', period),
  networkData: read(6, 'ReadNetworkData', period),
  maximumDemandImportRegisters: read(7, 'ReadMaximumDemandImportRegisters', empty),
  maximumDemandExportRegisters: read(8, 'ReadMaximumDemandExportRegisters', empty),
  prepaymentDailyReadLog: read(9, 'ReadPrepaymentDailyReadLog', period),
  loadLimitData: read(10, 'ReadLoadLimitData', empty),
  activePowerImport: read(11, 'ReadActivePowerImport', empty),
  dailyConsumptionLog: read(12, 'RetrieveDailyConsumptionLog', period),
  networkDataGas: read(13, 'RecordNetworkDataGAS', empty),
  instantaneousExportRegisters: read(14, 'ReadInstantaneousExportRegisters', empty),
});
const groups = {
  '4.2': 1,
  '4.6': 2,
  '4.8': 3,
  '4.10': 4,
  '4.12': 5,
  '4.14': 6,
  '4.15': 7,
  '4.16': 8,
  '4.17': 9,
  '14.1': 10,
} as const;
const variants = {
  '4.2': 1,
  '4.6.1': 2,
  '4.6.2': 3,
  '4.8.1': 4,
  '4.8.2': 5,
  '4.8.3': 6,
  '4.10': 7,
  '4.12.1': 8,
  '4.12.2': 9,
  '4.14': 10,
  '4.15': 11,
  '4.16': 12,
  '4.17': 13,
  '14.1': 14,
} as const;
type ScheduledVariant = keyof typeof variants;

/** sr:DSPSchedule. */
export const schedule = struct(
  {
    scheduleFrequency: required(
      1,
      enumeration(
        { Daily: 1, Weekly: 2, Monthly: 3, Quarterly: 4, HalfYearly: 5, Yearly: 6 },
        { texts: { HalfYearly: 'Half-Yearly' } },
      ),
      'How often.',
    ),
    scheduleStartDate: required(2, date(''), 'First run.'),
    scheduleEndDate: optional(3, date(''), 'Last run.'),
    scheduleExecutionStartTime: optional(4, utcTime, 'Not before.'),
    kaPublicSecurityCredential: optional(5, certificate, 'Of a party the meter does not know.', {
      element: 'KAPublicSecurityCredential',
    }),
    serviceReference: required(6, enumeration(groups), 'What to run, without the variant.', {
      element: 'DSPScheduledServiceReference',
    }),
    serviceReferenceVariant: required(7, enumeration(variants), 'What to run.', {
      element: 'DSPScheduledServiceReferenceVariant',
    }),
    deviceId: required(8, eui64, 'The device.', { element: 'DeviceID' }),
    read: inline(9, scheduledRead, 'The read, with its period.'),
  },
  'Schedule',
);
export type Schedule = ValueOf<typeof schedule>;

/** Which schedules: one, or all those of a device. */
export const schedulesChosen = choice({
  scheduleId: required(1, scheduleId, 'One of them.', { element: 'DSPScheduleID' }),
  deviceId: required(2, eui64, 'All of a device.', { element: 'DeviceID' }),
});

type ReadName = keyof ValueOf<typeof scheduledRead> & string;
/** Which service each of the reads is. */
const variantOfRead = {
  importDailyReadLog: '4.6.1',
  exportDailyReadLog: '4.6.2',
  activeImportProfileData: '4.8.1',
  reactiveImportProfileData: '4.8.2',
  exportProfileData: '4.8.3',
  networkData: '4.10',
  maximumDemandImportRegisters: '4.12.1',
  maximumDemandExportRegisters: '4.12.2',
  prepaymentDailyReadLog: '4.14',
  loadLimitData: '4.15',
  activePowerImport: '4.16',
  dailyConsumptionLog: '4.17',
  networkDataGas: '14.1',
  instantaneousExportRegisters: '4.2',
} satisfies Record<ReadName, ScheduledVariant>;

/** A schedule says three times what it runs, and must not contradict itself; nothing ends before it begins. */
export function scheduleProblems(value: Schedule): readonly Problem[] {
  const { scheduleStartDate: first, scheduleEndDate: last, serviceReferenceVariant } = value;
  const [name, asked] = Object.entries(value.read)[0] as [ReadName, object];
  const problems: Problem[] = [];
  if (last !== undefined && last < first)
    problems.push({ path: 'scheduleEndDate', reason: 'before the first run' });
  if (serviceGroup(serviceReferenceVariant) !== value.serviceReference)
    problems.push({ path: 'serviceReference', reason: `not that of ${serviceReferenceVariant}` });
  if (variantOfRead[name] !== serviceReferenceVariant)
    problems.push({ path: `read.${name}`, reason: `not the read of ${serviceReferenceVariant}` });
  if (isPeriod(asked) && startOf(asked) > endOf(asked))
    problems.push({ path: `read.${name}.endTime`, reason: 'before the start' });
  return problems;
}

type Period = ValueOf<typeof period>;
const isPeriod = (asked: object): asked is Period => 'startDateOffset' in asked;
const DAY_SECONDS = 86_400;
/** Seconds from midnight of the day of the run. */
const startOf = ({ startDateOffset, startTime }: Period) =>
  startDateOffset * DAY_SECONDS + startTime;
const endOf = ({ endDateOffset, endTime }: Period) => endDateOffset * DAY_SECONDS + endTime;
