/** SRV 3.5 at the meter. Done too where no PIN is set: then there is none afterwards either. */
import { disablePrivacyPin } from '../../../protocol/services/disable-privacy-pin.ts';
import { withoutPin } from '../display/change.ts';
import { change } from './executor.ts';

export const executeDisablePrivacyPin = change(disablePrivacyPin, ({ state }) => withoutPin(state));
