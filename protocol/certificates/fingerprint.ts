/** How a certificate is told from another: SHA-1 of its bytes, as MMC has it. Nothing is trusted for it. */
import { sha1 } from '@noble/hashes/legacy.js';

/** 20 bytes. */
export const fingerprintOf = (certificate: Uint8Array): Uint8Array => sha1(certificate);
