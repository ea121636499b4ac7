/** SRV 3.3. The security log cannot be cleared at all. */
import { enumeration } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const clearEventLog = service({
  reference: '3.3',
  name: 'ClearEventLog',
  summary: 'Empties an event log of a device.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    eventLog: optional(
      1,
      enumeration({ ESME: 1, ALCS: 2 }),
      'Which log of an electricity meter; absent for other devices.',
      { element: 'ESMEEventLogType' },
    ),
  }),
  response: done,
});
