/** What a new meter has of events: nothing happened, every alert is told but one, and few of them sound the alarm. */
import {
  type AlertName,
  alertCodes,
  everyAlertCode,
} from '../../../protocol/alerts/device-alerts.ts';
import { turn } from './behaviours.ts';
import { type Behaviours, NOTHING_TURNED_OFF } from './stored.ts';

const ALL_ON: Behaviours = {
  wan: NOTHING_TURNED_OFF,
  han: NOTHING_TURNED_OFF,
  alarm: NOTHING_TURNED_OFF,
  log: NOTHING_TURNED_OFF,
};
/** Whoever sets the clock has its answer: the alert would only say it again. */
const TOLD_BY_ANSWERS = new Map([[alertCodes.clockAdjusted, 'off' as const]]);

/** There is something for the household to do, or to call about. */
const ALARMING: readonly AlertName[] = [
  'lowCredit',
  'emergencyCreditAvailable',
  'emergencyCreditExhausted',
  'measurementFault',
  'supplyConnectFailed',
  'supplyDisconnectFailed',
  'supplyLockedForTamper',
  'airInGasFlow',
  'supplyArmedAfterFlow',
];
const alarming = new Set(ALARMING.map((name) => alertCodes[name]));
const NO_ALARM = new Map(
  everyAlertCode.filter((code) => !alarming.has(code)).map((code) => [code, 'off' as const]),
);

export const FIRST_EVENTS = {
  alerts: { pending: [], dropped: 0, storms: [], series: 0 },
  logs: { events: 0, security: 0, power: 0, eventsFrom: 0, auxiliaryFrom: 0 },
  behaviours: turn(turn(ALL_ON, 'wan', TOLD_BY_ANSWERS), 'alarm', NO_ALARM),
} as const;
