import type { PolicyObject } from '../../../../domain/guard/observed.js';
import type { PolicyTarget } from '../../../../domain/policy-reach.js';
import { deploymentLookup } from '../../lookup.js';
import { targetsOf, type Assignment } from './targets.js';

interface Listed extends Record<string, unknown> {
  readonly id: string;
  readonly displayName: string;
  readonly priority: number;
  readonly assignments?: readonly Assignment[];
}

/** A status page, Windows Hello, or a restriction. */
interface EnrolmentConfiguration {
  readonly id: string;
  readonly displayName: string;
  readonly priority: number;
  /** What every tenant has from the beginning, for whoever gets no other. */
  readonly byDefault: boolean;
  readonly targets: readonly PolicyTarget[];
  /** As Graph answers it. */
  readonly content: PolicyObject;
}

/** Status pages, Windows Hello and restrictions of enrolment that somebody assigned; the lowest priority number wins. */
export const enrolmentConfigurations = deploymentLookup({
  id: 'enrolment-configurations',
  what: 'the enrolment configurations',
  needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
  seconds: 20,
  async look({ graph }, _at: void) {
    const all = await graph.list<Listed>('deviceManagement/deviceEnrollmentConfigurations', {
      version: 'beta',
      query: { $expand: 'assignments' },
    });
    return all
      .map(({ assignments, ...content }): EnrolmentConfiguration => ({
        id: content.id,
        displayName: content.displayName,
        priority: content.priority,
        byDefault: /_Default[A-Za-z0-9]+$/.test(content.id),
        targets: targetsOf(assignments),
        content,
      }))
      .sort((a, b) => a.priority - b.priority);
  },
});
