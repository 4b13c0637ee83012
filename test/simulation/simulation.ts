import { createEngine } from '../../main/engine/engine.ts';
import type { Engine, EnginePorts } from '../../main/engine/api.ts';
import { Interruption } from '../../main/engine/run/interruption.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { Account } from '../../shared/transfer.ts';
import { FolderTree } from './files/folder-tree.ts';
import { HeardProgress, watchProgress } from './invariants/progress.ts';
import { SimulatedFile } from './files/simulated-file.ts';
import { PauseBook } from './invariants/pausing.ts';
import { RowBook } from './invariants/row-book.ts';
import { allInvariants } from './invariants/all-invariants.ts';
import { SimulatedCredentials } from './ports/simulated-credentials.ts';
import { SimulatedDesk } from './ports/simulated-desk.ts';
import { SimulatedDisk } from './ports/simulated-disk.ts';
import { createSimulatedFiles } from './ports/simulated-files.ts';
import { SimulatedObjects } from './ports/simulated-objects.ts';
import { createSimulatedStore } from './ports/simulated-store.ts';
import { QueueState } from './queue/queue-state.ts';
import type { Scenario } from './scenario/scenario.ts';
import { Network } from './server/network.ts';
import { OssModel } from './server/oss-model.ts';
import type { Witness } from './witness.ts';
import { Faults } from './world/faults.ts';
import { hashText, SeededRandom } from './world/seeded-random.ts';
import { Trace } from './world/trace.ts';
import { VirtualTime } from './world/virtual-time.ts';
import { World } from './world/world.ts';

/** Codes with which a command may be refused without anything being wrong with the engine. */
const refusals: readonly string[] = [
  'disk-full',
  'key-invalid',
  'source-missing',
  'source-unreadable',
  'source-in-use',
  'source-unavailable',
];

/** One computer, one OSS, one engine: everything that a run is about. */
export class Simulation {
  readonly world: World;
  readonly tree: FolderTree;
  readonly model: OssModel;
  readonly network: Network;
  readonly disk: SimulatedDisk;
  readonly desk: SimulatedDesk;
  readonly credentials: SimulatedCredentials;
  readonly objects: SimulatedObjects;
  readonly witness: Witness;
  readonly book: RowBook;
  readonly pauses = new PauseBook();
  /** Paths that were added; nothing else may be read. */
  readonly granted: string[] = [];
  /** Faults that have not ended yet, and commands that wait for a running engine. */
  lasting = 0;
  /** The updates of the rows since the current engine started. */
  heard = new HeardProgress();
  /** Batches whose scan a person ended, and when those that were added were added. */
  readonly endedScans = new Set<number>();
  readonly addedAt = new Map<number, number>();
  readonly #openCommands = new Map<number, string>();
  #commandCount = 0;
  #inodes = 0;
  #engine: Engine | undefined;
  #running = false;
  /** Whether a listener receives the progress. */
  readonly #watched: boolean;

  constructor(scenario: Scenario, recording: boolean) {
    const { seed, rates, settings, files, strangers } = scenario;
    this.#watched = seed % 4 === 0;
    const time = new VirtualTime();
    const faults = new Faults(rates, new SeededRandom(seed, 'faults'));
    const trace = new Trace(recording);
    const random = new SeededRandom(seed, 'order');
    this.world = new World({ time, trace, faults, random, crashAt: scenario.crashAt });
    this.tree = new FolderTree(() => time.monotonic);
    this.model = new OssModel(() => time.server);
    this.network = new Network(this.world);
    this.network.headDenied = scenario.headDenied;
    this.network.listDenied = scenario.listDenied;
    this.book = new RowBook();
    this.witness = allInvariants(this.book, this.pauses, {
      world: this.world,
      tree: this.tree,
      model: this.model,
      queue: () => this.disk.state,
      knownFull: () => this.disk.knownFull,
    });
    const state = new QueueState(settings);
    for (const id of ['main', 'other']) state.accounts.set(id, account(id));
    this.disk = new SimulatedDisk(this.world, state);
    this.desk = new SimulatedDesk(this.world);
    this.credentials = new SimulatedCredentials(this.world);
    this.objects = new SimulatedObjects({
      world: this.world,
      model: this.model,
      network: this.network,
      credentials: this.credentials,
      witness: this.witness,
    });
    for (const spec of files) {
      if (spec.kind === 'file') this.putFile(spec.path, spec.size, seed);
      else this.tree.set(spec.path, spec);
    }
    for (const { bucket, key, size } of strangers) {
      this.model.put({ bucket, key }, { size, crc64: BigInt(size) * 7n }, false);
    }
  }

