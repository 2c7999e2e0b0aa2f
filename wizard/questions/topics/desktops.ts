/** What a desktop is made of: image or bundle, size, running mode, encryption. */
import { z } from 'zod';
import { present } from '../../../domain/present.js';
import {
  autoStopStepMinutes,
  computeTypeWords,
  rootVolumeGib,
  runningModeWords,
  userVolumeGib,
  type ComputeType,
  usualVolumes,
} from '../../../domain/bundle-options.js';
import { seenOr, type SeenBundle, type SeenImage } from '../../discovery/discovered.js';
import { choose, put, question, valueAt, bundleName } from '../define.js';
import { links } from '../links.js';
import { textAnswer, type Answers, type Offer, type Question } from '../question.js';

const bundlePath = 'sites[].bundles.*';
const encryptionPath = 'sites[].desktops.encryption';

const fromImage = (answers: Answers): boolean => /^wsi-/.test(textAnswer(answers, 'image') ?? '');

const volumesOf = (answers: Answers) => usualVolumes(textAnswer(answers, 'computeType') ?? '');

function imageOffer({ id, name, operatingSystem, created, dedicated }: SeenImage): Offer {
  return {
    value: id,
    name: `image ${name} (${[operatingSystem, created?.slice(0, 10)].filter(Boolean).join(', ') || id})`,
    description: 'a bundle is made of it, in the size you choose next',
    ...(dedicated ? {} : { disabled: 'not a BYOL image: it runs on shared hardware only' }),
  };
}

function bundleOffer({ id, name, computeType, rootVolumeGib: root, userVolumeGib: user }: SeenBundle): Offer {
  const named = computeTypeWords[computeType as ComputeType] ?? computeType;
  const size = [named, root === undefined ? undefined : `${root}/${user ?? '?'} GiB`].filter(Boolean).join(', ');
  return { value: id, name: `bundle ${name}${size === '' ? '' : ` (${size})`}`, description: 'used as it is' };
}

function size(value: ComputeType, means: string, description?: string): Offer {
  return { value, name: computeTypeWords[value], means, ...present({ description }) };
}

