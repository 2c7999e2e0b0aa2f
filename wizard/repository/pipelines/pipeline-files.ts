import type { Deployment } from '../../../stacks/deployment/schema.js';
import { githubWorkflow, githubWorkflowPath } from './github.js';
import { pipelineOf } from './jobs.js';

/** A file of the pipeline, before it is marked as generated. */
export interface PipelineFile {
  readonly path: string;
  readonly about: string;
  readonly text: string;
}

/** The files of the pipeline that a deployment asks for; none where a person plans and applies. */
export function pipelineFiles(deployment: Deployment): readonly PipelineFile[] {
  const { pipeline } = deployment;
  if (pipeline === null) return [];
  return [
    {
      path: githubWorkflowPath,
      about: 'plans on a pull request, applies that plan after the merge',
      text: githubWorkflow(pipelineOf(deployment), deployment, pipeline.github),
    },
  ];
}
