/**
 * What the page for everybody says, by language: how to ask for a desktop, the first morning, the end. `{name}` is put in.
 * The way from request to access: https://learn.microsoft.com/entra/id-governance/entitlement-management-request-access.
 */
import type { SelfServiceAction } from '../../domain/control-plane/kinds/entra-directory.js';
import type { Language } from './words.js';

interface HowToWords {
  readonly title: string;
  readonly ask: { readonly heading: string; readonly steps: readonly string[]; readonly question: string };
  readonly morning: string;
  readonly end: { readonly heading: string; readonly lines: readonly string[] };
  readonly may: {
    readonly heading: string;
    readonly nothing: string;
    readonly what: Record<SelfServiceAction, string>;
  };
}

export const howToWords: Readonly<Record<Language, HowToWords>> = {
  en: {
    title: 'How to get a Windows desktop',
    ask: {
      heading: 'Ask for it',
      steps: [
        'Open {link} and sign in with the account that you use at work.',
        'Choose “{package}”, say why you need it, and send the request.',
        'Somebody decides; you get a mail. After 14 days without a decision the request is void: ask again.',
        'Once it is approved the desktop is made. Count on half a working day.',
      ],
      question: 'You are asked: “{question}”',
    },
    morning: 'The first morning',
    end: {
      heading: 'When it ends',
      lines: [
        'You have the desktop for {days} days, and {graceDays} more in which you can ask again. Entra mails you 14 days before your access ends: ask for more time then, at the same place.',
        'After that you cannot sign in any more. For {holdDays} days the desktop is kept; whoever is let in again in this time has it back as it was.',
        'Then it is removed with all that is on it, and nobody can bring it back. Keep your files in OneDrive.',
      ],
    },
    may: {
      heading: 'What you may do yourself',
      nothing: 'Changes to your desktop are made by the IT department.',
      what: {
        restart: 'restart it',
        increaseVolumeSize: 'make its disks larger, which costs more and cannot be undone',
        changeComputeType: 'choose another size, which costs more or less',
        switchRunningMode: 'choose between paying by the hour and by the month',
        rebuild: 'set it up anew: the system is fresh, your disk is up to 12 hours old',
      },
    },
  },
  de: {
    title: 'So bekommen Sie einen Windows-Desktop',
    ask: {
      heading: 'Beantragen',
      steps: [
        'Öffnen Sie {link} und melden Sie sich mit dem Konto an, das Sie bei der Arbeit benutzen.',
        'Wählen Sie „{package}“, sagen Sie, wofür Sie ihn brauchen, und senden Sie den Antrag ab.',
        'Jemand entscheidet; Sie bekommen eine Mail. Nach 14 Tagen ohne Entscheidung verfällt der Antrag: Stellen Sie ihn neu.',
        'Ist er genehmigt, wird der Desktop gemacht. Rechnen Sie mit einem halben Arbeitstag.',
      ],
      question: 'Sie werden gefragt: „{question}“',
    },
    morning: 'Der erste Morgen',
    end: {
      heading: 'Wann er endet',
      lines: [
        'Sie haben den Desktop für {days} Tage, und {graceDays} weitere, in denen Sie noch einmal fragen können. Entra schreibt Ihnen 14 Tage vor dem Ende: Beantragen Sie dann an derselben Stelle mehr Zeit.',
        'Danach können Sie sich nicht mehr anmelden. {holdDays} Tage wird der Desktop aufgehoben; wer in dieser Zeit wieder zugelassen wird, hat ihn zurück, wie er war.',
        'Dann wird er mit allem, was darauf ist, entfernt, und niemand kann ihn zurückholen. Legen Sie Dateien in OneDrive ab.',
      ],
    },
    may: {
      heading: 'Was Sie selbst dürfen',
      nothing: 'Änderungen am Desktop macht die IT-Abteilung.',
      what: {
        restart: 'ihn neu starten',
        increaseVolumeSize: 'seine Laufwerke vergrößern; das kostet mehr und lässt sich nicht zurücknehmen',
        changeComputeType: 'eine andere Größe wählen; das kostet mehr oder weniger',
        switchRunningMode: 'zwischen Bezahlung nach Stunden und nach Monaten wählen',
        rebuild: 'ihn neu aufsetzen: Das System ist frisch, Ihr Laufwerk bis zu 12 Stunden alt',
      },
    },
  },
};
