import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Event {
  readonly eventDateTime: string;
  readonly userId: string | null;
  readonly failureCategory: string;
  readonly failureReason: string | null;
}

/** Enrolments of a user that Intune refused, the newest first: it keeps failures alone. */
export const enrolmentEvents = lookup({
  id: 'enrolment-events',
  what: 'the enrolment failures',
  needs: { graph: ['DeviceManagementManagedDevices.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly userId: string }) {
    // No page says that this list can be filtered by user.
    const events = await graph.list<Event>('deviceManagement/troubleshootingEvents');
    return events
      .filter(({ userId }) => userId === at.userId)
      .map((event) =>
        present({
          at: event.eventDateTime,
          category: event.failureCategory,
          reason: event.failureReason ?? undefined,
        }),
      )
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  },
});
