/** SRV 4.10 at the meter: voltage of electricity, or what 14.1 had a gas meter record. */
import { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { readRecording } from '../metrology/network-recording.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { read } from './executor.ts';
import { networkDataOfElectricity } from './voltage.ts';

export const executeReadNetworkData = read(readNetworkData, (reading, { readLogPeriod }) => {
  const { state, store } = reading;
  const { startDateTime, endDateTime } = readLogPeriod;
  if (!isGasMeter(state)) return networkDataOfElectricity(reading, readLogPeriod);
  const networkDataLog = readRecording(state, store, startDateTime, endDateTime).map(
    ({ utcSeconds: timestamp, litres: value }) => ({ timestamp, value }),
  );
  return { messageSuccess: true, data: { gas: { networkDataLog } } };
});
