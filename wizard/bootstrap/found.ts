/** Something that exists and is ours, by the id with which Terraform takes it in. */
export interface Found {
  readonly type: string;
  /** What the resource of the stack is told by. */
  readonly by: Readonly<Record<string, string>>;
  readonly id: string;
}
