/** What a meter on a bench has told and logged of power that was gone. */
import { decodeAlertContent } from '../../../protocol/alerts/alert-payloads.ts';
import { type Bench, START } from '../bench.testing.ts';
import { readLog } from '../events/logs.ts';

/** Code and content of each alert sent, opened. */
export function told({ sent, headEnd }: Bench) {
  return sent
    .filter(({ kind }) => kind === 'alert')
    .map((one) => headEnd.open(one))
    .map(({ service: code, content }) => [code, decodeAlertContent(code, content).payload]);
}
export const times = (interruption: number, restoration: number) => ({
  outage: { interruption: START + interruption, restoration: START + restoration },
});
export const powerLog = ({ meter }: Bench) => [...readLog(meter.store, meter.state.logs, 'power')];
