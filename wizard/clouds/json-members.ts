/** JSON that is larger than what is wanted of it: read as it comes, without the whole of it in memory. */

/** The path of a member: the names of the objects around it, and its own. */
export type MemberPath = readonly string[];

interface Frame {
  readonly isObject: boolean;
  /** Of an object: the name whose value comes, or came last. */
  name: string;
  /** Of an object: what comes is a name. */
  awaitsName: boolean;
  /** Of an object: the value behind the name has begun. */
  hasValue: boolean;
}

/** A member that is taken is parsed as a whole: a product of the price list has a kilobyte. */
const largestMember = 1024 * 1024;

const [quote, backslash, colon, comma] = [34, 92, 58, 44];
const [open, close, openList, closeList] = [123, 125, 91, 93];
const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** The length where there is none. */
function indexFrom(part: Uint8Array, byte: number, from: number): number {
  const found = part.indexOf(byte, from);
  return found < 0 ? part.length : found;
}

/**
 * Hands out the members of nested objects that are wanted, and passes over all else without parsing it: what is passed over
 * is not proved to be JSON, only that it opens and closes. What stands in lists is not handed out.
 * @example
 * const products = new JsonMembers([['products', '*']], ([, sku], product) => …);
 * for await (const part of answer) products.write(part);
 * products.end();
 */
export class JsonMembers {
  private readonly frames: Frame[] = [];
  private inText = false;
  private isEscaped = false;
  private isOver = false;
  /** What is being kept of a name or of a member, and from where in the present part. */
  private kept: Buffer[] = [];
  private from = -1;
  private size = 0;
  /** How many objects are around the member that is being taken; -1: none is. */
  private takenAt = -1;

  /**
   * @param wanted paths; `*` stands for any name
   * @param take gets the members, parsed; what it throws ends the reading
   */
  constructor(
    private readonly wanted: readonly MemberPath[],
    private readonly take: (path: MemberPath, value: unknown) => void,
  ) {}

  /** The next bytes, cut anywhere. @throws SyntaxError for what cannot be JSON */
  write(part: Uint8Array): void {
    let escape = -1;
    for (let at = 0; at < part.length; at += 1) {
      if (this.inText && !this.isEscaped) {
        // Most bytes are of texts, and mean nothing.
        if (escape < at) escape = indexFrom(part, backslash, at);
        at = Math.min(escape, indexFrom(part, quote, at));
        if (at === part.length) break;
      }
      this.next(part[at] as number, part, at);
    }
    if (this.from >= 0) {
      this.keep(part.subarray(this.from));
      this.from = 0;
    }
  }

  /** @throws SyntaxError where the text ended early */
  end(): void {
    if (!this.isOver) throw new SyntaxError('the JSON ends early');
  }

  private next(byte: number, part: Uint8Array, at: number): void {
    if (this.inText) {
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === backslash) this.isEscaped = true;
      else if (byte === quote) this.closeText(part, at);
      return;
    }
    if (isSpace(byte)) return;
    if (this.isOver || (this.frames.length === 0 && byte !== open)) throw new SyntaxError('no JSON object');
    const frame = this.frames.at(-1);
    const isValue = byte !== colon && byte !== comma && byte !== close && byte !== closeList;
    if (frame?.isObject && !frame.awaitsName && !frame.hasValue && isValue) this.openMember(frame, at);
    switch (byte) {
      case quote:
        this.inText = true;
        if (frame?.awaitsName && this.takenAt < 0) this.from = at;
        return;
      case open:
      case openList:
        this.frames.push({ isObject: byte === open, name: '', awaitsName: byte === open, hasValue: false });
        return;
      case close:
      case closeList:
        this.closeMember(part, at);
        if (this.frames.pop()?.isObject !== (byte === close))
          throw new SyntaxError('no JSON: a bracket closes another');
        this.isOver = this.frames.length === 0;
        return;
      case comma:
        this.closeMember(part, at);
        if (frame?.isObject) {
          frame.awaitsName = true;
          frame.hasValue = false;
        }
        return;
      case colon:
        if (frame) frame.awaitsName = false;
    }
  }

  /** A value begins. */
  private openMember(frame: Frame, at: number): void {
    frame.hasValue = true;
    if (this.takenAt >= 0 || !this.wanted.some((path) => this.isAt(path))) return;
    this.takenAt = this.frames.length;
    this.from = at;
  }

  /** At a comma or a bracket: the value before it is over. */
  private closeMember(part: Uint8Array, at: number): void {
    if (this.takenAt !== this.frames.length) return;
    this.takenAt = -1;
    this.take(this.path(), JSON.parse(this.text(part, at)));
  }

  private closeText(part: Uint8Array, at: number): void {
    this.inText = false;
    const frame = this.frames.at(-1);
    if (!frame?.awaitsName || this.takenAt >= 0) return;
    frame.name = JSON.parse(this.text(part, at + 1)) as string;
  }

  private text(part: Uint8Array, end: number): string {
    this.keep(part.subarray(Math.max(this.from, 0), end));
    const text = Buffer.concat(this.kept).toString('utf8');
    this.kept = [];
    this.size = 0;
    this.from = -1;
    return text;
  }

  private keep(part: Uint8Array): void {
    this.size += part.length;
    if (this.size > largestMember) throw new SyntaxError('a member of the JSON is larger than 1 MB');
    // The part may be used again by who gave it.
    this.kept.push(Buffer.from(part));
  }

  private isAt(path: MemberPath): boolean {
    return (
      path.length === this.frames.length &&
      this.frames.every(({ isObject, name }, depth) => isObject && (path[depth] === '*' || path[depth] === name))
    );
  }

  private path(): MemberPath {
    return this.frames.map(({ name }) => name);
  }
}
