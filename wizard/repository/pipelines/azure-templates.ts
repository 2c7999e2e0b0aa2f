/**
 * Templates of another repository that a pipeline of Azure DevOps uses: whoever may change them writes its stages.
 * Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates (`template: file@alias`, `self`).
 */
import { linesOf, type OthersLine } from './others-code.js';

/** Each template of elsewhere. */
export const templatesOfOthers = (text: string): OthersLine[] =>
  linesOf(text)
    .filter(([, words]) => /\btemplate\s*:\s*['"]?(?:\$\{\{[^}]*\}\}|[^\s'"@])+@(?!self\b)/.test(words))
    .map(([line]) => ({
      line,
      got: 'uses a template of another repository: whoever may change that writes stages of this pipeline, with its service connections',
    }));
