/** SRV 14.1 at the meter: what is noted when, metrology/network-recording.ts says. */
import { recordNetworkDataGas } from '../../../protocol/services/record-network-data-gas.ts';
import { unchanged } from '../events/event.ts';
import { startRecording } from '../metrology/network-recording.ts';
import { change, GAS } from './executor.ts';

export const executeRecordNetworkDataGas = change(
  recordNetworkDataGas,
  ({ state }) => {
    if (state.clock.status === 'invalid')
      return { kind: 'refused', why: 'clockNotReliable', step: unchanged(state) };
    const started = startRecording(state);
    const response = { messageSuccess: true, sampleId: started.networkRecording.sampleId };
    return { kind: 'done', step: unchanged(started), response };
  },
  GAS,
);
