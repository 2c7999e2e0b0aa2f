/** The key of the topic that tells what a person should know: what it says of itself, by which a plan knows it. */

/** The description of the key, `name` begins the name of the topic. */
export const alertsKeyDescription = (name: string): string =>
  `Encrypts the topic ${name}-alerts, which tells what a person should know`;

/** Whether a key with this description is one of a topic of alerts. */
export const isAlertsKey = (description: string): boolean =>
  /^Encrypts the topic \S+-alerts, which tells what a person should know$/.test(description);
