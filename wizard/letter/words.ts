/**
 * What the letter says, by language: a subject and blocks with placeholders. The way from sign-in to desktop, and the second
 * sign-in, in which Windows sets itself up: https://docs.aws.amazon.com/workspaces/latest/adminguide/access-entra-id.html.
 * AutoStop keeps what is open: https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html.
 */
import type { deviceTypes } from '../../domain/bundle-options.js';
import type { LetterValues } from './template.js';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
/** What may be allowed to connect. */
export type DeviceType = (typeof deviceTypes)[number];

/** A paragraph, or steps with numbers. `when` leaves it out where it is not true. */
export interface Block {
  readonly text: string | readonly string[];
  readonly when?: (values: LetterValues) => boolean;
}

interface Words {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** A client, by the type of device that may connect. */
  readonly devices: Readonly<Record<DeviceType, string>>;
  readonly and: string;
}

const stops: Block['when'] = ({ autoStopMinutes }) => autoStopMinutes !== undefined;

export const wordsOf: Readonly<Record<Language, Words>> = {
  en: {
    subject: 'Your Windows desktop is ready',
    and: 'and',
    devices: {
      ...{ windows: 'Windows', macos: 'macOS', web: 'a web browser', ios: 'iPad', android: 'Android' },
      ...{ chromeos: 'ChromeOS', linux: 'Linux', thinClient: 'thin client', zeroClient: 'zero client' },
    },
    blocks: [
      { text: 'Hello,' },
      {
        text: 'a Windows desktop in the cloud is ready for {{user}}. You sign in with the account that you use at work already; there is no new password.',
      },
      { text: 'You can open it with: {{devices}}.' },
      { text: 'The first morning:' },
      {
        text: [
          'Download the Amazon WorkSpaces client and install it: {{clientDownload}}',
          'Open it and enter the registration code: {{registrationCode}}',
          'Sign in. Your browser opens with the sign-in page of Microsoft: use {{user}}.',
          'Go back to the client. The desktop opens, and Windows asks for the same account once more. This first time Windows sets itself up and gets the apps of the company. That takes a while: leave the window open, even if it restarts.',
        ],
      },
      {
        text: 'From the second day on you open the client and sign in. Or begin in the browser: open {{signInAddress}} and choose WorkSpaces.',
      },
      {
        text: 'After {{autoStopMinutes}} minutes without use the desktop goes to sleep. What is open stays open; the next sign-in takes a little longer.',
        when: stops,
      },
      { text: 'If something does not work, ask the IT department, and send a picture of the message.' },
    ],
  },
  de: {
    subject: 'Ihr Windows-Desktop ist bereit',
    and: 'und',
    devices: {
      ...{ windows: 'Windows', macos: 'macOS', web: 'Webbrowser', ios: 'iPad', android: 'Android' },
      ...{ chromeos: 'ChromeOS', linux: 'Linux', thinClient: 'Thin Client', zeroClient: 'Zero Client' },
    },
    blocks: [
      { text: 'Guten Tag,' },
      {
        text: 'für {{user}} steht ein Windows-Desktop in der Cloud bereit. Sie melden sich mit dem Konto an, das Sie bei der Arbeit schon benutzen; ein neues Kennwort gibt es nicht.',
      },
      { text: 'Sie können ihn öffnen mit: {{devices}}.' },
      { text: 'Der erste Morgen:' },
      {
        text: [
          'Laden Sie das Programm Amazon WorkSpaces herunter und installieren Sie es: {{clientDownload}}',
          'Öffnen Sie es und geben Sie den Registrierungscode ein: {{registrationCode}}',
          'Melden Sie sich an. Ihr Browser öffnet die Anmeldeseite von Microsoft: Benutzen Sie {{user}}.',
          'Gehen Sie zurück zum Programm. Der Desktop öffnet sich, und Windows fragt noch einmal nach demselben Konto. Bei diesem ersten Mal richtet Windows sich ein und holt die Programme der Firma. Das dauert eine Weile: Lassen Sie das Fenster offen, auch wenn es neu startet.',
        ],
      },
      {
        text: 'Ab dem zweiten Tag öffnen Sie das Programm und melden sich an. Oder beginnen Sie im Browser: Öffnen Sie {{signInAddress}} und wählen Sie WorkSpaces.',
      },
      {
        text: 'Nach {{autoStopMinutes}} Minuten ohne Benutzung schläft der Desktop ein. Was offen ist, bleibt offen; die nächste Anmeldung dauert etwas länger.',
        when: stops,
      },
      { text: 'Wenn etwas nicht geht, fragen Sie die IT-Abteilung und schicken Sie ein Bild der Meldung mit.' },
    ],
  },
};
