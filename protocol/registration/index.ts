/**
 * The services of the register: master data, changes of supplier and of tenancy, grants, connections. They
 * are this project's own, beside those of DUIS: group 90 and up, answered by the head-end, no device asked.
 */
import type { Service } from '../definition/service.ts';
import { annulSwitch } from './annul-switch.ts';
import { answerErroneousTransfer } from './answer-erroneous-transfer.ts';
import { applyConnection } from './apply-connection.ts';
import { authoriseOtherUser } from './authorise-other-user.ts';
import { changeTenancy } from './change-tenancy.ts';
import { exchangeMeter } from './exchange-meter.ts';
import { grantAgentAccess } from './grant-agent-access.ts';
import { issueNumbers } from './issue-numbers.ts';
import { objectToSwitch } from './object-to-switch.ts';
import { readConnection } from './read-connection.ts';
import { readMeteringPoint } from './read-metering-point.ts';
import { readSwitch } from './read-switch.ts';
import { reportErroneousTransfer } from './report-erroneous-transfer.ts';
import { requestSwitch } from './request-switch.ts';
import { revokeAgentAccess } from './revoke-agent-access.ts';
import { updateConnection } from './update-connection.ts';
import { updateMeteringPoint } from './update-metering-point.ts';
import { withdrawAuthorisation } from './withdraw-authorisation.ts';
import { withdrawMeteringPointUpdate } from './withdraw-metering-point-update.ts';
import { withdrawSwitch } from './withdraw-switch.ts';

/** In order of their references. */
export const registrationServices: readonly Service[] = [
  readMeteringPoint,
  updateMeteringPoint,
  withdrawMeteringPointUpdate,
  requestSwitch,
  withdrawSwitch,
  objectToSwitch,
  annulSwitch,
  reportErroneousTransfer,
  answerErroneousTransfer,
  readSwitch,
  changeTenancy,
  grantAgentAccess,
  revokeAgentAccess,
  authoriseOtherUser,
  withdrawAuthorisation,
  applyConnection,
  updateConnection,
  issueNumbers,
  readConnection,
  exchangeMeter,
];
