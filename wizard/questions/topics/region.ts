/** In which Region the desktops are. */
import { counted } from '../../../domain/counted.js';
import { entraDirectoryRegions, supportsEntraDirectories } from '../../../domain/regions.js';
import { seenOr } from '../../discovery/discovered.js';
import { question } from '../define.js';
import { links } from '../links.js';
import type { Question } from '../question.js';

export const regionQuestions: readonly Question[] = [
  question({
    key: 'region',
    label: 'Region',
    topic: 'region',
    path: 'sites[].region',
    message: 'Region of the desktops',
    why: 'Desktops should be near the people. Your Windows licences (BYOL) must be enabled in this Region.',
    link: links.zones,
    choices: entraDirectoryRegions.map((region) => ({ value: region, name: region })),
    offers: (discovered) => {
      const images = seenOr(discovered.images, []);
      return seenOr(discovered.byol, [])
        .filter(({ enabled, region }) => enabled && supportsEntraDirectories(region))
        .map(({ region }) => {
          const count = images.filter((image) => image.region === region && image.dedicated).length;
          return { value: region, name: `${region} (BYOL enabled, ${counted(count, 'image')})` };
        });
    },
    check: (value) =>
      supportsEntraDirectories(String(value))
        ? undefined
        : 'must be a Region where WorkSpaces directories can join Microsoft Entra ID',
  }),
];
