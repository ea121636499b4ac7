/** SRV 5.1. A regular read, executed by the DCC. */
import { date, enumeration, eui64, integer, utcTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, content, empty, inline, optional, required, struct } from '../definition/words.ts';
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
const read = (key: number, name: string, type: typeof period | typeof empty) =>
  required(key, type, `Run ${name}.`, { element: `DSP${name}` });

export const createSchedule = service({
  reference: '5.1',
  name: 'CreateSchedule',
  summary: 'Has the DCC read a device regularly.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
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
    serviceReference: required(
      6,
      enumeration({
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
      }),
      'What to run.',
      { element: 'DSPScheduledServiceReference' },
    ),
    serviceReferenceVariant: required(
      7,
      enumeration({
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
      }),
      'What to run.',
      { element: 'DSPScheduledServiceReferenceVariant' },
    ),
    deviceId: required(8, eui64, 'The device.', { element: 'DeviceID' }),
    read: inline(
      9,
      choice({
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
      }),
      'The read, with its period.',
    ),
  }),
  response: undefined,
  dccResponse: {
    element: 'DSPScheduleID',
    type: struct({ scheduleId: content(1, scheduleId, 'By which the schedule is deleted.') }),
  },
});
