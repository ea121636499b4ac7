/** From the date of a change of tenancy on the meter shows nothing older (3.2). */
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { supplierAt } from '../../registration/registration.ts';
import type { Kind } from './kind.ts';

type About = { readonly tenancyDateTime: number };

export const restrictAccess: Kind = {
  next({ register }, { about, mpxn, notBeforeUtcSeconds }, nowUtcSeconds) {
    const { tenancyDateTime: restrictionDateTime } = about as About;
    const since = new Date(restrictionDateTime * 1000).toISOString();
    // A tenancy that came after it hides all that this one would, and is a task of its own.
    const tenancies = (register.get(mpxn)?.details ?? []).flatMap(
      ({ value }) => value.tenancy ?? [],
    );
    const isKnown = tenancies.some(({ from }) => from === restrictionDateTime);
    if (!isKnown) return { kind: 'end', outcome: 'the tenancy is not to be' };
    const isOvertaken = tenancies.some(
      ({ from }) =>
        from > Math.max(restrictionDateTime, notBeforeUtcSeconds) && from <= nowUtcSeconds,
    );
    if (isOvertaken) return { kind: 'end', outcome: 'overtaken by another tenancy' };
    return {
      kind: 'ask',
      service: restrictAccessForChangeOfTenancy,
      body: { restrictionDateTime },
      because: `own: change of tenancy ${since}`,
    };
  },

  answered: () => ({ kind: 'done', follows: {} }),

  concerned({ register }, { mpxn }, nowUtcSeconds) {
    const point = register.get(mpxn);
    const supplier = point && supplierAt(point, nowUtcSeconds)?.supplier;
    return supplier === undefined ? [] : [supplier];
  },
};
