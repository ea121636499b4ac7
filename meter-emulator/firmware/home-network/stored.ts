/** What a communications hub keeps of the devices of its home, and a gas proxy of its meter. */
import { boolean, bytes, eui64, integer } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { clock } from '../clock/stored.ts';
import { metrology } from '../metrology/stored.ts';
import { number32 } from '../stored-words.ts';
import { variant } from '../variant.ts';

/** As many as 8.9 has room for. */
export const HUB_DEVICES_MAX = 16;
export const JOIN_DIGEST_BYTES = 8;

const hubDevice = struct({
  eui64: required(1, eui64, 'Which.'),
  joinUntilUtcSeconds: optional(2, number32, 'Until when it may try; absent once it is in.'),
  joinDigest: optional(
    3,
    bytes(JOIN_DIGEST_BYTES, JOIN_DIGEST_BYTES),
    'Of its install code, with which it has to prove itself; forgotten once it is in.',
  ),
  heardUtcSeconds: optional(4, number32, 'When it was heard last.'),
  linkQualityDbm: optional(5, integer(-128, 127), 'How well; absent on 2.4 GHz.'),
});
export type HubDevice = ValueOf<typeof hubDevice>;

export const hub = struct({
  devices: required(1, list('Device', hubDevice, 0, HUB_DEVICES_MAX), 'Those it lets in.'),
  former: required(
    2,
    list('Former', eui64, 0, HUB_DEVICES_MAX),
    'Those that were in and are no longer, oldest first.',
  ),
  channel: required(3, integer(0, 127), 'Of its sub-GHz radio: channels.ts.'),
  channelChanges: required(4, number32, 'Entries ever made in the log of the channel.'),
});
export type Hub = ValueOf<typeof hub>;

/** What of the gas meter has no place of its own in the proxy, which has a clock and a kind itself. */
export const mirror = struct({
  meter: required(1, eui64, 'The gas meter that it is of, for good.'),
  isWhole: required(2, boolean, 'No part of a later one has come alone.'),
  metrology: optional(3, metrology, 'Its registers when it woke last.'),
  clock: optional(4, clock, 'Its clock then.'),
  variant: optional(5, variant, 'What it is.'),
});
export type Mirror = ValueOf<typeof mirror>;
