/** SRV 4.8.1. The half-hour profile, up to 13 months of it. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  inline,
  list,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { periodInOrder } from './rules.ts';
import { gasVolume, outcome, readLogForAnyone, wattHours } from './shared.ts';

export const readActiveImportProfileData = service({
  reference: '4.8.1',
  name: 'ReadActiveImportProfileData',
  summary: 'Reads half-hourly active import.',
  roles: ['IS', 'GS', 'ED', 'GT', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readLogForAnyone,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    logEntries: inline(
      2,
      list(
        'LogEntry',
        struct({
          timestamp: optional(1, utcDateTime, 'End of the half hour.'),
          reading: optionalInline(
            2,
            choice({
              electricity: required(
                1,
                struct({
                  primaryValue: optional(1, wattHours, 'Primary element.'),
                  secondaryValue: optional(2, wattHours, 'Secondary element.'),
                }),
                'Electricity.',
              ),
              gas: required(
                2,
                struct({
                  primaryValue: optional(1, gasVolume, 'Volume.'),
                }),
                'Gas.',
              ),
            }),
            'What was counted.',
          ),
        }),
        0,
        19_056,
      ),
      'Oldest first.',
    ),
  }),
});
