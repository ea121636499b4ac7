/** Words of the services about changes of supplier (91.x). */
import { boolean, date, enumeration, eui64, integer, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import {
  floorSequenceNumber,
  handedOverCertificates,
  pathAndChecks,
} from '../services/credential-shapes.ts';
import { mpxn } from '../services/shared.ts';

/** Given by the head-end when a switch is asked for. */
export const switchId = integer(1, 1_000_000_000_000);
/** Metering points that can be switched together: two fuels, related MPANs, export. */
export const SWITCH_POINTS_MAX = 12;

export const switchState = enumeration({
  pending: 1,
  confirmed: 2,
  secured: 3,
  active: 4,
  cancelled: 5,
});
export const switchKind = enumeration({ initial: 1, change: 2, returned: 3 });

/** Why a losing supplier objects: gb.md §5.4 and §5.5; which it may give for whom is a table of the head-end. */
export const objectionReason = enumeration({
  debt: 1,
  contract: 2,
  customersWish: 3,
  requestedInError: 4,
});
export const transferReason = enumeration({
  wrongMeteringPoint: 1,
  customersWish: 2,
  cancelledInTime: 3,
  other: 4,
});
export const transferState = enumeration({ reported: 1, agreed: 2, refused: 3 });
/** What ended a switch before its day. */
export const switchEnding = enumeration({
  withdrawn: 1,
  objected: 2,
  annulled: 3,
  registrationChanged: 4,
});

/** What 6.23 needs of the new supplier, so that the keys are changed for it when its supply begins. */
export const keysOfNewSupplier = struct(
  {
    supplierFloorSeqNumber: required(1, floorSequenceNumber, 'First counter of its commands.'),
    supplierPrepaymentTopUpFloorSeqNumber: optional(
      2,
      floorSequenceNumber,
      'First counter of its UTRNs.',
    ),
    supplierReplacementCertificates: required(3, handedOverCertificates, 'Of the new supplier.'),
    certificationPathCertificates: pathAndChecks.certificationPathCertificates,
    applyTimeBasedCpvChecks: pathAndChecks.applyTimeBasedCpvChecks,
  },
  'KeysOfNewSupplier',
);
/** Absent: the new supplier asks for 6.23 itself. */
export const replacementCertificates = (key: number) =>
  optional(key, keysOfNewSupplier, 'The keys the meters are to take.');

export const mpxns = list('MPxN', mpxn, 1, SWITCH_POINTS_MAX);

/** What a switch is told by to whoever asked for it. */
export const switchTimes = {
  state: required(2, switchState, 'Where it is.'),
  supplyStart: required(3, utcDateTime, 'The first second of supply.'),
  objectionUntil: optional(4, utcDateTime, 'Until then the old supplier may object.'),
  gateClosure: required(5, utcDateTime, 'Until then it may be withdrawn.'),
};

const switchedPoint = struct(
  {
    mpxn: required(1, mpxn, 'The metering point.', { element: 'MPxN' }),
    losingSupplier: optional(2, eui64, 'Whose supply ends; absent: nobody’s.'),
  },
  'SwitchedPoint',
);

/** A switch as those see it whom it concerns. */
export const switchView = struct(
  {
    switchId: required(1, switchId, 'Its number.', { element: 'SwitchID' }),
    ...switchTimes,
    kind: required(6, switchKind, 'Of what kind it is.'),
    gainingSupplier: required(7, eui64, 'Whose supply begins.'),
    points: required(8, list('Point', switchedPoint, 1, SWITCH_POINTS_MAX), 'All or none of them.'),
    ended: optional(9, switchEnding, 'What it was cancelled by.'),
    endedBy: optional(10, eui64, 'Who did.'),
    objection: optional(11, objectionReason, 'Why.'),
    transfer: optional(12, transferState, 'Whether it is said to be a transfer in error.'),
    returnOf: optional(13, switchId, 'The switch it undoes.'),
    returnedBy: optional(14, switchId, 'The switch that undoes it.'),
    hasKeys: optional(15, boolean, 'The keys of the new supplier have been given.'),
  },
  'SwitchView',
);

/** The day on which supply begins, at 00:00 UTC. */
export const supplyDate = date('');
