import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a registration secret looks like inside: its keys, the application id (no secret), and whether the password looks
 * like the id of a client secret instead of its value. The value itself does not leave this function.
 */
export const secretShape = lookup({
  id: 'secret-shape',
  what: 'the content of the registration secret',
  needs: { aws: ['secretsmanager:GetSecretValue', 'kms:Decrypt'] },
  optional:
    'Tells whether a registration secret holds the two keys that WorkSpaces looks for, and whose credentials they are. Its outside is looked at without this; the checks that need it say "unknown".',
  seconds: 10,
  async look({ aws }, at: { readonly region: string; readonly secretId: string }) {
    const found = await unlessAbsent(
      aws.call('secretsmanager', 'GetSecretValue', at.region, { SecretId: at.secretId }),
      undefined,
    );
    const content = contentOf(found?.SecretString);
    if (!content) return { exists: found !== undefined, isJson: false, keys: [] };
    const { application_id: applicationId, application_password: password } = content;
    return present({
      exists: true,
      isJson: true,
      keys: Object.keys(content).sort(),
      applicationId: typeof applicationId === 'string' ? applicationId : undefined,
      passwordLooksLikeAnId: typeof password === 'string' && guid.test(password.trim()),
      hasOuterSpace: [applicationId, password].some((each) => typeof each === 'string' && each !== each.trim()),
    });
  },
});

function contentOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text ?? '');
    return typeof content === 'object' && content !== null && !Array.isArray(content)
      ? (content as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
