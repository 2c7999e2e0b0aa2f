import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DeploymentError } from '../../../deployment/problem.js';
import { contentsOf, type StackJson } from '../../../wizard/terraform/contents.js';
import { packageRoot } from '../../../wizard/terraform/package-root.js';
import { mainProgram } from '../../../wizard/repository/main-program.js';
import { marked } from '../../../wizard/terraform/marker.js';
import { synthesize } from '../../../wizard/terraform/synth.js';

// The first synthesis of a run compiles the stacks.
let folder: string;
let functionZip: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
  functionZip = join(folder, 'handler.zip');
  writeFileSync(functionZip, 'the code');
});
afterEach(() => rmSync(folder, { recursive: true }));

const example = (name: string): string => resolve('examples', name);
const synth = (name: string, out = 'out') =>
  synthesize({ deploymentFile: example(name), out: join(folder, out), functionZip });
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as StackJson & Record<string, never>;

describe('synth', () => {
  test('writes the Terraform JSON and the code beside it, and says what is in it', async () => {
    const { file, folder: stack, name, stage, contents } = await synth('greenfield-connected.json');
    expect({ name, stage }).toEqual({ name: 'contoso-desktops', stage: 'connected' });
    expect(stack).toBe(join(folder, 'out', 'stacks', name));
    expect(readFileSync(join(stack, 'handler.zip'), 'utf8')).toBe('the code');
    expect(contents).toEqual(contentsOf(json(file)));
    expect(contents.desktops).toBe(2);
    const counted = Object.values(contents.clouds).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(contents.resources);
  });

  test('the code is named by its hash, so that a new one is uploaded', async () => {
    const { file } = await synth('smallest.json');
    const [lambda] = Object.values(json(file).resource?.['aws_lambda_function'] ?? {}) as Record<string, unknown>[];
    expect(lambda).toMatchObject({
      filename: 'handler.zip',
      source_code_hash: createHash('sha256').update('the code').digest('base64'),
    });
  });

  test('what terraform keeps in the folder stays', async () => {
    const { folder: stack } = await synth('smallest.json');
    mkdirSync(join(stack, '.terraform'));
    writeFileSync(join(stack, '.terraform.lock.hcl'), 'locked');
    await synth('smallest.json');
    expect(existsSync(join(stack, '.terraform'))).toBe(true);
    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8')).toBe('locked');
  });

  test('twice the same deployment gives the same bytes', async () => {
    const [one, other] = [await synth('everything-on.json', 'one'), await synth('everything-on.json', 'other')];
    expect(readFileSync(one.file, 'utf8')).toBe(readFileSync(other.file, 'utf8'));
  });

  test('a wrong deployment writes nothing and names every problem', async () => {
    const file = join(folder, 'deployment.json');
    const deployment = JSON.parse(readFileSync(example('smallest.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...deployment, name: 'X', unknownKey: 1 }));
    const failure = await synthesize({ deploymentFile: file, out: join(folder, 'out'), functionZip }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DeploymentError);
    expect((failure as DeploymentError).problems.length).toBeGreaterThanOrEqual(2);
    expect(readdirSync(folder).sort()).toEqual(['deployment.json', 'handler.zip']);
  });

  test('nothing is left beside the output folder', async () => {
    await synth('smallest.json');
    expect(readdirSync(folder).sort()).toEqual(['handler.zip', 'out']);
  });

  test('without the code the way to it is said', async () => {
    await expect(
      synthesize({
        deploymentFile: example('smallest.json'),
        out: join(folder, 'out'),
        functionZip: join(folder, 'none.zip'),
      }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('a state in a file lies beside the deployment, wherever the stack is written', async () => {
    const file = join(folder, 'deployment.json');
    const deployment = JSON.parse(readFileSync(example('smallest.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...deployment, state: { local: { path: 'my.tfstate' } } }));
    const written = await synthesize({ deploymentFile: file, out: join(folder, 'deep', 'er', 'out'), functionZip });
    const { terraform } = json(written.file) as unknown as { terraform: { backend: { local: { path: string } } } };
    expect(resolve(written.folder, terraform.backend.local.path)).toBe(join(folder, 'my.tfstate'));
  });
});

test('the package is found from any depth', () => {
  expect(packageRoot()).toBe(process.cwd());
  expect(packageRoot(join(process.cwd(), 'dist', 'chunks', 'x.js'))).toBe(process.cwd());
});

describe('a repository with a main.ts', () => {
  const generated = marked('main.ts', mainProgram);
  /** The program's part is played by a line of shell, which notes that it ran. */
  const repository = (program: string, app?: string): string => {
    const file = join(folder, 'deployment.json');
    writeFileSync(file, readFileSync(example('smallest.json')));
    writeFileSync(join(folder, 'main.ts'), program);
    writeFileSync(join(folder, 'cdktf.json'), JSON.stringify(app === undefined ? {} : { app }));
    return file;
  };
  const synthHere = (file: string) => synthesize({ deploymentFile: file, out: join(folder, 'cdktf.out'), functionZip });
  const own = `touch ran && mkdir -p "$CDKTF_OUTDIR/stacks/contoso" && echo '{"resource":{"aws_ssm_parameter":{"own":{}}}}' > "$CDKTF_OUTDIR/stacks/contoso/cdk.tf.json"`;

  test('as it was generated, synthesis runs in here and its program is not called', async () => {
    const { contents } = await synthHere(repository(generated, own));
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(contents.resources).toBeGreaterThan(50);
  });

  test('once changed, its own program synthesizes, and the code still lies beside the stack', async () => {
    const { contents, folder: stack } = await synthHere(repository(`${generated}// mine\n`, own));
    expect(existsSync(join(folder, 'ran'))).toBe(true);
    expect(contents.types).toEqual({ aws_ssm_parameter: 1 });
    expect(readFileSync(join(stack, 'handler.zip'), 'utf8')).toBe('the code');
  });

  test('a main.ts that was never ours is left alone', async () => {
    await synthHere(repository('console.log(1)\n', own));
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test.each([
    ['that fails', 'echo "TypeError: x" >&2; exit 3', /did not synthesize: .*ended with 3/],
    ['that writes nothing', 'true', /wrote no stack of this deployment/],
    ['that nobody can run', undefined, /does not say how it is run/],
  ])('a program %s is said in words, and nothing is written', async (_what, app, message) => {
    await expect(synthHere(repository(`${generated}// mine\n`, app))).rejects.toThrow(message);
    expect(existsSync(join(folder, 'cdktf.out'))).toBe(false);
  });
});
