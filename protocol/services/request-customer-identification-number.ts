/** SRV 9.1. Four digits appear on the display; who can read them out stands in front of the meter. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const requestCustomerIdentificationNumber = service({
  reference: '9.1',
  name: 'RequestCustomerIdentificationNumber',
  summary: 'Shows a number on the display that proves who is at the meter.',
  roles: ['OU'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
});
