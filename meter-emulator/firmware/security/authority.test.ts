import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSignedHere } from '../../../headend/authorities/authorities.ts';
import { services } from '../../../protocol/services/index.ts';
import { anchors } from '../bench.testing.ts';
import { signersOf, slotOf } from './authority.ts';

const test = suite('who may sign what');

test('is the same to the head-end: it has signed what no user signs', () => {
  for (const service of services) {
    const isOfNoUser = !service.critical && signersOf(service).length > 0;
    assert.is(isSignedHere(service), isOfNoUser, service.reference);
  }
});

test('every critical service is signed by somebody', () => {
  const critical = services.filter((service) => service.critical);
  assert.ok(critical.length > 20);
  for (const service of critical) assert.ok(signersOf(service).length > 0, service.reference);
});

test('a party is known by its slot, a stranger by none', () => {
  const trusted = { ...anchors, headEnd: { ...anchors.headEnd } };
  assert.is(slotOf(trusted, anchors.networkOperator?.eui64), 'networkOperator');
  assert.is(slotOf(trusted, anchors.headEnd.eui64), 'headEnd');
  assert.is(slotOf(trusted, '00-00-00-00-00-00-00-01'), undefined);
  assert.is(slotOf(trusted, undefined), undefined);
});
test.run();
