import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CborMap, CborValue } from '../../../protocol/cbor/canonical.ts';
import { serviceNumber } from '../../../protocol/services/index.ts';
import { Bench } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { signersOf } from '../security/authority.ts';
import { executors } from './index.ts';

const nested: CborValue = new Map([[1, new Map([[2 ** 31, [new Map()]]])]]);
/** Under each key something of another type than most fields have. */
const CONTENTS: readonly CborMap[] = [1, 2, 99].flatMap((key) =>
  [-1, 2 ** 53 - 1, '', [], nested].map((value): CborMap => new Map([[key, value as CborValue]])),
);

const test = suite('a believed command with any content at all');

for (const kind of ['singleElement', 'gas'] as const)
  test(`is answered, and changes nothing that is refused: ${kind}`, () => {
    const variant = { ...DEFAULT_SETTINGS.variant, kind };
    const bench = new Bench({ settings: { ...DEFAULT_SETTINGS, variant } });
    const { headEnd } = bench;
    for (const { service } of executors) {
      const number = serviceNumber(service.reference);
      const [signer] = signersOf(service);
      for (const content of CONTENTS) {
        const { display, anchors, documents } = bench.meter.state;
        const answer = bench.deliver(
          signer
            ? headEnd.inside(headEnd.signed(number, content, {}, signer), { service: number })
            : headEnd.mac({ service: number, content }),
        );
        assert.ok(answer, `${service.reference} ${String([...content])}`);
        if (answer.status === undefined) continue;
        const after = bench.meter.state;
        assert.equal(
          [after.display, after.anchors, after.documents],
          [display, anchors, documents],
        );
      }
    }
  });
test.run();
