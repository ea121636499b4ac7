/** Cuts what comes in at the zeros, holding no more than one frame of it. */
import { ENCODED_LENGTH_MAX } from './frame.ts';

export class Deframer {
  /** One byte longer than a frame, so that an overlong one is seen to be so. */
  private readonly held = new Uint8Array(ENCODED_LENGTH_MAX + 1);
  private length = 0;

  /** What stood between two zeros, for each pair now complete; an overlong one comes cut short. */
  push(bytes: Uint8Array): Uint8Array[] {
    const complete: Uint8Array[] = [];
    for (const byte of bytes) {
      if (byte !== 0) {
        this.held[this.length] = byte;
        this.length = Math.min(this.length + 1, ENCODED_LENGTH_MAX + 1);
        continue;
      }
      if (this.length > 0) complete.push(this.held.slice(0, this.length));
      this.length = 0;
    }
    return complete;
  }
}
