/** SRV 7.12 and 6.2.2 at the meter. A new limit draws anew. */
import { u16 } from '../../../protocol/bytes.ts';
import { readDeviceConfigurationRandomisation } from '../../../protocol/services/read-device-configuration-randomisation.ts';
import { setRandomisedOffsetLimit } from '../../../protocol/services/set-randomised-offset-limit.ts';
import { randomisedOffsetOf, randomisedOffsetSeconds } from '../auxiliary/offset.ts';
import { settle } from '../auxiliary/outputs.ts';
import { change, ELECTRICITY, read } from './executor.ts';

export const executeSetRandomisedOffsetLimit = change(
  setRandomisedOffsetLimit,
  ({ state, random }, { randomisedOffsetLimitSeconds: limitSeconds }) => {
    const randomisedOffset = { limitSeconds, number: u16(random(2), 0) };
    const step = settle({ ...state, randomisedOffset });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  ELECTRICITY,
);

export const executeReadRandomisation = read(
  readDeviceConfigurationRandomisation,
  ({ state }) => {
    const { limitSeconds, number } = randomisedOffsetOf(state);
    return {
      messageSuccess: true,
      randomisedOffset: randomisedOffsetSeconds(state),
      randomisedOffsetNumber: number,
      randomisedOffsetLimit: limitSeconds,
    };
  },
  ELECTRICITY,
);
