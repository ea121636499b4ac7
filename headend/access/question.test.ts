/** What the door finds out about a device before it decides: at which metering points, and whose they are. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as it from '../registration/grants/world.testing.ts';

const { METER, MPAN, NETWORK, NOON, RIVAL, RIVAL_MPAN, SUPPLIER } = it;
const NEIGHBOUR = '90-B3-D5-1F-30-07-00-00';

const test = suite('what the door asks about');
let home: it.Home;
test.before.each(async () => {
  home = await it.makeHome();
});
test.after.each(() => home.stations.store.close());

async function place(more: object): Promise<void> {
  const { inventory } = home.stations;
  const meter = inventory.get(METER);
  if (meter) await inventory.put({ ...meter, ...more });
  await home.stations.register.hold([MPAN, RIVAL_MPAN]);
}
const reads = (by: string) => home.door('4.1.1', METER, by, NOON);

test('P3: when the area comes to another network operator, the one before is a stranger', async () => {
  const { parties } = home.stations;
  await parties.put({
    ...{ eui64: NEIGHBOUR, name: 'Network', roles: ['ED'], status: 'active', channel: 'bridge' },
  });
  assert.equal([reads(NETWORK), reads(NEIGHBOUR)], ['I99', 'E19']);
  await home.write([{ kind: 'pointChanged', mpxn: MPAN, networkOperator: NEIGHBOUR }]);
  assert.equal([reads(NETWORK), reads(NEIGHBOUR)], ['E19', 'I99']);
});

test('a twin element meter is asked by the supplier of its first element; that of the second knows of it', async () => {
  assert.is(reads(RIVAL), 'E19');
  await place({ secondaryImportMpan: RIVAL_MPAN });
  assert.equal([reads(SUPPLIER), reads(RIVAL)], ['I99', 'E4']);
});

test('whoever supplies the export asks as that alone, and at its own metering point', async () => {
  await home.stations.parties.put({
    ...{ eui64: RIVAL, name: 'Export', roles: ['ES'], status: 'active', channel: 'bridge' },
  });
  const readsExport = () => home.door('4.2', METER, RIVAL, NOON);
  assert.is(readsExport(), 'E19');
  await place({ exportMpan: RIVAL_MPAN });
  assert.is(readsExport(), 'I99');
  assert.is(home.door('2.2', METER, RIVAL, NOON), 'E2', 'for who supplies the import');
});

test.run();
