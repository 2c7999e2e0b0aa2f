/**
 * What keeps terraform from running a provider on this machine, and a provider from coming to its end, in terraform's own
 * words. Measured with terraform 1.11.4 and aws 5.100.0, unless said otherwise.
 */
import type { ProviderError } from './provider-error.js';
import { lockPlatforms } from './provider-guard.js';

export const machineErrors: readonly ProviderError[] = [
  {
    id: 'state-encrypted',
    says: /This state file is encrypted and can ?not be read without|attempted decryption failed for state/,
    cause: 'OpenTofu encrypted this state, and this shell has no encryption configuration that opens it.',
    fix: 'Set TF_ENCRYPTION as it was for the last apply: the same key or passphrase. Terraform reads such a state never: where both are installed, ENTRA_WORKSPACES_TERRAFORM names tofu.',
    source: 'measured with OpenTofu 1.12.6; https://opentofu.org/docs/language/state/encryption',
  },
  {
    id: 'state-not-encrypted',
    says: /encountered unencrypted payload without unencrypted method configured/,
    cause: 'TF_ENCRYPTION asks OpenTofu for an encrypted state, and this one is not encrypted so far.',
    fix: 'For the first apply give `state` in TF_ENCRYPTION a `fallback` with a method "unencrypted"; after it take the fallback out.',
    source: 'https://opentofu.org/docs/language/state/encryption',
  },
  {
    id: 'provider-not-executable',
    says: /fork\/exec [^:]*terraform-provider-[^:]*: ?(permission denied|operation not permitted|Access is denied|.*(blocked by group policy|blocked by your administrator|virus))/i,
    cause:
      'The machine does not let terraform start a provider. It lies below the folder of the stack, or in that of TF_PLUGIN_CACHE_DIR: on a disk that is mounted with noexec, without the right to be executed, or kept back by a policy for programs (AppLocker, antivirus).',
    fix: 'Move the repository to a disk from which programs may be started (findmnt -T . shows noexec), or have programs allowed below .terraform/providers. If the right alone is missing: delete the folder .terraform of the stack, then the same command again.',
    source: 'hashicorp/terraform#15909, hashicorp/terraform#20500',
  },
  {
    id: 'provider-not-started',
    says: /Unrecognized remote plugin message|Failed to read any lines from plugin's stdout|timeout while waiting for plugin to start/i,
    cause:
      'A provider was started and ended, or said nothing, before it could be talked to. It listens on a socket in the folder of TMPDIR, whose path may be no longer than some 90 letters; else it is one for another processor, or something (antivirus) holds it back for a minute.',
    fix: 'If TMPDIR is long: TMPDIR=/tmp before the same command. Else the same command again; if it stays, delete the folder .terraform of the stack, so that the provider of this machine is installed.',
    source: 'hashicorp/terraform-plugin-sdk#168, measured with a TMPDIR of 108 letters',
  },
  {
    id: 'provider-ended',
    says: /Plugin did not respond|Request cancelled.*GRPCProvider|code = Unavailable desc = (error reading from server: EOF|transport is closing)/i,
    cause:
      'A provider ended while terraform talked to it: mostly the machine ran out of memory (the one for AWS takes up to 1 GB), else it crashed.',
    fix: 'Give the machine or the job more memory, or have less done at once: `-- -parallelism=2` behind the command. What it was making may exist without the state knowing of it: entra-workspaces adopt before the next apply.',
    source: 'hashicorp/terraform-provider-aws#29153, hashicorp/terraform-provider-aws#31570',
  },
  {
    id: 'provider-cache-shared',
    says: /text file busy|cached package for .* does not match any of the checksums/i,
    cause:
      'A provider in the folder of the stack, or in that of TF_PLUGIN_CACHE_DIR, is not whole: two runs of terraform init filled that folder at once, or one was cut off.',
    fix: 'Wait until nobody else runs terraform init there, delete the folder .terraform of the stack and the provider below TF_PLUGIN_CACHE_DIR, then the same command again. Jobs that run side by side each need a folder of their own.',
    source: 'hashicorp/terraform#31964, hashicorp/terraform#25849',
  },
  {
    id: 'provider-other-hash',
    says: /doesn't match any of the checksums previously recorded|package hash .*doesn't match/i,
    cause:
      '.terraform.lock.hcl has the hash of a provider for another system or processor, not for this machine. If it has that: somebody else made this program, and it was not started.',
    fix: `In the folder of the stack: terraform providers lock ${lockPlatforms.map((platform) => `-platform=${platform}`).join(' ')} (and that of this machine, which terraform version names). Copy .terraform.lock.hcl over the committed one. If it stays, find out where the provider comes from: a mirror, a cache.`,
    source: 'hashicorp/terraform#27135, hashicorp/terraform#31435',
  },
  {
    id: 'disk-full',
    says: /no space left on device|not enough space on the disk|disk quota exceeded/i,
    cause:
      'The disk is full. The providers take about 1 GB for each stack, and their archives as much again while they are unpacked in TMPDIR.',
    fix: 'Free some, or name a bigger disk in TMPDIR. TF_PLUGIN_CACHE_DIR keeps one copy of the providers for all stacks. Then the same command again.',
    source: 'winglang/wing#6363, aws-samples/eks-workshop-v2#339',
  },
  {
    id: 'file-in-use',
    says: /being used by another process|another process has locked a portion of the file/i,
    cause:
      'Another program holds a file in the folder of the stack: OneDrive or another program that syncs, antivirus, or a second run.',
    fix: 'Move the repository out of a folder that is synced (OneDrive has Documents and Desktop). Delete the folder .terraform of the stack, then the same command again.',
    source: 'hashicorp/terraform#12012, hashicorp/terraform#18023',
  },
  {
    id: 'path-too-long',
    says: /Error while installing \S+ \S+: (mkdir|open) \.terraform[\\/]\S*windows_\w+/,
    cause:
      'Windows could not write a provider, mostly as its path is longer than 260 letters: about 150 of them lie below the folder of the deployment.',
    fix: 'Move the repository to a short path, such as C:\\desktops (not below OneDrive). Or let Windows have long paths: https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation says how. Then the same command again.',
    source: 'hashicorp/terraform#28218, MyPureCloud/terraform-provider-genesyscloud#90',
  },
  {
    id: 'terraform-older',
    says: /state snapshot was created by (Terraform|OpenTofu) v\S+, which is newer/i,
    cause: 'Somebody applied with a newer Terraform; an older one does not read what it wrote. Nothing is broken.',
    fix: 'Take that version or a newer one here, too (the text above names it): with tfenv, asdf or mise it is the file .terraform-version or .tool-versions, in a pipeline `npx entra-workspaces init` renews what it installs.',
    source: 'hashicorp/terraform#23290, warrensbox/terraform-switcher#124',
  },
  {
    id: 'provider-platform',
    says: /does not have a package available for your current platform/i,
    cause: 'A provider is not published for the processor and system of this machine.',
    fix: 'Use terraform for a platform that has it, on the same machine: the one for amd64 runs on Windows and macOS on Arm, too.',
    source: 'terraform',
  },
  {
    id: 'provider-older',
    says: /managed by newer provider version|created by a newer provider version/i,
    cause:
      'Somebody applied with a newer version of a provider, that is with a newer entra-workspaces. What it noted in the state an older one cannot read; nothing is broken.',
    fix: 'Take the newer entra-workspaces here, too (git pull, npm ci), then the same command again.',
    source:
      'hashicorp/terraform#23290, https://github.com/hashicorp/terraform/blob/v1.11.4/internal/terraform/upgrade_resource_state.go',
  },
];
