import { X509Certificate } from 'node:crypto';
import type { IdentityCenterConsole } from '../aws/console.js';
import type { Instance } from '../aws/identity-center/instance.js';
import { rule, type RuleBook } from '../rules.js';
import {
  access,
  certificates,
  change,
  chooseSource,
  configure,
  done,
  provisioning,
  review,
  settings,
} from './aws-screens.js';
import { html, type Screen } from './page.js';

const clicks = rule(
  'identity-center-console',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/how-to-connect-idp.html, https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html',
  'The identity source is changed in three screens, with ACCEPT typed in the last; automatic provisioning is enabled after it, and a token is shown once.',
);

/** One click: the screen that is asked for, or what a form sent. */
export interface Click {
  readonly screen: string;
  readonly form: ReadonlyMap<string, string>;
}

/** A file instead of a screen. */
export interface Download {
  readonly file: string;
  readonly content: string;
}

/** The console of IAM Identity Center, as far as a handshake goes. Remembers where in a change of the source one is. */
export class AwsConsole {
  /** Metadata of the identity provider, uploaded and not confirmed yet. */
  private uploaded: string | undefined;

  constructor(
    private readonly console: IdentityCenterConsole,
    private readonly instances: () => readonly Instance[],
    private readonly rules: RuleBook,
  ) {}

  /** What a click leads to. Refusals of the console are screens, too. */
  answer({ screen, form }: Click): Screen | Download {
    const [instance] = this.instances();
    if (!instance) {
      return {
        title: 'IAM Identity Center',
        body: html`<p>
          IAM Identity Center is not enabled in this account. The deployment makes an account instance: apply its
          foundation, then come back.
        </p>`,
      };
    }
    this.rules.leanOn(clicks);
    const action = form.get('action');
    try {
      return action === undefined ? this.show(screen, instance) : this.act(action, form, instance);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const back = action === 'upload' || action === 'confirm' ? 'change-2' : screen;
      const shown = this.show(action === 'confirm' ? 'change-3' : back, instance);
      return 'file' in shown ? shown : { ...shown, notice: { kind: 'bad', text } };
    }
  }

  private act(action: string, form: ReadonlyMap<string, string>, instance: Instance): Screen | Download {
    switch (action) {
      case 'choose':
        if (form.get('source') === 'external') return this.show('change-2', instance);
        throw new Error('The sandbox plays an external identity provider alone: choose that one.');
      case 'upload':
        return this.upload(form.get('metadata') ?? '', instance);
      case 'confirm':
        return this.confirm(form.get('accept') ?? '', instance);
      case 'enable-scim':
        return access(this.console.enableScim());
      case 'generate-token':
        return access(this.console.newToken());
      case 'delete-token':
        this.console.deleteToken(form.get('id') ?? '');
        return done(
          provisioning(this.console),
          'The access token is deleted: what provisions with it is refused from now on.',
        );
      case 'import-certificate':
        this.importCertificate(form.get('certificate') ?? '');
        return done(certificates(this.console), 'The certificate is imported.');
      case 'delete-certificate':
        this.console.removeCertificate(form.get('certificate') ?? '');
        return done(certificates(this.console), 'The certificate is deleted.');
      default:
        throw new Error('The sandbox does not know this button.');
    }
  }

  private show(screen: string, instance: Instance): Screen | Download {
    switch (screen) {
      case 'change-1':
        return change(1, 'Choose identity source', chooseSource);
      case 'change-2':
        return change(2, 'Configure external identity provider', configure(this.console));
      case 'change-3':
        return this.uploaded === undefined ? this.show('change-2', instance) : change(3, 'Review and confirm', review);
      case 'metadata':
        return {
          file: `service-provider-metadata-${instance.store.id}.xml`,
          content: this.console.serviceProviderXml(),
        };
      case 'provisioning':
        return provisioning(this.console);
      case 'certificates':
        return certificates(this.console);
      default:
        return settings(this.console, instance);
    }
  }

  private upload(xml: string, instance: Instance): Screen | Download {
    if (xml.trim() === '') throw new Error('Choose the metadata file of your identity provider first.');
    this.console.checkMetadata(xml);
    this.uploaded = xml;
    return this.show('change-3', instance);
  }

  private confirm(typed: string, instance: Instance): Screen {
    if (this.uploaded === undefined) throw new Error('Upload the metadata of your identity provider first.');
    if (typed.trim() !== 'ACCEPT') throw new Error('Type ACCEPT to change the identity source.');
    this.console.trustEntra(this.uploaded);
    this.uploaded = undefined;
    return done(
      settings(this.console, instance),
      'The identity source is changed: people sign in with your identity provider.',
    );
  }

  private importCertificate(text: string): void {
    const certificate = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(text)?.[1] ?? text;
    const base64 = certificate.replace(/-----[^-]+-----|\s/g, '');
    try {
      new X509Certificate(Buffer.from(base64, 'base64'));
    } catch {
      throw new Error('The file is no certificate in base64 or PEM.');
    }
    this.console.importCertificate(base64);
  }
}
