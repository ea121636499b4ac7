/** SRV 6.2.9 at the meter. */
import { readDeviceConfigurationPaymentMode } from '../../../protocol/services/read-device-configuration-payment-mode.ts';
import { paymentModeName } from '../prepayment/mode.ts';
import { read } from './executor.ts';

export const executeReadDeviceConfigurationPaymentMode = read(
  readDeviceConfigurationPaymentMode,
  ({ state: { prepayment, paymentTerms } }) => ({
    messageSuccess: true,
    paymentMode: paymentModeName[prepayment.mode],
    suspendDebtEmergency: paymentTerms.suspendDebtEmergency,
    suspendDebtDisabled: paymentTerms.suspendDebtDisabled,
  }),
);
