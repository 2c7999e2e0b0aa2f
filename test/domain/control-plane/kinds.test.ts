/** One record a kind: what must hold of each. */
import { describe, expect, test } from '@jest/globals';
import { isObserved, kinds, records } from '../../../domain/control-plane/contract.js';
import { errorSentences, sentenceFor } from '../../../domain/control-plane/error-sentences.js';
import { parseInvocation } from '../../../domain/control-plane/invocation-text.js';
import { kindWordings } from '../../../wizard/resources/aws/kinds.js';

describe.each(kinds)('the record of %s', (kind) => {
  const { permissions, sentences, attributes, readyTimeout } = records[kind];

  test('explains errors of its own calls alone', () => {
    const own = permissions.map(({ action }) => action);
    const named = sentences.flatMap(({ operation }) => operation ?? []);
    expect(named.filter((operation) => !own.includes(operation))).toEqual([]);
  });

  test('gives attributes and a time to wait that a chain can hold', () => {
    expect(Object.keys(attributes)).not.toEqual([]);
    expect(readyTimeout).toBeGreaterThan(0);
    expect(readyTimeout).toBeLessThanOrEqual(240);
  });

  test('has words for a plan, inner ones where it is only waited for', () => {
    expect(kindWordings[kind]).toMatchObject({ noun: records[kind].noun, inner: isObserved(kind) });
  });
});

test('what a removal takes with it is said of each kind that is removed', () => {
  const removals = kinds.map((kind) => [kind, kindWordings[kind]!.remove]);
  expect(Object.fromEntries(removals)).toEqual({
    'entra-directory': 'destroys-data',
    bundle: 'interrupts',
    'account-instance': 'destroys-data',
    'synced-group': 'none',
    'user-presence': 'none',
  });
});

test('no sentence hides another: each says code, call and what the message says in its own way', () => {
  const said = errorSentences.flatMap(({ code, operation = '', says = '' }) =>
    [code].flat().flatMap((one) => [operation].flat().map((call) => `${one} ${call} ${says}`)),
  );
  expect(said.filter((each, at) => said.indexOf(each) !== at)).toEqual([]);
});

test('a sentence of a kind comes before the one for every call', () => {
  const general = errorSentences.find(({ code, operation }) => code === 'OperationNotSupported' && !operation);
  expect(sentenceFor('OperationNotSupportedException', 'workspaces:UpdateWorkspaceBundle', '')?.means).toMatch(
    /bundle/,
  );
  expect(sentenceFor('OperationNotSupportedException', 'workspaces:ModifyClientProperties', '')).toBe(general);
});

describe('an invocation read back', () => {
  test('has identity, properties and name, with references as text', () => {
    const reference = '${jsonencode(tostring(aws_subnet.a.id))}';
    const part = '${replace(jsonencode(tostring(data.x.y.name)), "/^.|.$/", "")}';
    const input = `{"kind":"entra-directory","identity":{"name":"A \\"${part}\\""},"step":"ensure","properties":{"subnetIds":[${reference}]}}`;
    expect(parseInvocation(input)).toEqual({
      kind: 'entra-directory',
      step: 'ensure',
      name: 'A "${data.x.y.name}"',
      identity: { name: 'A "${data.x.y.name}"' },
      properties: { subnetIds: ['${aws_subnet.a.id}'] },
    });
  });

  test.each(['', '{', '[]', 'null', '{"step":"role","kinds":[]}', '{"kind":1,"step":"ids"}'])('%j is none', (text) => {
    expect(parseInvocation(text)).toBeUndefined();
  });

  test('is read without identity and properties too', () => {
    expect(parseInvocation('{"kind":"bundle","step":"ids","identity":[]}')).toEqual({
      kind: 'bundle',
      step: 'ids',
      identity: {},
      properties: {},
    });
  });
});
