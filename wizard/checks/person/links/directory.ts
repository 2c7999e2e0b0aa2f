import { broken, judged, ok, wait, type Link } from '../link.js';

export const directory: Link = {
  id: 'directory',
  title: 'The directory of the desktops',
  rules: ['directory'],
  everybody: true,
  after: [],
  judge: ({ around }) =>
    judged(around.directory(), (found) => {
      if (!found) {
        const seen = `no directory ${around.place.directory ?? 'joined to Entra'} in ${around.place.region}`;
        if (around.place.beforeHandshake) {
          return broken(
            seen,
            'directory and desktops come after the handshake, which is not in the deployment yet',
            'desktop engineer',
            'entra-workspaces connect leads through it, then entra-workspaces apply makes them',
          );
        }
        return broken(
          seen,
          'the directory was removed, or never made in this Region and account',
          'desktop engineer',
          'check Region and account; entra-workspaces apply makes the directory that the deployment names',
        );
      }
      if (found.state === 'REGISTERING') return wait(`${found.name} is being registered`, '10 minutes');
      if (found.state === 'REGISTERED') return ok(`${found.name} is registered in ${found.region}`);
      return broken(
        `${found.name} is in the state ${found.state}${found.error === undefined ? '' : `: ${found.error}`}`,
        'the directory does not work, so nobody reaches a desktop in it',
        'desktop engineer',
        'entra-workspaces doctor says what is wrong with it',
      );
    }),
};
