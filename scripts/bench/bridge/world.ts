/** Who is in the bench of the bridge. */
/** One for each format: a party hears all that is said to it. */
export const PARTIES = {
  protobuf: '90-B3-D5-1F-30-01-00-00',
  json: '90-B3-D5-1F-30-02-00-00',
} as const;
export const DEVICE = '00-DB-12-34-56-78-90-A0';
export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
export const SEALING_SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 1);
