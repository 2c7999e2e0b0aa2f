/**
 * The AWS services that are called, each with the operations in use. A service's client is loaded when it is first
 * called (EC2's alone is 1 MB), and only the operations named here end up in the package.
 */
export const services = {
  account: () => import('./services/account.js'),
  ec2: () => import('./services/ec2.js'),
  iam: () => import('./services/iam.js'),
  identitystore: () => import('./services/identitystore.js'),
  kms: () => import('./services/kms.js'),
  lambda: () => import('./services/lambda.js'),
  logs: () => import('./services/logs.js'),
  organizations: () => import('./services/organizations.js'),
  secretsmanager: () => import('./services/secretsmanager.js'),
  servicequotas: () => import('./services/servicequotas.js'),
  sns: () => import('./services/sns.js'),
  sso: () => import('./services/sso.js'),
  sts: () => import('./services/sts.js'),
  workspaces: () => import('./services/workspaces.js'),
} as const;

/** By the prefix of the service's IAM actions. */
export type ServiceName = keyof typeof services;
type Loaded<S extends ServiceName> = Awaited<ReturnType<(typeof services)[S]>>;
type Commands<S extends ServiceName> = Loaded<S>['operations'];

/** `DescribeVpcs`: the action is `ec2:DescribeVpcs`. */
export type Operation<S extends ServiceName> = keyof Commands<S> & string;

type Only<A> = A extends [infer I] ? I : never;
export type Input<S extends ServiceName, O extends Operation<S>> = Commands<S>[O] extends new (
  ...args: infer A
) => unknown
  ? Only<A>
  : never;

/** A command of the SDK tells its answer's type in the handler that it resolves to. */
interface Answering<T> {
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: T }>;
}
export type Output<S extends ServiceName, O extends Operation<S>> = Commands<S>[O] extends new (
  ...args: never[]
) => Answering<infer T>
  ? T
  : never;
