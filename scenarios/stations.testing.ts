/** Where a head-end can be killed on the way of one request, in their order. */
export const STATIONS = [
  'before accept',
  'after accept',
  'before send',
  'after send',
  'before answer',
  'after answer',
  'before delivery',
  'after delivery',
  'before confirm',
  'after confirm',
] as const;
export type Station = (typeof STATIONS)[number];
