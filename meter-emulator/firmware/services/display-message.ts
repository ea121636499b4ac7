/** SRV 3.1 at the meter. The last message alone is kept. */
import { displayMessage } from '../../../protocol/services/display-message.ts';
import { withDisplay } from '../display/change.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { change } from './executor.ts';

export const executeDisplayMessage = change(displayMessage, ({ state }, { supplierMessage }) =>
  withDisplay(state, {
    message: { text: supplierMessage, utcSeconds: utcSecondsOf(state), isRead: false },
  }),
);
