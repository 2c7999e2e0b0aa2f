/**
 * Where this repository lives is one setting: `repository.url` of package.json. `npm run repository -- ADDRESS [@OWNER …]`
 * sets it, with everything that follows from it; `npm run repository -- --check ADDRESS` fails while it is another one, so
 * that no package is published with the placeholder.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const places = ['package.json', '.github/ISSUE_TEMPLATE/config.yml'];
const owners = '.github/CODEOWNERS';

const [first = '', ...rest] = process.argv.slice(2);
const check = first === '--check';
const given = check ? (rest[0] ?? '') : first;
const address = given.replace(/\/$/, '').replace(/\.git$/, '');
const present = presentAddress();

if (!/^https:\/\/[^/\s]+\/[\w.-]+\/[\w./-]+$/.test(address)) {
  console.error(`The address of a repository is expected, such as https://github.com/contoso/desktops; got: ${given}`);
  process.exitCode = 2;
} else if (check) {
  if (present === address) console.log(`package.json names ${address}`);
  else {
    console.error(`package.json names ${present}, this is ${address}: npm run repository -- ${address}`);
    process.exitCode = 1;
  }
} else {
  for (const file of places) edit(file, (text) => text.replaceAll(present, address));
  const who = rest.length > 0 ? rest : [`@${new URL(address).pathname.split('/')[1]}`];
  edit(owners, (text) =>
    text.replaceAll(/^([^#\s]\S*)( +@\S+)+$/gm, (_line, path: string) => [path, ...who].join(' ')),
  );
  console.log(`${[...places, owners].join(', ')} name ${address}`);
}

/** `git+https://HOST/OWNER/NAME.git` as people write it. */
function presentAddress(): string {
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { repository: { url: string } };
  return repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
