import { createEvent } from '../host-event.ts';
import { Guarded, HostEmitter, type PartOf } from '../strict.ts';
import { app } from './app.ts';
import { focusedWindow } from './focused-window.ts';
import { carryOutRole } from './menu-role.ts';

type ItemOptions = Electron.MenuItemConstructorOptions;

let lastCommandId = 0;
const openPopups = new Set<HostMenu>();

/** Electron's `MenuItem`. Clicking it is up to the test. */
export class HostMenuItem
  extends Guarded
  implements PartOf<Electron.MenuItem, 'menu' | 'submenu' | 'role' | 'icon'>
{
  readonly commandId = ++lastCommandId;
  readonly id: string;
  readonly type: Electron.MenuItem['type'];
  readonly role: ItemOptions['role'];
  readonly accelerator: Electron.MenuItem['accelerator'];
  readonly registerAccelerator: boolean;
  readonly submenu: HostMenu | undefined;
  readonly sublabel: string;
  readonly toolTip: string;
  readonly icon: Electron.MenuItem['icon'];
  readonly click: (event?: object, window?: object) => void;
  menu: HostMenu | undefined;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;

  constructor(options: ItemOptions) {
    super('MenuItem');
    const { submenu, label = '', role } = options;
    this.type = options.type ?? (submenu ? 'submenu' : 'normal');
    if (this.type !== 'separator' && label === '' && role === undefined) {
      throw new Error(
        'Invalid template for MenuItem: must have at least one of label, role or type',
      );
    }
    this.id = options.id ?? '';
    this.role = role;
    this.label = label;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.icon = options.icon;
    this.accelerator = options.accelerator ?? null;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.submenu = Array.isArray(submenu)
      ? HostMenu.buildFromTemplate(submenu)
      : (submenu as unknown as HostMenu | undefined);
    this.click = (event = {}, window = focusedWindow()) => {
      if (!this.enabled) return;
      this.#toggle();
      if (options.click) options.click(this as never, window as never, event);
      else if (role !== undefined) carryOutRole(role);
    };
  }

  #toggle(): void {
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type !== 'radio') return;
    for (const item of this.menu?.items ?? []) {
      if (item.type === 'radio') item.checked = item === this;
    }
  }
}

/** Electron's `Menu`. Nothing is drawn: a popup is open until the test clicks or closes it. */
export class HostMenu
  extends HostEmitter<Electron.Menu>
  implements PartOf<Electron.Menu, 'append' | 'insert' | 'items' | 'getMenuItemById'>
{
  readonly items: HostMenuItem[] = [];
  #popupClosed: (() => void) | undefined;

  constructor() {
    super('Menu');
  }

  append(item: HostMenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: HostMenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  popup(options: Electron.PopupOptions = {}): void {
    openPopups.clear();
    openPopups.add(this);
    this.#popupClosed = options.callback;
    this.announce('menu-will-show', createEvent({}));
  }

  closePopup(): void {
    if (!openPopups.delete(this)) return;
    this.announce('menu-will-close', createEvent({}));
    this.#popupClosed?.();
  }

  getMenuItemById(id: string): HostMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }

  static buildFromTemplate(template: readonly (ItemOptions | HostMenuItem)[]): HostMenu {
    const menu = new HostMenu();
    for (const item of template) {
      menu.append(item instanceof HostMenuItem ? item : new HostMenuItem(item));
    }
    return menu;
  }

  static setApplicationMenu(menu: HostMenu | null): void {
    app.applicationMenu = menu;
  }

  static getApplicationMenu(): HostMenu | null {
    return app.applicationMenu;
  }
}

/** The context menu that stands open, if one does. */
export function openContextMenu(): HostMenu | undefined {
  return [...openPopups][0];
}