  /** The engine, while one is running and has started. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Commands that were given and not answered yet. */
  get openCommands(): readonly string[] {
    return [...this.#openCommands.values()];
  }

  putFile(path: string, size: number, seed: number, isSpool = false): SimulatedFile {
    this.#inodes += 1;
    const { time } = this.world;
    const clocks = {
      get wall() {
        return time.wall;
      },
      get monotonic() {
        return time.monotonic;
      },
    };
    const file = new SimulatedFile(this.#inodes, hashText(path, seed), size, clocks);
    this.tree.set(path, { kind: 'file', file, isSpool, locked: false, unreadable: false });
    return file;
  }

  /** A new process with a new engine on the content of the disk, unless one runs already. */
  boot(): void {
    if (this.#running) return;
    this.#running = true;
    const life = this.world.newLife();
    this.world.note('boot');
    const { settings } = this.disk.state;
    this.witness.booted();
    this.witness.settingsInForce([settings]);
    const files = createSimulatedFiles({
      world: this.world,
      tree: this.tree,
      witness: this.witness,
      isGranted: (path) => this.#isGranted(path),
    });
    this.objects.readFrom(files);
    const ports: EnginePorts = {
      store: createSimulatedStore(this.world, this.disk, this.witness),
      objects: this.objects,
      files,
      bandwidth: { setLimit: () => undefined },
      credentials: this.credentials,
      clock: life.clock(),
      random: { next: () => this.world.random.next() },
      log: this.desk.log(),
      power: this.desk.power(),
      contentTypeOf: () => 'application/octet-stream',
      dropConnections: (addresses) => {
        this.objects.dropConnections(addresses);
      },
      dropStalled: (milliseconds) => {
        this.objects.dropStalled(milliseconds);
      },
    };
    const engine = createEngine(ports, settings);
    this.heard = new HeardProgress();
    if (this.#watched) {
      const { heard } = this;
      engine.subscribe(watchProgress(this.world));
      engine.subscribe((update) => {
        heard.hear(update);
      });
    }
    this.track('start', async () => {
      await this.#start(engine);
      // The very last step of a start can be the process's last one too.
      if (life.alive) this.#engine = engine;
    });
  }

  /** A disk that is full when the app starts: it says so, and tries again. */
  async #start(engine: Engine): Promise<void> {
    for (;;) {
      try {
        await engine.start();
        return;
      } catch (thrown) {
        if (toErrorRecord(thrown).code !== 'disk-full') throw thrown;
        await this.world.life.clock().sleep(3000);
      }
    }
  }

  /** The process dies. */
  crash(powerCut: boolean): void {
    if (!this.#running) return;
    this.#running = false;
    this.world.note(powerCut ? 'power cut' : 'kill');
    this.world.faults.count(powerCut ? 'power-cut' : 'kill');
    this.world.life.end();
    this.#engine = undefined;
    this.disk.crash(powerCut);
    this.objects.abandon();
    this.desk.forget();
    this.credentials.forget();
    this.#openCommands.clear();
  }

  /** A clean end. */
  async stop(engine: Engine): Promise<void> {
    this.#engine = undefined;
    await engine.stop();
    this.disk.close();
    this.#running = false;
  }

  /** Gives a command and remembers it until it is answered. */
  track(what: string, work: () => Promise<unknown>, mayBeRefused = true): void {
    this.#commandCount += 1;
    const number = this.#commandCount;
    this.#openCommands.set(number, what);
    this.world.note(`command ${number} ${what}`);
    const { life } = this.world;
    const over = (thrown?: unknown) => {
      if (!life.alive) return;
      this.#openCommands.delete(number);
      this.world.note(`command ${number} over`);
      if (thrown === undefined) return;
      // Given while the engine stopped: the caller that stops it does not wait for an answer.
      if (thrown instanceof Interruption && thrown.why === 'stop') return;
      const { code, detail = '' } = toErrorRecord(thrown);
      if (!mayBeRefused || !refusals.includes(code))
        this.world.violate(0, `${what} failed: ${code} ${detail}`);
    };
    work().then(() => {
      over();
    }, over);
  }

  /**
   * Lets events happen until `done` says so.
   * @returns false when nothing was left to happen, or too much time went by, before that
   */
  async drive(done: () => boolean, milliseconds: number): Promise<boolean> {
    const { time, violations } = this.world;
    const end = time.monotonic + milliseconds;
    for (;;) {
      // Everything that follows from an event has happened when the next macrotask begins.
      await new Promise((resolve) => setImmediate(resolve));
      if (done() || violations.length > 0) return true;
      if (time.monotonic > end || !time.step()) return false;
    }
  }

  #isGranted(path: string): boolean {
    return this.granted.some((root) => path === root || path.startsWith(`${root}/`));
  }
}

function account(id: string): Account {
  return {
    id,
    name: id,
    endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
    region: 'cn-hangzhou',
    addressing: 'virtual-host',
    credentials: { kind: 'environment' },
  };
}
