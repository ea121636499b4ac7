/** 2A: the commissioning of a meter takes its site on, and the legacy register is told by files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { readFile } from '../headend/market/legacy/file.ts';
import { FLOWS } from '../headend/market/legacy/flows/index.ts';
import { openLegacy } from '../headend/market/legacy/legacy.ts';
import { PARTICIPANTS } from '../headend/market/legacy/world.testing.ts';
import { detailsAt } from '../headend/registration/details/details.ts';
import { temporaryDirectory } from '../headend/store/store.testing.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { commissionDeviceSynchroniseClock } from '../protocol/services/commission-device-synchronise-clock.ts';
import {
  endingEach,
  enrolMeter,
  enrolSupplier,
  openClient,
  openPlaces,
  partyBroker,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('a site taken on');
const later = endingEach(test);
let places: Awaited<ReturnType<typeof openPlaces>>;
test.before(async () => {
  places = await openPlaces();
});
test.after(() => places.remove());

async function open(legacyFolder: string) {
  const more = { registration: 'smart-sites', legacyFolder } as const;
  const headEnd = await startHere(await places.next(), more);
  later(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 1);
  const device = headEnd.inventory.get(identity.eui64);
  if (!device?.mpxn) throw new Error('the meter is at no metering point');
  await headEnd.inventory.put({ ...device, status: 'InstalledNotCommissioned' });
  await headEnd.register.hold([device.mpxn]);
  const url = `mqtt://127.0.0.1:${headEnd.mqttPort}`;
  const meter = await startMeterOf(headEnd, identity, { network: { kind: 'mqtt', url } });
  later(() => meter.stop());
  const broker = await partyBroker(url, SUPPLIER);
  const parts = { broker, clock: realClock, timer: realTimer };
  const transport = new BridgeTransport({ party: SUPPLIER, ...parts });
  const client = await openClient(transport, supplierKeys);
  later(async () => {
    await client.close();
    await broker.close();
  });
  return { headEnd, client, eui64: identity.eui64, mpxn: device.mpxn };
}

test('P12: 2A takes a site on when its meter is commissioned, and tells the legacy register', async () => {
  const folder = temporaryDirectory();
  const users = { ...PARTICIPANTS.users, SUPP: SUPPLIER };
  writeFileSync(join(folder, 'participants.json'), JSON.stringify({ ...PARTICIPANTS, users }));
  const { out } = (await openLegacy(folder)).folder;
  const { headEnd, client, eui64, mpxn } = await open(folder);
  assert.equal(readdirSync(out), []);
  const now = Math.floor(Date.now() / 1000);
  const window = { currentDateTime: now, tolerancePeriod: 3_600 };
  const done = await client.ask(commissionDeviceSynchroniseClock, eui64, window);
  assert.is(done.kind, 'done', JSON.stringify(done));
  const { smart } = detailsAt(headEnd.register.get(mpxn)?.details, now + 3_600);
  assert.equal(smart, { standing: 'smart', device: eui64 });
  await until('both files', () => readdirSync(out).length === 2);
  const files = readdirSync(out).map((name) =>
    readFile(readFileSync(join(out, name), 'utf8'), FLOWS),
  );
  const said = Object.fromEntries(
    files.map(({ flow, value }) => [flow.name, (value['entries'] as object[])[0]]),
  );
  const { supplier, isServedByDcc } = said['D0205'] as Record<string, string>;
  assert.equal([supplier, isServedByDcc], ['SUPP', 'T']);
  const { meters } = said['D0150'] as { meters: { device: string }[] };
  assert.is(meters[0]?.device, eui64);
  // Written, they are kept here no longer.
  await until('nothing waits', async () => (await headEnd.outbox.waiting('legacy')) === 0);
});

test.run();
