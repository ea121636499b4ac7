/** SRV 3.4. Whom the customer calls. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const supplierNameText = text(1, 15, { pattern: /[ -~]+/ });
export const telephoneText = text(1, 18, { pattern: /[0-9 ]+/ });

export const updateSupplierName = service({
  reference: '3.4',
  name: 'UpdateSupplierName',
  summary: 'Sets the name and telephone number of the supplier on the display.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    supplierName: required(2, supplierNameText, 'Printable ASCII.'),
    supplierTelephoneNumber: required(3, telephoneText, 'Digits and blanks.'),
  }),
  response: done,
});
