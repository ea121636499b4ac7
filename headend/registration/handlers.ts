/** The services of the register: one handler each, by reference. */
import { exchangeMeter } from '../inventory/exchange-meter.ts';
import type { Handler } from '../non-device/handler.ts';
import { authoriseOtherUser } from './authorisations/authorise-other-user.ts';
import { withdrawAuthorisation } from './authorisations/withdraw-authorisation.ts';
import {
  applyConnection,
  issueNumbers,
  readConnection,
  updateConnection,
} from './connections/connection-handlers.ts';
import { grantAgentAccess } from './grants/grant-agent-access.ts';
import { revokeAgentAccess } from './grants/revoke-agent-access.ts';
import { readMeteringPoint } from './master-data/read-metering-point.ts';
import { updateMeteringPoint } from './master-data/update-metering-point.ts';
import { withdrawMeteringPointUpdate } from './master-data/withdraw-update.ts';
import { annulSwitch, objectToSwitch, withdrawSwitch } from './switching/end-switch.ts';
import { readSwitch } from './switching/read-switch.ts';
import { requestSwitch } from './switching/request-switch.ts';
import { answerErroneousTransfer, reportErroneousTransfer } from './switching/transfer.ts';
import { changeTenancy } from './tenancy/change-tenancy.ts';

export const registrationHandlers: Readonly<Record<string, Handler>> = {
  '90.1': readMeteringPoint,
  '90.2': updateMeteringPoint,
  '90.3': withdrawMeteringPointUpdate,
  '91.1': requestSwitch,
  '91.2': withdrawSwitch,
  '91.3': objectToSwitch,
  '91.4': annulSwitch,
  '91.5': reportErroneousTransfer,
  '91.6': answerErroneousTransfer,
  '91.7': readSwitch,
  '92.1': changeTenancy,
  '93.1': grantAgentAccess,
  '93.2': revokeAgentAccess,
  '94.1': authoriseOtherUser,
  '94.2': withdrawAuthorisation,
  '95.1': applyConnection,
  '95.2': updateConnection,
  '95.3': issueNumbers,
  '95.4': readConnection,
  '96.1': exchangeMeter,
};
