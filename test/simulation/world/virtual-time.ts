/** A thing that happens at a time. */
interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

export interface Appointment {
  /** What was to happen does not happen. */
  cancel(): void;
}

/**
 * Time that passes only from event to event. Milliseconds; nothing here looks at a real clock.
 * Events of the same moment happen in the order in which they were asked for.
 */
export class VirtualTime {
  readonly #heap: Event[] = [];
  #order = 0;
  #monotonic = 0;
  #largestSkew = 0;
  #wall = Date.UTC(2026, 0, 15, 9);
  #server = Date.UTC(2026, 0, 15, 9);

  /** Time of the computer that stands still while it sleeps. */
  get monotonic(): number {
    return this.#monotonic;
  }

  /** What the computer's clock says. */
  get wall(): number {
    return this.#wall + this.#monotonic;
  }

  /** What the server's clock says. */
  get server(): number {
    return this.#server + this.#monotonic;
  }

  /** How many events are still to come. */
  get pending(): number {
    return this.#heap.length;
  }

  /** The most by which the two clocks ever differed. */
  get largestSkew(): number {
    return this.#largestSkew;
  }

  /** The user sets the computer's clock. */
  jump(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#largestSkew = Math.max(this.#largestSkew, Math.abs(this.#wall - this.#server));
  }

  /** The computer sleeps: time passes for all clocks but its monotonic clock. */
  sleep(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#server += milliseconds;
  }

  after(milliseconds: number, run: () => void): Appointment {
    const event: Event = {
      at: this.#monotonic + Math.max(0, milliseconds),
      order: this.#order,
      run,
    };
    this.#order += 1;
    this.#push(event);
    return {
      cancel: () => {
        event.run = undefined;
      },
    };
  }

  /** Lets the next event happen. @returns false when there is none */
  step(): boolean {
    for (let event = this.#pop(); event !== undefined; event = this.#pop()) {
      if (event.run === undefined) continue;
      this.#monotonic = event.at;
      event.run();
      return true;
    }
    return false;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child])) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || !isBefore(smaller, last)) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event | undefined): boolean {
  if (other === undefined) return true;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
