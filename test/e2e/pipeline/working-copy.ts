/** A repository of a company: where it lies, and somebody's clone of it, in a folder of its own. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from './workflow.js';

export class WorkingCopy {
  protected readonly folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-pipeline-'));
  readonly origin = join(this.folder, 'origin.git');
  readonly work = join(this.folder, 'work');

  /** With its first commit on main. */
  protected begin(files: Readonly<Record<string, string>>): void {
    git('.', 'init', '--quiet', '--bare', '--initial-branch', 'main', this.origin);
    git(this.origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    git('.', 'clone', '--quiet', this.origin, this.work);
    this.write(files);
    this.commit('Generated');
    git(this.work, 'push', '--quiet', 'origin', 'HEAD:main');
    git(this.work, 'fetch', '--quiet', 'origin');
  }

  protected tipOfMain(): string {
    return git(this.origin, 'rev-parse', 'refs/heads/main');
  }

  /**
   * A branch with some files changed, pushed together with the merge that it would make.
   * @param ref of that merge
   * @returns the commit of the branch
   */
  protected pushBranch(branch: string, files: Readonly<Record<string, string>>, ref: string): string {
    git(this.work, 'checkout', '--quiet', '-B', branch, 'origin/main');
    this.write(files);
    this.commit(branch);
    git(this.work, 'push', '--quiet', '--force', 'origin', branch);
    git(this.work, 'checkout', '--quiet', '--detach', 'origin/main');
    git(this.work, 'merge', '--quiet', '--no-ff', '--message', 'what the merge would make', branch);
    git(this.work, 'push', '--quiet', '--force', 'origin', `HEAD:${ref}`);
    return git(this.work, 'rev-parse', branch);
  }

  /** Squashes a branch onto main. @returns the commit of main */
  protected squash(branch: string): string {
    git(this.work, 'checkout', '--quiet', '-B', 'main', 'origin/main');
    git(this.work, 'merge', '--quiet', '--squash', branch);
    this.commit(`${branch}, squashed`);
    git(this.work, 'push', '--quiet', 'origin', 'main');
    git(this.work, 'fetch', '--quiet', 'origin');
    return git(this.work, 'rev-parse', 'HEAD');
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.work, path)), { recursive: true });
      writeFileSync(join(this.work, path), text);
    }
  }

  commit(message: string): void {
    git(this.work, 'add', '--all', '--force');
    git(this.work, 'commit', '--quiet', '--allow-empty', '--message', message);
  }
}
