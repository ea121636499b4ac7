/** SRV 3.5. For a customer who has forgotten the PIN, or moved in. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const disablePrivacyPin = service({
  reference: '3.5',
  name: 'DisablePrivacyPIN',
  summary: 'Switches off the PIN that protects the display.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
});
