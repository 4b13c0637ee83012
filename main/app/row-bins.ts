import type { Engine } from '../engine/api.ts';
import type { RowBin } from '../engine/ports/row-bin.ts';

/** The bins of the store in use; the engine learns of every change. */
export function rowBins(store: () => RowBin, engine: Pick<Engine, 'rowsChanged'>): RowBin {
  const tell = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await engine.rowsChanged();
    return value;
  };
  return {
    putAside: (...command) => tell(store().putAside(...command)),
    moveFirst: (...command) => tell(store().moveFirst(...command)),
    bringBack: (bin) => tell(store().bringBack(bin)),
    emptyBins: (kept) => tell(store().emptyBins(kept)),
  };
}
