import type { Deployment } from '../../../deployment/schema.js';
import { githubWorkflow, githubWorkflowPath, type PackagePin } from './github.js';

/** A file of the pipeline, before it is marked as generated. */
export interface PipelineFile {
  readonly path: string;
  readonly about: string;
  readonly text: string;
}

/** The files of the pipeline that a deployment asks for; none where a person plans and applies. */
export function pipelineFiles(deployment: Deployment, pin: PackagePin): readonly PipelineFile[] {
  const { pipeline } = deployment;
  if (pipeline === null) return [];
  return [
    {
      path: githubWorkflowPath,
      about: 'checks a pull request, plans after the merge, applies that plan',
      text: githubWorkflow(deployment, pipeline.github, pin),
    },
  ];
}
