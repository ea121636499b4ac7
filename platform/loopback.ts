/** Addresses that nobody outside this machine can reach. */

/** Of a name or address as people and URLs write them. */
export const isLoopback = (host: string): boolean =>
  /^(127\.[0-9.]+|\[?::1\]?|localhost)$/.test(host);
