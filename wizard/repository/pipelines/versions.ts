/**
 * Every version that a pipeline uses. Actions are pinned by commit, since a tag can be moved; the comment names the release.
 * Sources of the commits: releases as named in public workflows and lists of pins (checked November 2026).
 */
export const versions = {
  /** The newest line that this package is tested with. */
  terraform: '1.11.4',
  node: '22.22.2',
  runner: 'ubuntu-24.04',
  /** For hosts that run a job in an image: Debian with Node, npm and git. */
  image: 'node:22.22.2-bookworm@sha256:62e4daa6819762bbd3072af77cc282ab72c631c4aed30dd7980192babaf385b3',
} as const;

/** Actions of GitHub, as `uses:` takes them. */
export const actions = {
  checkout: { pin: 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8', release: 'v5.0.0' },
  node: { pin: 'actions/setup-node@2028fbc5c25fe9cf00d9f06a71cc4710d4507903', release: 'v6.0.0' },
  upload: { pin: 'actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4', release: 'v5.0.0' },
  download: { pin: 'actions/download-artifact@634f93cb2916e3fdff6788551b99b062d0335ce0', release: 'v5.0.0' },
} as const;
