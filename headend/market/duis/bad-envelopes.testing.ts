/** For tests: what can be wrong around the body of a request: root, version, header, and a body that contradicts it. */
import type { Service } from '../../../protocol/definition/service.ts';
import { services } from '../../../protocol/services/index.ts';
import { badDocuments } from './bad-documents.testing.ts';
import { requestHeader } from './request.ts';
import { type Node, node } from './xml-tree.testing.ts';

export type BadEnvelope = { readonly name: string; spoil(): Node };

export function child(of: Node, name: string): Node {
  const found = of.children.find((one) => one.name === name);
  if (!found) throw new Error(`<${of.name}> has no <${name}>`);
  return found;
}

function* badRoots(root: Node): Generator<BadEnvelope> {
  const version = (value: string | undefined) => () => {
    root.attributes = root.attributes.filter(([name]) => name !== 'schemaVersion');
    if (value !== undefined) root.attributes.push(['schemaVersion', value]);
    return root;
  };
  for (const value of [undefined, '', '5.3', '5.40', '5.4 ', ' 5.4'])
    yield { name: `schemaVersion ${value}`, spoil: version(value) };
  const root_ = (change: Partial<Node>) => () => Object.assign(root, change);
  yield { name: 'another root', spoil: root_({ name: 'Response' }) };
  yield { name: 'a root of another namespace', spoil: root_({ namespace: 'urn:other' }) };
}

function* badParts(root: Node): Generator<BadEnvelope> {
  const { children } = root;
  for (const [at, name] of ['Header', 'Body'].entries()) {
    const part = child(root, name);
    const added = node('NoSuchElement');
    const spoilt = (change: string, spoil: () => Node) => ({ name: `${name} ${change}`, spoil });
    yield spoilt('missing', () => {
      children.splice(at, 1);
      return children[at] ?? root;
    });
    yield spoilt('of another namespace', () => Object.assign(part, { namespace: 'urn:other' }));
    yield spoilt('twice', () => {
      const copy = structuredClone(part);
      children.splice(at + 1, 0, copy);
      return copy;
    });
    yield spoilt('after something unknown', () => {
      children.splice(at, 0, added);
      return added;
    });
    yield spoilt('before something unknown', () => {
      children.splice(at + 1, 0, added);
      return added;
    });
  }
}

/** The header says one service, the body is another's. */
function* contradictions(service: Service, root: Node, others: Node): Generator<BadEnvelope> {
  const header = child(root, 'Header');
  const body = child(root, 'Body');
  const [request] = body.children as [Node];
  const otherBody = child(others, 'Body').children[0] as Node;
  yield {
    name: 'body empty',
    spoil: () => {
      body.children.length = 0;
      return body;
    },
  };
  yield {
    name: 'body of another service',
    spoil: () => {
      body.children.splice(0, 1, otherBody);
      return otherBody;
    },
  };
  yield {
    name: 'body of two services',
    spoil: () => {
      body.children.push(otherBody);
      return otherBody;
    },
  };
  const reference = (name: string, of: string) => () => {
    child(header, name).text = of;
    return request;
  };
  const group = child(child(others, 'Header'), 'ServiceReference').text;
  if (!service.reference.startsWith(`${group}.`) && service.reference !== group)
    yield { name: 'reference of another service', spoil: reference('ServiceReference', group) };
  const beside = services.find(
    (one) =>
      one !== service && one.reference.startsWith(`${child(header, 'ServiceReference').text}.`),
  );
  if (beside)
    yield {
      name: 'variant of another service',
      spoil: reference('ServiceReferenceVariant', beside.reference),
    };
}

/** `others`: a good document of another service. */
export function* badEnvelopes(service: Service, root: Node, others: Node): Generator<BadEnvelope> {
  yield* badRoots(root);
  yield* badParts(root);
  yield* contradictions(service, root, others);
  const header = child(root, 'Header');
  for (const { kind, place, spoil } of badDocuments(requestHeader, header, 'Header'))
    yield { name: `${kind} ${place}`, spoil };
}
