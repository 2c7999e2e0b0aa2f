/** A Chromium on this machine, found by its names: nothing is downloaded, and where there is none the tests say so. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Its path. Undefined: there is none. */
export const chromiumPath: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(isProgram);

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Headless, with a profile of its own that goes away again. */
export async function openBrowser(settings: {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  readonly reducedMotion?: 'reduce';
}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'page-'));
  const { width, ...rest } = settings;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath ?? 'chromium',
    headless: true,
    viewport: { width, height: 900 },
    ...rest,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
