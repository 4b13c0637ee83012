import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What one run of one contender cost. */
export interface Measurement {
  /** From the order to upload until everything was accepted. */
  readonly seconds: number;
  /** Processor time of all threads meanwhile; absent where it cannot be told. */
  readonly cpuSeconds?: number;
  /** Peak resident memory of the process, in MiB. */
  readonly peakMemory?: number;
  /** 99th percentile of the main event loop's delay, in milliseconds. */
  readonly loopDelay?: number;
}

/** Runs `work` once and measures it. */
export async function measure(work: () => Promise<void>): Promise<Measurement> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(cpu);
  delay.disable();
  return {
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMemory: peakMemory(),
    loopDelay: delay.percentile(99) / 1e6,
  };
}

/**
 * In MiB. On Linux `maxRSS` begins with the parent's memory, which a child has between fork and exec;
 * VmHWM does not (proc_pid_status(5)).
 */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

/** The order a contender's process gets as its only argument, as JSON. */
export interface Order {
  readonly endpoint: string;
  readonly kind: 'large' | 'small';
  /** A file, or a folder of small files. */
  readonly path: string;
  /** For ali-oss: its part size and number of parts at once; absent means its defaults. */
  readonly tuned?: { readonly partSize: number; readonly parallel: number };
  /** For ali-oss: small files at once; absent means 16. */
  readonly filesAtOnce?: number;
  /** A folder that only this run uses. */
  readonly scratch: string;
}

export function readOrder(): Order {
  return JSON.parse(process.argv[2] ?? '{}') as Order;
}

/** Bucket and region of the sink; it looks at neither. */
export const bench = { bucket: 'bench', region: 'cn-hangzhou', keys: 'bench-key' } as const;
