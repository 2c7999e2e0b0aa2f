/** What people may do in a session of DCV, by the policies of the company's own wsp.admx. */
import { z } from 'zod';

const leaveOrOff = (what: string) =>
  z.enum(['leave', 'off']).default('leave').describe(`${what}: \`off\` forbids it, \`leave\` leaves it as it is.`);

const policy = z.strictObject({
  set: z.enum(['on', 'off']).default('on').describe('Whether the policy is enabled or disabled.'),
  values: z
    .record(z.string(), z.string().max(1000))
    .default({})
    .describe('What it asks for, by the id in the file: a text, a number as text, `true` or `false`, or an option.'),
});

export const sessionField = z
  .strictObject({
    admx: z
      .string()
      .min(1)
      .max(260, { error: 'must have at most 260 characters' })
      .describe(
        'wsp.admx as it lies on a WorkSpace in C:\\Program Files\\Amazon\\WSP. Its path, from the folder of this file.',
      ),
    clipboard: leaveOrOff('Copy and paste'),
    printing: leaveOrOff('Printing on printers of the person'),
    usb: leaveOrOff('USB devices of the person'),
    audioIn: leaveOrOff('The microphone'),
    videoIn: leaveOrOff('The camera'),
    timeZone: leaveOrOff('The time zone of the person'),
    webAuthn: leaveOrOff('Security keys of the person'),
    smartCard: leaveOrOff('Smart cards of the person'),
    policies: z.record(z.string(), policy).default({}).describe('Any other policy of the file, by its name there.'),
  })
  .nullable()
  .default(null)
  .describe(
    'What people may do in a session. Without it nothing is said here, and WorkSpaces allows what it does by default.',
  );
