import { describe, expect, test } from '@jest/globals';
import { App, type AppProps } from '../../../modules/intune/app.js';
import { all, synthesized } from '../entra/synthesized.js';

const portal = { id: '9WZDNCRFJ3PZ', displayName: 'Company Portal', publisher: 'Microsoft Corporation' };
const app = (props: Partial<AppProps> = {}) =>
  synthesized(
    (stack) =>
      void new App(stack, 'app', {
        app: { store: portal },
        intent: 'required',
        targets: { berlin: 'group-1' },
        ...props,
      }),
  );
const blocks = (json: ReturnType<typeof app>) => all(json, 'msgraph_resource').map(([, block]) => block);

describe('an app of the Store', () => {
  const [made, assignment] = blocks(app());

  test('is made for the computer, before what it replaces goes', () => {
    expect(made).toMatchObject({
      url: 'deviceAppManagement/mobileApps',
      api_version: 'beta',
      body: {
        '@odata.type': '#microsoft.graph.winGetApp',
        packageIdentifier: '9WZDNCRFJ3PZ',
        repositoryType: 'microsoftStore',
        installExperience: { runAsAccount: 'system' },
        roleScopeTagIds: ['0'],
      },
      lifecycle: { create_before_destroy: true },
    });
  });

  test('is assigned by an object of its own, as soon as it is published', () => {
    expect(assignment).toMatchObject({
      url: expect.stringMatching(/^deviceAppManagement\/mobileApps\/\$\{msgraph_resource\.app_\w+\.id\}\/assignments$/),
      body: { intent: 'required', target: { groupId: 'group-1' } },
      retry: { error_message_regex: ['PublishingState is not'] },
      timeouts: { create: '10m' },
    });
  });

  test('of a company is only assigned', () => {
    const [only, ...more] = blocks(app({ app: { existing: { id: 'of-theirs' } }, intent: 'available' }));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      url: 'deviceAppManagement/mobileApps/of-theirs/assignments',
      body: { intent: 'available' },
    });
    expect(only?.body).not.toHaveProperty('settings');
  });

  test('with a filter reaches the devices that match it', () => {
    const [, filtered] = blocks(app({ includeFilterId: 'filter-1' }));
    expect(filtered?.body.target).toMatchObject({
      deviceAndAppManagementAssignmentFilterId: 'filter-1',
      deviceAndAppManagementAssignmentFilterType: 'include',
    });
  });

  test('for nobody, or with an id in small letters, is refused', () => {
    expect(() => app({ targets: {} })).toThrow('`targets` of an app must name at least one group');
    expect(() => app({ app: { store: { ...portal, id: '9wzdncrfj3pz' } } })).toThrow('got: 9wzdncrfj3pz');
  });
});

describe('Microsoft 365', () => {
  const office = (over: object = {}) =>
    app({
      app: {
        microsoft365: {
          displayName: 'Office',
          edition: 'enterprise',
          channel: 'semiAnnual',
          without: ['access'],
          languages: [],
          ...over,
        },
      },
    });
  const bodyOf = (json: ReturnType<typeof app>) => blocks(json)[0]!['body'] as Record<string, unknown>;

  test('has its file format and every part, with what is retired left out', () => {
    expect(bodyOf(office())).toMatchObject({
      '@odata.type': '#microsoft.graph.officeSuiteApp',
      productIds: ['o365ProPlusRetail'],
      officeSuiteAppDefaultFileFormat: 'officeOpenXMLFormat',
      updateChannel: 'deferred',
      useSharedComputerActivation: false,
    });
    const parts = bodyOf(office())['excludedApps'] as Record<string, boolean>;
    expect(Object.keys(parts)).toHaveLength(15);
    expect(Object.keys(parts).filter((part) => parts[part])).toEqual([
      'access',
      'bing',
      'groove',
      'infoPath',
      'lync',
      'sharePointDesigner',
      'visio',
    ]);
  });

  test('sends no empty list of languages, and is another app where they come or go', () => {
    expect(bodyOf(office())).not.toHaveProperty('localesToInstall');
    expect(bodyOf(office({ languages: ['de-de'] }))).toMatchObject({ localesToInstall: ['de-de'] });
    const triggers = (over: object) => all(office(over), 'terraform_data').map(([, each]) => each['triggers_replace']);
    expect(triggers({ languages: ['de-de'] })).toEqual(triggers({ languages: ['en-us', 'de-de'] }));
    expect(triggers({})).not.toEqual(triggers({ languages: ['de-de'] }));
  });

  test('is assigned without the settings of a store app', () => {
    expect(blocks(office())[1]!['body']).not.toHaveProperty('settings');
  });
});
