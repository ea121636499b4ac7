/** Who is in the bench of the bridge. */
export const PARTY = '90-B3-D5-1F-30-01-00-00';
export const DEVICE = '00-DB-12-34-56-78-90-A0';
export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
export const SEALING_SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 1);
