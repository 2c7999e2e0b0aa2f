/**
 * Where a long run of terraform is: a line that is drawn again and again on a terminal, a line now and then where nobody
 * could see it change, and a total at the end of an apply.
 */
import { counted } from '../../domain/counted.js';
import type { Terminal } from '../terminal/terminal.js';
import { inHours } from './how-long.js';
import type { TerraformEvent } from './events.js';

/** What an apply is to do. */
export interface Work {
  /** Addresses of desktops that are made, changed or removed. */
  readonly desktops: ReadonlySet<string>;
  /** How many things beside them. */
  readonly others: number;
  /** Minutes that it may take. */
  readonly minutes?: number;
}

/** Seconds between two lines where no line can be drawn again. */
const every = 15;

/** So many desktops make a pace: they come in waves, as many as are made at a time. */
const fewest = 30;

/** Watches the runs of one command, one after the other. */
export class Waiting {
  private work: Work | undefined;
  private command = '';
  private began = 0;
  private said = 0;
  private looked = 0;
  private desktops = 0;
  private others = 0;
  /** Addresses that came to an end: a replacement ends twice, and the plan counts it once. */
  private readonly ended = new Set<string>();
  /** When the first desktop was there. */
  private first: number | undefined;

  constructor(
    private readonly terminal: Pick<Terminal, 'animated' | 'say' | 'status' | 'width'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** What the next apply does. */
  expect(work: Work): void {
    this.work = work;
  }

  /** A run begins. The returned function ends it, however it ended. */
  begin(command: string): () => void {
    Object.assign(this, { command, began: this.now(), said: this.now(), looked: 0, desktops: 0, others: 0 });
    this.first = undefined;
    this.ended.clear();
    const timer = setInterval(() => this.tick(), 1_000);
    timer.unref();
    return () => {
      clearInterval(timer);
      this.terminal.status();
    };
  }

  /** Something that terraform said. */
  take({ type, address, action }: TerraformEvent): void {
    if (type === 'refresh_complete') this.looked += 1;
    // What is only looked up while it applies is no step of a plan.
    if (type !== 'apply_complete' || address === undefined || action === 'read' || this.ended.has(address)) return;
    this.ended.add(address);
    if (this.work?.desktops.has(address)) {
      this.first ??= this.now();
      this.desktops += 1;
    } else this.others += 1;
  }

  /** A second has gone by. */
  tick(): void {
    const now = this.now();
    const elapsed = (now - this.began) / 1000;
    if (elapsed < 2) return;
    if (this.terminal.animated) return this.terminal.status(this.line(elapsed));
    if ((now - this.said) / 1000 < every) return;
    this.said = now;
    this.terminal.say(this.line(elapsed));
  }

  /** The total of an apply that came to its end. */
  get total(): string {
    const { desktops, others } = this;
    const things = [
      ...(desktops > 0 ? [counted(desktops, 'desktop')] : []),
      ...(others > 0 ? [counted(others, desktops > 0 ? 'other step' : 'step')] : []),
    ];
    return `${things.join(' and ') || 'Nothing'} in ${spent((this.now() - this.began) / 1000)}.`;
  }

  private line(elapsed: number): string {
    const time = spent(elapsed);
    if (this.command === 'init') return `Getting ready: ${time}`;
    if (this.command === 'plan') return `Looking at what is there: ${counted(this.looked, 'thing')}, ${time}`;
    if (this.command === 'show') return `Reading the plan: ${time}`;
    if (this.command !== 'apply' || this.work === undefined) return `Working: ${time}`;
    const { desktops, others, minutes } = this.work;
    const end = this.toGo(desktops.size) ?? (minutes === undefined ? '' : ` of up to ${inHours(minutes)}`);
    const steps = `${this.others} of ${counted(Math.max(others, this.others), desktops.size > 0 ? 'other step' : 'step')}`;
    if (desktops.size === 0) return `${steps}, ${time}${end}`;
    const made = `${this.desktops} of ${counted(desktops.size, 'desktop')}`;
    // A line that is drawn again is cut at the edge of the window: the time is what people wait for.
    const few = `${this.desktops} of ${desktops.size}`;
    const forms = [
      `${made}, ${steps}, ${time}${end}`,
      `${made}, ${time}${end}`,
      ...(elapsed < 60 ? [] : [`${few}, ${spent(60 * Math.round(elapsed / 60))}${end}`]),
      `${made}, ${time}`,
    ];
    const room = this.terminal.animated ? this.terminal.width - 1 : Number.MAX_SAFE_INTEGER;
    return forms.find((form) => form.length <= room) ?? `${few}, ${time}`;
  }

  /** How long the desktops that are left take at the pace so far; nothing before there is one. */
  private toGo(all: number): string | undefined {
    const since = this.desktops - 1;
    if (this.first === undefined || since < fewest || this.desktops >= all) return undefined;
    const seconds = (((this.now() - this.first) / 1000) * (all - this.desktops)) / since;
    const minutes = Math.max(1, Math.ceil(seconds / 60));
    return `, about ${minutes < 60 ? `${minutes} min` : inHours(minutes)} to go`;
  }
}

/** `12 s`, `4 min 10 s`, `2 h 5 min`. */
export function spent(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
