/** Who is told of a switch, and what of it: nobody hears of metering points it has nothing to do with. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import type { MeteringPoint } from '../registration.ts';
import { losersOf, type Switch, type SwitchState, type Transfer } from './switch.ts';

type Networks = readonly Pick<MeteringPoint, 'mpxn' | 'networkOperator'>[];
type Part = 'gaining' | 'losing' | 'networkOperator';

/** What a network operator is told: what is certain, and that it is not so after all. */
const FOR_NETWORKS: readonly SwitchState[] = ['secured', 'active'];

/**
 * A switch has come to be where it is: to all whom it concerns but to whoever did it. `before`: where it was,
 * absent for one that is new.
 */
export function switchNotices(
  one: Switch,
  points: Networks,
  by: Eui64 | undefined,
  before: SwitchState | undefined,
): AddressedEvent[] {
  const notices: AddressedEvent[] = [];
  const tell = (recipient: Eui64, yourPart: Part, mpxns: readonly string[]) => {
    if (recipient !== by) notices.push({ recipient, event: changed(one, yourPart, mpxns) });
  };
  const all = one.points.map(({ mpxn }) => mpxn);
  tell(one.gainingSupplier, 'gaining', all);
  for (const loser of losersOf(one)) tell(loser, 'losing', pointsLost(one, loser));
  const concernsNetworks =
    FOR_NETWORKS.includes(one.state) || (one.state === 'cancelled' && before === 'secured');
  if (!concernsNetworks) return notices;
  for (const operator of new Set(points.map(({ networkOperator }) => networkOperator)))
    tell(operator, 'networkOperator', pointsOfNetwork(points, operator));
  return notices;
}

function changed(one: Switch, yourPart: Part, mpxns: readonly string[]): AddressedEvent['event'] {
  const { switchId, state, kind, supplyStartUtcSeconds: supplyStart } = one;
  const { objectionUntilUtcSeconds: objectionUntil, ended, endedBy, objection } = one;
  const otherSuppliers = yourPart === 'gaining' ? losersOf(one) : [one.gainingSupplier];
  return {
    switchChanged: {
      ...{ switchId, state, yourPart, mpxns, kind, supplyStart },
      ...(objectionUntil === undefined || state !== 'pending' ? {} : { objectionUntil }),
      // Who supplies is no secret of the network's; who is to supply is nothing it needs.
      ...(yourPart === 'networkOperator' ? {} : { otherSuppliers }),
      ...(ended === undefined ? {} : { ended }),
      ...(endedBy === undefined ? {} : { endedBy }),
      ...(objection === undefined ? {} : { objection }),
    },
  };
}

export const pointsLost = ({ points }: Pick<Switch, 'points'>, loser: Eui64): string[] =>
  points.filter(({ losingSupplier }) => losingSupplier === loser).map(({ mpxn }) => mpxn);

export const pointsOfNetwork = (points: Networks, operator: Eui64): string[] =>
  points.filter(({ networkOperator }) => networkOperator === operator).map(({ mpxn }) => mpxn);

/** To the other supplier: what has been said of a transfer in error. */
export function transferNotice(one: Switch, transfer: Transfer, saidBy: Eui64): AddressedEvent {
  const { losingSupplier, state, reason, returnSwitchId } = transfer;
  const recipient = saidBy === losingSupplier ? one.gainingSupplier : losingSupplier;
  return {
    recipient,
    event: {
      erroneousTransfer: {
        switchId: one.switchId,
        state,
        mpxns: pointsLost(one, losingSupplier),
        saidBy,
        reason,
        ...(returnSwitchId === undefined ? {} : { returnSwitchId }),
      },
    },
  };
}
