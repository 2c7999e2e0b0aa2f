import { CloudError } from './cloud-error.js';

/**
 * A call of S3 or of a storage account that was answered, and refused: 403 is a missing right.
 * @param right What is missing then
 */
export function refusedAnswer(status: number, code: string, message: string, right: string): CloudError {
  const details = { code, status };
  return status === 403
    ? new CloudError('denied', message, { ...details, permission: right })
    : new CloudError('error', message, details);
}