export const desktopQuestions: readonly Question[] = [
  question({
    key: 'image',
    label: 'Image or bundle',
    topic: 'image',
    path: bundlePath,
    message: 'Windows image (wsi-…) or bundle (wsb-…)',
    why: 'Desktops that join Entra need your own Windows image (BYOL): Windows 10 22H2 or Windows 11 Enterprise, imported for DCV.',
    link: links.byol,
    schema: z.string().regex(/^ws[ib]-[0-9a-z]{8,63}$/, {
      error: 'must be the id of an image (wsi-1234567ab) or of a bundle (wsb-1234567ab)',
    }),
    offers: ({ images, bundles }, answers) => {
      const here = ({ region }: { readonly region: string }): boolean => region === answers['region'];
      return [...seenOr(images, []).filter(here).map(imageOffer), ...seenOr(bundles, []).filter(here).map(bundleOffer)];
    },
    read: (file) => {
      const bundle = file.sites[0]?.bundles[bundleName(file)];
      if (bundle === undefined) return undefined;
      return 'existing' in bundle ? bundle.existing.id : bundle.fromImage.imageId;
    },
    write: (draft, value) => {
      put(draft, 'sites[].desktops.bundle', bundleName(draft));
      if (/^wsb-/.test(String(value))) {
        put(draft, bundlePath, { existing: { id: value } });
        return;
      }
      choose(draft, bundlePath, 'fromImage');
      put(draft, `${bundlePath}.fromImage.imageId`, value);
    },
  }),
  question({
    key: 'computeType',
    label: 'Size',
    topic: 'desktops',
    path: `${bundlePath}.fromImage.computeType`,
    message: 'Size of the desktops',
    link: links.sizes,
    choices: [
      size('POWER', '4 vCPU, 16 GiB', 'fits Office, a browser and Teams'),
      size('STANDARD', '2 vCPU, 4 GiB', 'light work; Windows 11 feels slow'),
      size('PERFORMANCE', '2 vCPU, 8 GiB'),
      size('POWERPRO', '8 vCPU, 32 GiB'),
      size('GENERALPURPOSE_4XLARGE', '16 vCPU, 64 GiB'),
      size('GENERALPURPOSE_8XLARGE', '32 vCPU, 128 GiB'),
      size('GRAPHICS_G4DN', '4 vCPU, 16 GiB, GPU'),
      size('GRAPHICSPRO_G4DN', '16 vCPU, 64 GiB, GPU'),
    ],
    words: computeTypeWords,
    when: fromImage,
    initial: () => 'POWER',
  }),
  question({
    key: 'rootVolumeGib',
    label: 'System volume (GiB)',
    topic: 'desktops',
    path: `${bundlePath}.fromImage.rootVolumeGib`,
    type: 'number',
    message: `System volume in GiB (${rootVolumeGib.minimum} to ${rootVolumeGib.maximum})`,
    link: links.sizes,
    when: fromImage,
    initial: (answers) => volumesOf(answers).root,
  }),
  question({
    key: 'userVolumeGib',
    label: 'User volume (GiB)',
    topic: 'desktops',
    path: `${bundlePath}.fromImage.userVolumeGib`,
    type: 'number',
    message: `User volume in GiB (${userVolumeGib.minimum} to ${userVolumeGib.maximum})`,
    link: links.sizes,
    when: fromImage,
    initial: (answers) => volumesOf(answers).user,
  }),
  question({
    key: 'runningMode',
    label: 'Running mode',
    topic: 'desktops',
    path: 'sites[].desktops.runningMode',
    message: 'Running mode',
    why: 'By the hour: a small price a month, and each hour of use. By the month: one price.',
    link: links.runningMode,
    choices: {
      AUTO_STOP: [runningModeWords.AUTO_STOP, 'stops when unused, paid by the hour'],
      ALWAYS_ON: [runningModeWords.ALWAYS_ON, 'there at once, paid by the month'],
    },
  }),
  question({
    key: 'autoStopMinutes',
    label: 'AutoStop after (min)',
    topic: 'desktops',
    path: 'sites[].desktops.autoStopMinutes',
    type: 'number',
    message: `Minutes without use until it stops (${autoStopStepMinutes}, ${2 * autoStopStepMinutes}, …)`,
    link: links.runningMode,
    advanced: true,
    when: (answers) => answers['runningMode'] === 'AUTO_STOP',
  }),
  question({
    key: 'encryption',
    label: 'Encryption',
    topic: 'desktops',
    path: encryptionPath,
    message: 'Encryption of the volumes',
    link: links.encryption,
    schema: z.enum(['both', 'user', 'root', 'none'], { error: 'must be one of both, user, root, none' }),
    choices: [
      { value: 'both', name: 'both volumes', description: 'making a desktop takes up to an hour' },
      { value: 'user', name: 'the user volume' },
      { value: 'root', name: 'the system volume' },
      { value: 'none', name: 'none' },
    ],
    initial: () => 'both',
    read: (file) => {
      const encryption = file.sites[0]?.desktops.encryption;
      if (!encryption) return encryption === null ? 'none' : undefined;
      return encryption.root && encryption.user ? 'both' : encryption.user ? 'user' : 'root';
    },
    write: (draft, value) => {
      const key = valueAt(draft, `${encryptionPath}.key`);
      const encryption = { root: value !== 'user', user: value !== 'root', ...present({ key }) };
      put(draft, encryptionPath, value === 'none' ? null : encryption);
    },
  }),
  question({
    key: 'encryptionKey',
    label: 'Encryption key',
    topic: 'desktops',
    path: `${encryptionPath}.key`,
    message: 'Key of the volumes: create, or the ARN of one',
    link: links.encryption,
    advanced: true,
    words: { create: 'made here' },
    when: (answers) => answers['encryption'] !== undefined && answers['encryption'] !== 'none',
  }),
];
