/** Whether a text has the form of a Region's name; whether it exists, the deployment's rules know. */
export function isRegionName(text: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(text);
}
