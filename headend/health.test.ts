/** What a running head-end says of itself to whoever asks over HTTP. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realTimer } from '../platform/time.ts';
import { startHeadEnd } from './head-end.ts';

const test = suite('health');

test('it is as long as its database answers', async () => {
  const hurried = { after: (millis: number, go: () => void) => realTimer.after(millis / 50, go) };
  const headEnd = await startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    timer: hurried,
  });
  const health = () => fetch(`http://127.0.0.1:${headEnd.httpPort}/health`);
  assert.is((await health()).status, 200);
  await headEnd.store.database.destroy();
  const until = Date.now() + 10_000;
  while ((await health()).status === 200 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const ill = await health();
  assert.equal([ill.status, await ill.json()], [503, { status: 'fail' }]);
  await headEnd.stop();
});

test.run();
